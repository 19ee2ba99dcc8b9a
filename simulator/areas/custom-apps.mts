import type { Area, Call, Reply } from '../api.mts';
import type { Row } from '../filter.mts';
import { detail } from '../replies.mts';
import { htmlNotFound, invalidFields, missing } from './answers.mts';
import type { Accepted, Kind, Shape } from './library-kind.mts';
import { kindRoutes, merge, selfService, selfServiceFields, unreachable } from './library-kind.mts';
import { PROCESSING_MS, fileFields, fileLink } from './storage.mts';
import { storedFor, uploadByKey, uploadRoute } from './storage.mts';

const PATH = '/api/v1/library/custom-apps';

const SHAPE: Shape = {
	required: ['name', 'file_key', 'install_type', 'install_enforcement'],
	text: [
		'name',
		'file_key',
		'install_type',
		'install_enforcement',
		'unzip_location',
		'audit_script',
		'preinstall_script',
		'postinstall_script',
		'self_service_category_id',
	],
	flags: ['active', 'restart', 'show_in_self_service', 'self_service_recommended'],
	choices: {
		install_type: ['package', 'zip', 'image'],
		install_enforcement: ['install_once', 'continuously_enforce', 'no_enforcement'],
	},
};

/** 503 while Kandji still works on the file, 400 for a key that nothing was stored under. */
export function fileRefusal(call: Call, fileKey: unknown): Reply | undefined {
	const upload = uploadByKey(call.tenant, fileKey);
	const age = upload && storedFor(call.tenant, upload);
	if (age === undefined) {
		return invalidFields({ file_key: 'No uploaded file was found for this key.' });
	}
	if (age >= PROCESSING_MS) return undefined;
	return detail(503, 'The upload is still being processed. Please try again later.');
}

/** Refuses fields that others make necessary or exclude (docs/kandji-api.md T13). */
function conditional(fields: Row): Record<string, string> | undefined {
	if (fields.install_type === 'zip') {
		const absent = missing(fields, ['unzip_location']);
		if (absent) return absent;
	}
	const continuous = fields.install_enforcement === 'continuously_enforce';
	if (continuous && !fields.audit_script) {
		return { audit_script: 'Required when choosing continuously_enforce' };
	}
	return !continuous && fields.audit_script
		? { audit_script: 'Only available when choosing continuously_enforce' }
		: undefined;
}

function accept(call: Call, current: Row | undefined): Accepted {
	const merged = merge(call, current, SHAPE);
	if ('reply' in merged) return merged;
	const { fields } = merged;
	const wrong =
		conditional(fields) ?? selfService(call, fields) ?? unreachable(fields, 'install_enforcement');
	if (wrong) return { reply: invalidFields(wrong) };
	if (fields.file_key === current?.file_key) return merged;
	const reply = fileRefusal(call, fields.file_key);
	if (reply) return { reply };
	const upload = uploadByKey(call.tenant, fields.file_key);
	return { fields: { ...fields, ...(upload && fileFields(upload)) } };
}

const KIND: Kind = {
	type: 'custom-app',
	path: PATH,
	label: 'Custom App',
	gone: htmlNotFound,
	platforms: () => ['Mac'],
	accept,
	render: ({ fields, created_at, updated_at }, call) => ({
		file_key: fields.file_key,
		install_type: fields.install_type,
		install_enforcement: fields.install_enforcement,
		audit_script: fields.audit_script ?? '',
		unzip_location: fields.unzip_location ?? '',
		active: fields.active ?? true,
		restart: fields.restart ?? false,
		preinstall_script: fields.preinstall_script ?? '',
		postinstall_script: fields.postinstall_script ?? '',
		file_url: fileLink(call, fields.file_key),
		sha256: fields.sha256,
		file_size: fields.file_size,
		file_updated: fields.file_updated,
		created_at,
		updated_at,
		...selfServiceFields(fields),
	}),
};

/** Custom apps of the library: upload to storage, then create. */
export const customAppsArea: Area = {
	routes: [
		uploadRoute({
			path: `${PATH}/upload`,
			permission: 'Library > Upload Custom App',
			nameKey: 'name',
			folder: (company) => `companies/companies/${company}/library/custom_apps`,
			tell: (_upload, name) => ({ name }),
		}),
		...kindRoutes(KIND),
	],
};
