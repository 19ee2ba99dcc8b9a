import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { KandjiClient } from './client';
import { cancelSignal } from './host';
import { isRecord, text } from '../util/json';

/** An input item whose binary data is read. */
interface InputItem {
	context: IExecuteFunctions;
	item: number;
}

/** The execution that sends requests to the file storage. */
interface StorageCall {
	context: IExecuteFunctions;
	client: KandjiClient;
}

/** A readable stream of Node, as n8n's binary helpers use it. */
export type Bytes = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** Limit of one try. Uploads may be gigabytes, and a presigned form is valid for about an hour. */
const TIMEOUT_MS = 1_800_000;
const MAX_TRIES = 3;
const FIRST_PAUSE_MS = 2_000;

/** A file in n8n's binary storage. It is read while it is sent, and read again when it is sent again. */
class StoredFile extends File {
	override readonly size: number;

	private readonly open: () => Promise<AsyncIterable<Uint8Array>>;

	constructor(
		name: string,
		type: string,
		bytes: number,
		open: () => Promise<AsyncIterable<Uint8Array>>,
	) {
		super([], name, { type });
		this.size = bytes;
		this.open = open;
	}

	override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
		const chunks = this.chunks();
		return new ReadableStream({
			pull: async (controller) => {
				const { done, value } = await chunks.next();
				if (done) controller.close();
				else controller.enqueue(value);
			},
			cancel: async () => {
				await chunks.return(undefined);
			},
		});
	}

	private async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
		for await (const chunk of await this.open()) yield new Uint8Array(chunk);
	}
}

function noFile({ context }: InputItem, message: string): NodeOperationError {
	return new NodeOperationError(context.getNode(), `${message}`, {
		description: 'Check the node that should output the file, or name another binary field',
	});
}

/**
 * Returns the file in a binary field of the input item: as a stream where n8n stores binary data outside the item, else
 * from memory. Throws a NodeOperationError when the field is missing or the file is empty.
 */
export async function inputFile(call: InputItem, field: string): Promise<File> {
	const { context, item } = call;
	const data = context.getInputData()[item]?.binary?.[field];
	if (data === undefined) throw noFile(call, `The input item has no binary field "${field}"`);
	const { id, fileName, fileExtension, mimeType } = data;
	const { helpers } = context;
	const name = fileName ?? `file.${fileExtension ?? 'bin'}`;
	const file =
		id === undefined
			? new File([new Uint8Array(await helpers.getBinaryDataBuffer(item, field))], name, {
					type: mimeType,
				})
			: new StoredFile(
					name,
					mimeType,
					(await helpers.getBinaryMetadata(id)).fileSize,
					async () => await helpers.getBinaryStream(id),
				);
	if (file.size > 0) return file;
	throw noFile(call, `The file in the binary field "${field}" is empty`);
}

function storageFailed(
	{ context }: StorageCall,
	action: string,
	status?: number,
	content = '',
): NodeApiError {
	const stated = /<Message>([^<]{1,200})<\/Message>/.exec(content)?.[1];
	const reason =
		status === undefined ? 'the connection broke' : (stated ?? `it answered ${status}`);
	const message = `Kandji's file storage did not ${action}: ${reason}`;
	return new NodeApiError(
		context.getNode(),
		{},
		{
			message,
			description:
				'The link that Kandji gave may have expired, or the connection is slow. Run the node again.',
			...(status === undefined ? {} : { httpCode: String(status) }),
		},
	);
}

/** Returns the storage address of Kandji's answer: https, or plain http where the tenant is a simulator. Throws a NodeOperationError for others. */
function storageUrl(call: StorageCall, address: string): string {
	// Kandji's documentation shows a whole URL in one place and a bare bucket name in another (docs/kandji-api.md T13).
	const url = /^[a-z0-9.-]+$/i.test(address)
		? `https://${address.endsWith('.amazonaws.com') ? address : `${address}.s3.amazonaws.com`}/`
		: address;
	const plainHttp = call.client.tenant.apiUrl.startsWith('http://');
	if (/^https:\/\//i.test(url) || (plainHttp && /^http:\/\//i.test(url))) return url;
	throw new NodeOperationError(
		call.context.getNode(),
		'Kandji did not state a safe address of its file storage',
		{ description: 'Run the node again. If it stays so, ask Kandji support.' },
	);
}

/** Sends once. Returns undefined when the connection breaks. Uses no credential, so that no token reaches the storage. */
async function attempt(
	{ context }: StorageCall,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse | undefined> {
	const cancelled = cancelSignal(context);
	// n8n's own timeout limits silence only, so a storage that sends slowly would never end.
	const ends = [...(cancelled ? [cancelled] : []), AbortSignal.timeout(TIMEOUT_MS)];
	try {
		return (await context.helpers.httpRequest({
			...options,
			abortSignal: AbortSignal.any(ends),
			timeout: TIMEOUT_MS,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})) as IN8nHttpFullResponse;
	} catch {
		if (!cancelled?.aborted) return undefined;
		throw new NodeOperationError(context.getNode(), 'The execution was cancelled');
	}
}

/** Returns the text of a failed answer: its text, or its stream where a file was requested. */
async function answerText(
	{ context }: StorageCall,
	answer?: IN8nHttpFullResponse,
): Promise<string> {
	const body = answer?.body;
	if (typeof body !== 'object') return text(body);
	return await context.helpers.binaryToString(body as Bytes);
}

/** Returns the answer of the storage. Tries again where it is unavailable, because sending a file twice stores it once. */
async function send(
	call: StorageCall,
	action: string,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	for (let tries = 1; ; tries++) {
		const answer = await attempt(call, options);
		if (answer && answer.statusCode < 300) return answer;
		const content = await answerText(call, answer);
		const again = tries < MAX_TRIES && (answer === undefined || answer.statusCode >= 500);
		if (!again) throw storageFailed(call, action, answer?.statusCode, content);
		await call.client.sleep(FIRST_PAUSE_MS * tries);
	}
}

/**
 * Posts a file with the presigned form of an upload answer (`post_url`, `post_data`). S3 requires the form's own fields
 * first and the file last. Throws a NodeApiError when the storage rejects the file.
 */
export async function postFile(call: StorageCall, upload: IDataObject, file: File): Promise<void> {
	const form = new FormData();
	const fields = isRecord(upload.post_data) ? upload.post_data : {};
	for (const [name, value] of Object.entries(fields)) form.append(name, text(value));
	form.append('file', file);
	const url = storageUrl(call, text(upload.post_url));
	await send(call, 'take the file', { method: 'POST', url, body: form, encoding: 'text' });
}

/** Opens the file of a signed link. Throws a NodeApiError when the storage rejects the request. */
export async function openFile(call: StorageCall, link: string): Promise<Bytes> {
	const url = storageUrl(call, link);
	const { body } = await send(call, 'give the file', { method: 'GET', url, encoding: 'stream' });
	return body as Bytes;
}
