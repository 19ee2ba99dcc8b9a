import { createHash } from 'node:crypto';
import type { Area, Call, Reply, Route } from '../api.mts';
import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import { record } from '../replies.mts';
import type { Tenant } from '../tenant.mts';
import { invalidFields, missing } from './answers.mts';

/** How long Kandji works on a stored file before an app can be made of it, in milliseconds. */
export const PROCESSING_MS = 1_000;

const POST_PATH = '/storage/uploads/';
const GET_PATH = '/storage/files/:name';
const UPLOAD_LIFE_MS = 3_600_000;
/** Life of a download link, in seconds (docs/kandji-api.md T17). */
const LINK_LIFE_S = 172_800;

/** A file that was announced, and later stored under its key. */
export interface Upload {
	id: string;
	file_key: string;
	/** Last part of the key. */
	name: string;
	expires: Date;
	form: Record<string, string>;
	stored?: { at: Date; content: Buffer; sha256: string };
}

/** What presigned requests reach: uploads by file key, downloads by name. */
interface Storage {
	uploads: Map<string, Upload>;
	downloads: Map<string, { type: string; read: () => string | Buffer | undefined }>;
}

const storageOf = (tenant: Tenant): Storage =>
	tenant.area('storage', () => ({ uploads: new Map(), downloads: new Map() }));

/** An error as Amazon S3 words it: XML, never JSON. */
const s3Error = (status: number, code: string, message: string): Reply => ({
	status,
	text: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
	type: 'application/xml',
});

const twoKeys = (): Reply =>
	s3Error(
		400,
		'InvalidArgument',
		'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
	);

/** `20261120T080000Z`. */
const compact = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '');

/** Announces a file: a key with a random part in its name, and a form that only this upload may send. */
function announce(tenant: Tenant, folder: string, filename: string): Upload {
	const id = tenant.uuid();
	const dice = new Dice(id);
	const now = tenant.now();
	const dot = filename.lastIndexOf('.');
	const [stem, extension] =
		dot > 0 ? [filename.slice(0, dot), filename.slice(dot)] : [filename, ''];
	const name = `${stem}_${dice.hex(8)}${extension}`;
	const key = `${folder}/${name}`;
	const upload: Upload = {
		id,
		file_key: key,
		name,
		expires: new Date(now.getTime() + UPLOAD_LIFE_MS),
		form: {
			key,
			'x-amz-algorithm': 'AWS4-HMAC-SHA256',
			'x-amz-credential': `${dice.hex(20).toUpperCase()}/${compact(now).slice(0, 8)}/us-west-2/s3/aws4_request`,
			'x-amz-date': compact(now),
			'x-amz-security-token': Buffer.from(dice.hex(64), 'hex').toString('base64'),
			policy: Buffer.from(JSON.stringify({ conditions: [{ key }] })).toString('base64'),
			'x-amz-signature': dice.hex(64),
		},
	};
	storageOf(tenant).uploads.set(key, upload);
	return upload;
}

/** How a kind of app announces its file. */
export interface UploadRequest {
	path: string;
	permission: string;
	/** The body's key for the file name. */
	nameKey: string;
	/** Folder of the file key, by the company's id. */
	folder: (company: string) => string;
	/** What the answer says before the form. */
	tell: (upload: Upload, sentName: string) => Row;
}

/** The request that gives out a presigned form: 201 with `post_url`, `post_data` and `file_key`. */
export const uploadRoute = ({ path, permission, nameKey, folder, tell }: UploadRequest): Route => ({
	method: 'POST',
	path,
	permission,
	handle({ tenant, body: sent, origin }) {
		const body = record(sent);
		const absent = missing(body, [nameKey]);
		if (absent) return invalidFields(absent);
		const name = String(body[nameKey]);
		const company = tenant.area('company', () => tenant.uuid());
		const upload = announce(tenant, folder(company), name);
		return {
			status: 201,
			body: {
				...tell(upload, name),
				expires: isoMicro(upload.expires),
				post_url: `${origin}${POST_PATH}`,
				post_data: upload.form,
				file_key: upload.file_key,
			},
		};
	},
});

export const uploadByKey = (tenant: Tenant, key: unknown): Upload | undefined =>
	storageOf(tenant).uploads.get(String(key));

export const uploadById = (tenant: Tenant, id: string): Upload | undefined =>
	[...storageOf(tenant).uploads.values()].find((upload) => upload.id === id);

/** Milliseconds since a file was stored; undefined before that. */
export const storedFor = (tenant: Tenant, { stored }: Upload): number | undefined =>
	stored && tenant.now().getTime() - stored.at.getTime();

/** What a read shows of a stored file. */
export const fileFields = ({ file_key, stored }: Upload): Row => ({
	file_key,
	sha256: stored?.sha256 ?? null,
	file_size: stored?.content.length ?? null,
	file_updated: stored ? stored.at.toISOString().replace(/\.\d+/, '') : null,
});

/** A link that needs no token, as `file_url` and `signed_url` are; `read` runs when it is followed. */
export function signedLink(
	call: Call,
	name: string,
	type: string,
	read: () => string | Buffer | undefined,
): string {
	storageOf(call.tenant).downloads.set(name, { type, read });
	const query = new URLSearchParams({
		'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
		'X-Amz-Date': compact(call.tenant.now()),
		'X-Amz-Expires': String(LINK_LIFE_S),
		'X-Amz-SignedHeaders': 'host',
		'X-Amz-Signature': new Dice(name).hex(64),
	});
	return `${call.origin}${GET_PATH.replace(':name', encodeURIComponent(name))}?${query.toString()}`;
}

/** A link to the content of a stored file; seeded files have none, so theirs leads to a 404. */
export function fileLink(call: Call, fileKey: unknown): string {
	const name = String(fileKey).split('/').at(-1) ?? '';
	const upload = uploadByKey(call.tenant, fileKey);
	const read = () => upload?.stored?.content;
	return signedLink(call, name, 'application/octet-stream', read);
}

/** The form first, the file last, no token (docs/kandji-api.md T13). */
function store(call: Call): Reply {
	if (call.headers.authorization) return twoKeys();
	const form = record(call.body);
	const upload = uploadByKey(call.tenant, form.key);
	const file = call.files.find(({ field }) => field === 'file');
	if (!file) {
		const text = 'POST requires exactly one file upload per request.';
		return s3Error(400, 'IncorrectNumberOfFilesInPostRequest', text);
	}
	if (!file.after.includes('key')) {
		const text =
			"Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.";
		return s3Error(400, 'InvalidArgument', text);
	}
	const wrong = Object.entries(upload?.form ?? {}).some(
		([key, value]) => form[key] !== value || !file.after.includes(key),
	);
	if (!upload || wrong) return s3Error(403, 'AccessDenied', 'Access Denied');
	const now = call.tenant.now();
	if (now > upload.expires) {
		return s3Error(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.');
	}
	const sha256 = createHash('sha256').update(file.content).digest('hex');
	upload.stored = { at: now, content: file.content, sha256 };
	return { status: 204, headers: { ETag: `"${sha256.slice(0, 32)}"` } };
}

function read(call: Call): Reply {
	if (call.headers.authorization) return twoKeys();
	const { name } = call.params;
	if (call.query.get('X-Amz-Signature') !== new Dice(name).hex(64)) {
		return s3Error(403, 'SignatureDoesNotMatch', 'The request signature does not match.');
	}
	const download = storageOf(call.tenant).downloads.get(name);
	const content = download?.read();
	if (!download || content === undefined) {
		return s3Error(404, 'NoSuchKey', 'The specified key does not exist.');
	}
	return { text: content, type: download.type };
}

/** What Amazon S3 is to Kandji: presigned uploads and downloads, without tokens. */
export const storageArea: Area = {
	routes: [
		{ method: 'POST', path: POST_PATH, permission: null, handle: store },
		{ method: 'GET', path: GET_PATH, permission: null, handle: read },
	],
};
