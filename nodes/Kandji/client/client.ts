import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	INode,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { requestFailed } from './errors';
import type { Refusal } from './errors';
import { HOUR_PROBE_MS, paceOf } from './pace';
import type { Headers, Pace } from './pace';
import { readPages } from './pages';
import type { Listed, Listing } from './pages';
import { waitMs } from './retries';
import { at, text } from './json';
import { cleanToken, parseTenant } from './tenant';
import type { Tenant } from './tenant';

export type KandjiContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

export interface KandjiRequest {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below `/api/v1`, or the whole path when it starts with `/api/`. Holes filled and encoded. */
	path: string;
	query?: IDataObject;
	/** A record for JSON and forms; FormData for multipart. */
	body?: IDataObject | FormData;
	encode?: 'json' | 'form' | 'multipart';
	/** Checkbox that a 403 names. */
	permission?: string;
	/** `file`: the answer is bytes (a Buffer). */
	accept?: 'json' | 'file';
	/** Statuses of 400 and above that the caller handles itself. */
	accepts?: number[];
}

export interface KandjiAnswer {
	status: number;
	headers: Headers;
	/** Parsed JSON, undefined for an empty body, text where it is no JSON, a Buffer for files. */
	body: unknown;
}

interface ClientOptions {
	/** Epoch milliseconds after which nothing is sent or waited for any more. */
	deadline?: number;
}

/** What the credential must hold; n8n may hand anything over when fields are expressions. */
const CREDENTIAL = z.object({
	apiToken: z.string(),
	apiUrl: z.string(),
});

const TIMEOUT_MS = 40_000;

/** Node's code of the broken connection beneath n8n's wrapping, e.g. ECONNRESET. */
function connectionCode(error: unknown): string {
	return (
		text(error, 'code') ||
		text(error, 'cause', 'code') ||
		text(error, 'cause', 'cause', 'code') ||
		'UNKNOWN'
	);
}

/** Sends requests to one tenant: the only place in the package that does. */
export class KandjiClient {
	readonly tenant: Tenant;

	private readonly context: KandjiContext;

	private readonly pace: Pace;

	private readonly signal?: AbortSignal;

	private readonly deadline: number;

	private readonly token: string;

	private constructor(
		context: KandjiContext,
		tenant: Tenant,
		token: string,
		{ deadline }: ClientOptions,
	) {
		this.context = context;
		this.tenant = tenant;
		this.token = token;
		this.pace = paceOf(tenant.apiUrl);
		this.signal =
			'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		this.deadline = deadline ?? Number.POSITIVE_INFINITY;
	}

	/** Reads the credential; throws a NodeOperationError that says which of its fields to mend. */
	static async from(context: KandjiContext, options: ClientOptions = {}): Promise<KandjiClient> {
		const read = CREDENTIAL.safeParse(await context.getCredentials('kandjiApi'));
		if (!read.success) {
			throw new NodeOperationError(context.getNode(), 'The Kandji credential is incomplete', {
				description: 'Open the credential and fill in the API token and the API URL',
			});
		}
		try {
			const token = cleanToken(read.data.apiToken);
			return new KandjiClient(context, parseTenant(read.data.apiUrl), token, options);
		} catch (error) {
			throw new NodeOperationError(context.getNode(), text(error, 'message'), {
				description: text(error, 'description'),
			});
		}
	}

	get node(): INode {
		return this.context.getNode();
	}

	get cancelled(): boolean {
		return this.signal?.aborted === true;
	}

	/** Waits; ends early by throwing when the execution is cancelled. */
	async sleep(ms: number): Promise<void> {
		try {
			await sleep(ms, this.signal);
		} catch {
			throw this.cancellation();
		}
	}

	/**
	 * Sends one request at the tenant's pace and gives the answer. Reads are tried again on 429, 5xx and broken
	 * connections; writes only where Kandji certainly did not act. Throws a NodeApiError for everything else.
	 */
	async request(request: KandjiRequest): Promise<KandjiAnswer> {
		const { method, path, permission } = request;
		for (let tries = 1; ; tries++) {
			const known = { method, path, permission };
			const spent = this.pace.hourSpentFor();
			if (spent > 0)
				throw requestFailed(this.node, { ...known, code: 'HOUR', retryAfterMs: spent });
			const outcome = await this.attempt(request);
			if (!('refusal' in outcome)) return outcome;
			const refusal: Refusal = { ...known, ...outcome.refusal };
			if (this.pace.hourSpentFor() > 0 && refusal.status === 429) {
				throw requestFailed(this.node, { ...known, code: 'HOUR', retryAfterMs: HOUR_PROBE_MS });
			}
			const wait = waitMs(refusal, tries, outcome.headers);
			if (wait === undefined || Date.now() + wait >= this.deadline) {
				throw requestFailed(this.node, refusal);
			}
			await this.sleep(wait);
		}
	}

	/** The body of a GET, as JSON. */
	async get(path: string, about: Omit<KandjiRequest, 'method' | 'path'> = {}): Promise<unknown> {
		return (await this.request({ ...about, method: 'GET', path })).body;
	}

	/** All rows of a list, or the first `limit`; see pages.ts for `complete`. */
	async list(
		listing: Listing,
		{ limit, ...about }: { query?: IDataObject; limit?: number } = {},
	): Promise<Listed> {
		const { path, permission, items } = listing;
		const request: KandjiRequest = { ...about, method: 'GET', path, permission };
		const rowsAt = items === '' ? [] : items.split('.');
		const fetch = async (query: IDataObject) => {
			const answer = await this.request({ ...request, query: { ...about.query, ...query } });
			// Taking an answer of another form for an empty list would make a whole fleet look removed.
			if (!Array.isArray(at(answer.body, ...rowsAt))) {
				throw requestFailed(this.node, { ...request, code: 'NOT_A_LIST' });
			}
			return answer;
		};
		return await readPages(fetch, { ...listing, query: about.query ?? {} }, limit);
	}

	private cancellation(): NodeOperationError {
		return new NodeOperationError(this.node, 'The execution was cancelled');
	}

	private async attempt(
		request: KandjiRequest,
	): Promise<KandjiAnswer | { refusal: Partial<Refusal>; headers: Headers }> {
		if (!(await this.enter())) return { refusal: { code: 'TOO_LATE' }, headers: {} };
		let response: IN8nHttpFullResponse | undefined;
		try {
			response = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				'kandjiApi',
				this.httpOptions(request),
			)) as IN8nHttpFullResponse;
		} catch (error) {
			if (this.cancelled) throw this.cancellation();
			return { refusal: { code: connectionCode(error) }, headers: {} };
		} finally {
			this.pace.leave(response?.statusCode, response?.headers);
		}
		return this.read(request, response);
	}

	/** Waits for a place; false when the deadline comes first. */
	private async enter(): Promise<boolean> {
		const left = this.deadline - Date.now();
		const ends = this.signal ? [this.signal] : [];
		if (Number.isFinite(left))
			ends.push(left > 0 ? AbortSignal.timeout(left) : AbortSignal.abort());
		try {
			await this.pace.enter(AbortSignal.any(ends));
			return true;
		} catch {
			if (this.cancelled) throw this.cancellation();
			return false;
		}
	}

	private httpOptions({
		method,
		path,
		query,
		body,
		encode = 'json',
		accept,
	}: KandjiRequest): IHttpRequestOptions {
		const left = this.deadline - Date.now();
		const form = encode === 'form' && body !== undefined && !(body instanceof FormData);
		return {
			method,
			url: `${this.tenant.apiUrl}${path.startsWith('/api/') ? path : `/api/v1${path}`}`,
			headers: { Accept: accept === 'file' ? '*/*' : 'application/json' },
			...(query && Object.keys(query).length > 0 ? { qs: query } : {}),
			...(body === undefined
				? {}
				: {
						body: form ? new URLSearchParams(body as Record<string, string>) : body,
						json: encode === 'json',
					}),
			// Raw text, because Kandji answers bare JSON strings that n8n's own parsing cannot tell from plain text.
			encoding: accept === 'file' ? 'arraybuffer' : 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: Math.max(1, Math.min(TIMEOUT_MS, left)),
		};
	}

	private read(
		{ accept = 'json', accepts = [], method }: KandjiRequest,
		{ statusCode: status, headers, body: raw }: IN8nHttpFullResponse,
	): KandjiAnswer | { refusal: Partial<Refusal>; headers: Headers } {
		const known: Headers = headers;
		if (status >= 300 && status < 400) {
			const target = text(headers.location);
			return {
				refusal: { status, redirect: URL.canParse(target) ? new URL(target).host : '' },
				headers: known,
			};
		}
		const refused = status >= 400 && !accepts.includes(status);
		if (accept === 'file' && status < 400) return { status, headers: known, body: raw };
		// Text answers are strings; bytes appear where a file was asked for and a refusal came.
		const given = typeof raw === 'string' ? raw : String(raw ?? '');
		// What a refusal says is shown to people and logged, so the token must not be in it.
		const said = refused ? given.replaceAll(this.token, '***') : given;
		let body: unknown;
		try {
			body = said === '' ? undefined : JSON.parse(said);
		} catch {
			body = said;
			if (!refused && method === 'GET') {
				const code = /^\s*</.test(said) ? 'NOT_JSON' : 'TRUNCATED';
				return { refusal: { code }, headers: known };
			}
		}
		return refused
			? { refusal: { status, body }, headers: known }
			: { status, headers: known, body };
	}
}
