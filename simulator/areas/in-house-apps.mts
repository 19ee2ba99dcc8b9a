import type { Area, Call, Reply } from '../api.mts';
import type { Row } from '../filter.mts';
import { notFound } from '../replies.mts';
import type { Platform } from '../tenant.mts';
import { invalidFields } from './answers.mts';
import { fileRefusal } from './custom-apps.mts';
import type { Accepted, Kind, Shape } from './library-kind.mts';
import { kindRoutes, merge } from './library-kind.mts';
import type { Upload } from './storage.mts';
import { PROCESSING_MS, fileFields, fileLink } from './storage.mts';
import { storedFor, uploadById, uploadByKey, uploadRoute } from './storage.mts';

const PATH = '/api/v1/library/ipa-apps';

const RUNS_ON: Record<string, Platform> = {
	runs_on_iphone: 'iPhone',
	runs_on_ipad: 'iPad',
	runs_on_tv: 'AppleTV',
};

const SHAPE: Shape = {
	required: ['file_key', 'name'],
	text: ['file_key', 'name'],
	flags: ['active', ...Object.keys(RUNS_ON)],
	choices: {},
};

/** What validation reads out of an app: made up of its file name. */
function manifest({ name }: Upload): Row {
	const app = name.replace(/_[0-9a-f]{8}\.ipa$/i, '');
	return {
		app_identifier: `com.example.${app.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
		app_name: app,
		app_version: '1.0',
		minimum_os_version: '17.0',
		supported_device_families: ['iPhone', 'iPad'],
	};
}

/** Why a stored file is no app: nothing in it, or not an .ipa. */
function failure({ name, stored }: Upload): Row | undefined {
	const { sha256, content } = stored ?? {};
	if (content?.length === 0) {
		const reason = 'The checksum for the IPA file does not match the expected value';
		return { reason, status: 'UPLOAD_FAILED', sha256 };
	}
	if (/\.ipa$/i.test(name)) return undefined;
	return { reason: 'The IPA file validation failed', status: 'VALIDATE_FAILED', sha256 };
}

/** UPLOADING, then UPLOADED while it is validated, then VALIDATED; failures are 200 as well (docs/kandji-api.md T13). */
function status(call: Call): Reply {
	const upload = uploadById(call.tenant, call.params.pending_upload_id);
	if (!upload) return notFound();
	const age = storedFor(call.tenant, upload) ?? 0;
	if (age < PROCESSING_MS / 2) {
		const reason = 'The checksum for the IPA file is still being calculated';
		return { body: { reason, status: 'UPLOADING' } };
	}
	const failed = failure(upload);
	if (failed) return { body: failed };
	if (age < PROCESSING_MS) {
		return { body: { reason: 'The IPA file is still being validated', status: 'UPLOADED' } };
	}
	const { file_key: fileKey } = upload;
	const icon = String(fileKey).replace(/\.ipa$/i, '-Icon.png');
	return {
		body: {
			metadata: {
				app_icon: fileLink(call, icon),
				...manifest(upload),
				file_key: fileKey,
				file_size: upload.stored?.content.length,
				icon,
				icon_path: 'AppIcon60x60',
				ipad_icon: icon.replace('-Icon', '-IpadIcon'),
				ipad_icon_path: 'AppIcon76x76',
			},
			sha256: upload.stored?.sha256,
			status: 'VALIDATED',
		},
	};
}

function accept(call: Call, current: Row | undefined): Accepted {
	const merged = merge(call, current, SHAPE);
	if ('reply' in merged) return merged;
	const { fields } = merged;
	if (fields.file_key === current?.file_key) return merged;
	const reply = fileRefusal(call, fields.file_key);
	if (reply) return { reply };
	const file = uploadByKey(call.tenant, fields.file_key);
	if (!file || failure(file)) {
		return { reply: invalidFields({ file_key: 'The file has not been validated.' }) };
	}
	return { fields: { ...fields, ...fileFields(file), ...manifest(file) } };
}

const KIND: Kind = {
	type: 'ipa-app',
	path: PATH,
	label: 'In-House App',
	silent: true,
	gone: () => ({ status: 404 }),
	platforms: (fields) =>
		Object.entries(RUNS_ON).flatMap(([key, platform]) =>
			(fields[key] ?? key !== 'runs_on_tv') ? [platform] : [],
		),
	accept,
	render: ({ fields, created_at, updated_at }, call) => {
		const stem = String(fields.file_key).replace(/\.ipa$/i, '');
		return {
			file_key: fields.file_key,
			active: fields.active ?? true,
			icon: `${stem}-Icon.png`,
			ipad_icon: `${stem}-IpadIcon.png`,
			identifier: fields.app_identifier,
			app_identifier: fields.app_identifier,
			app_name: fields.app_name,
			app_version: fields.app_version,
			supported_device_families: fields.supported_device_families,
			minimum_os_version: fields.minimum_os_version,
			file_url: fileLink(call, fields.file_key),
			sha256: fields.sha256,
			file_size: fields.file_size,
			file_updated: fields.file_updated,
			created_at,
			updated_at,
			runs_on_iphone: fields.runs_on_iphone ?? true,
			runs_on_ipad: fields.runs_on_ipad ?? true,
			runs_on_tv: fields.runs_on_tv ?? false,
			runs_on_mac: false,
			runs_on_ipod: false,
			runs_on_watch: false,
		};
	},
};

/** In-house apps of the library: upload to storage, wait for validation, then create. */
export const inHouseAppsArea: Area = {
	routes: [
		uploadRoute({
			path: `${PATH}/upload`,
			permission: 'Library > Upload In-House App',
			nameKey: 'filename',
			folder: (company) => `tenants/${company}/library/ipa_apps`,
			tell: ({ id, name }) => ({ id, filename: name, sha256: null }),
		}),
		{
			method: 'GET',
			path: `${PATH}/upload/:pending_upload_id/status`,
			permission: 'Library > Upload In-House App Status',
			handle: status,
		},
		...kindRoutes(KIND),
	],
};
