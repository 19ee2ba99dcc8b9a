import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	INode,
	IPollFunctions,
	NodeApiError,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { readAnswer } from './answers';
import type { Accept, KandjiAnswer } from './answers';
import { requestFailed } from './errors';
import { cancelSignal, pause } from './host';
import { HOUR_PROBE_MS, Paces } from './pace';
import type { Headers, Pace } from './pace';
import { readCursorPage, readPages } from './pages';
import type { CursorPage, Fetch, Listed, Listing } from './pages';
import { withoutAnswer } from './refusal';
import type { Asked, Refusal } from './refusal';
import { retryDelayMs } from './retries';
import { at, text } from './json';
import { cleanToken, parseTenant } from './tenant';
import type { Tenant } from './tenant';

export type KandjiContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

export interface KandjiRequest extends Asked {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below `/api/v1`, or the whole path when it starts with `/api/`. Holes filled and encoded. */
	path: string;
	query?: IDataObject;
	/** A record for JSON and forms; FormData for multipart. */
	body?: IDataObject | FormData;
	encode?: 'json' | 'form' | 'multipart';
	/** What a good answer is: any JSON, one record, or a file of this media type (a Buffer). */
	accept?: Accept;
	/** Statuses of 400 and above that the caller handles itself. */
	accepts?: number[];
}

interface ClientOptions {
	/** Epoch milliseconds after which nothing is sent or waited for any more. */
	deadline?: number;
	/** Who knows the pace of each tenant; the process's own unless a test starts anew. */
	paces?: Paces;
}

/** Shared by everything in this process, because a tenant's quota is. */
const processPaces = new Paces();

/** What the credential must hold; n8n may hand anything over when fields are expressions. */
const CREDENTIAL = z.object({
	apiToken: z.string(),
	apiUrl: z.string(),
});

/** How long Kandji may be silent. */
const TIMEOUT_MS = 40_000;
/** How long an answer may take in all: one that drips a byte a second is never silent. */
const WHOLE_ANSWER_MS = 120_000;

/** Sends requests to one tenant: the only place in the package that does. */
export class KandjiClient {
	readonly tenant: Tenant;

	private readonly context: KandjiContext;

	private readonly pace: Pace;

	private readonly signal?: AbortSignal;

	private readonly deadline: number;

	private readonly token: string;

	/** Milliseconds that Kandji's clock is ahead of this machine's, as its last answer told. */
	private readonly clock = { aheadMs: 0 };

	private constructor(
		context: KandjiContext,
		tenant: Tenant,
		token: string,
		{ deadline, paces = processPaces }: ClientOptions,
	) {
		this.context = context;
		this.tenant = tenant;
		this.token = token;
		this.pace = paces.of(tenant.apiUrl);
		this.signal = cancelSignal(context);
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

	/** What Kandji's clock shows, as far as an answer told it; a wrong one here must lose no event. */
	get now(): Date {
		return new Date(Date.now() + this.clock.aheadMs);
	}

	/** The same client, which gives up earlier (epoch milliseconds). */
	until(deadline: number): KandjiClient {
		const value = Math.min(deadline, this.deadline);
		return Object.create(this, { deadline: { value } }) as KandjiClient;
	}

	/** Waits; ends early by throwing when the execution is cancelled. */
	async sleep(ms: number): Promise<void> {
		try {
			await pause(ms, this.signal);
		} catch {
			throw this.cancellation();
		}
	}

	/**
	 * Sends one request at the tenant's pace and gives the answer. Reads are tried again on 429, 5xx and broken
	 * connections; writes only where Kandji certainly did not act. Throws a NodeApiError for everything else.
	 */
	async request(request: KandjiRequest): Promise<KandjiAnswer> {
		let waited = 0;
		for (let tries = 1; ; tries++) {
			const spent = this.pace.hourSpentFor();
			if (spent > 0) throw this.failed(request, { kind: 'hourSpent', retryAfterMs: spent });
			const outcome = await this.attempt(request);
			if (!('refusal' in outcome)) return outcome;
			const { refusal, headers } = outcome;
			const limited = refusal.kind === 'status' && refusal.status === 429;
			if (limited && this.pace.hourSpentFor() > 0) {
				throw this.failed(request, { kind: 'hourSpent', retryAfterMs: HOUR_PROBE_MS });
			}
			const delay = retryDelayMs(request, refusal, { tries, waited, headers });
			if (delay === undefined || Date.now() + delay >= this.deadline) {
				throw this.failed(request, refusal);
			}
			waited += delay;
			await this.sleep(delay);
		}
	}

	/** The error for a request that Kandji refused in a way that only its caller understands. */
	failed(request: KandjiRequest, refusal: Refusal): NodeApiError {
		const { method, path, permission, record } = request;
		return requestFailed(this.node, { method, path, permission, record }, refusal);
	}

	/** The body of a GET, as JSON. */
	async get(path: string, about: Omit<KandjiRequest, 'method' | 'path'> = {}): Promise<unknown> {
		return (await this.request({ ...about, method: 'GET', path })).body;
	}

	/** All rows of a list, or the first `limit`; see pages.ts for `complete`. */
	async list(
		listing: Listing,
		{ limit, ...about }: { query?: IDataObject; record?: string; limit?: number } = {},
	): Promise<Listed> {
		const { path, permission } = listing;
		const request: KandjiRequest = { ...about, method: 'GET', path, permission };
		const endless = (pages: number) => this.failed(request, { kind: 'endless', pages });
		const query = about.query ?? {};
		return await readPages(this.pagesOf(listing, request), { ...listing, query, endless }, limit);
	}

	/** One page of a list that is handed out by cursors, so that a reading can go on some other time. */
	async page(listing: Listing, query: IDataObject, cursor?: string): Promise<CursorPage> {
		const { path, permission } = listing;
		const request: KandjiRequest = { method: 'GET', path, permission, query };
		return await readCursorPage(this.pagesOf(listing, request), listing, cursor);
	}

	private pagesOf({ items }: Listing, request: KandjiRequest): Fetch {
		const rowsAt = items === '' ? [] : items.split('.');
		return async (query) => {
			const answer = await this.request({ ...request, query: { ...request.query, ...query } });
			// Taking an answer of another form for an empty list would make a whole fleet look removed.
			if (!Array.isArray(at(answer.body, ...rowsAt))) {
				throw this.failed(request, { kind: 'otherForm', expected: 'a list' });
			}
			return answer;
		};
	}

	private cancellation(): NodeOperationError {
		return new NodeOperationError(this.node, 'The execution was cancelled');
	}

	private async attempt(
		request: KandjiRequest,
	): Promise<KandjiAnswer | { refusal: Refusal; headers: Headers }> {
		if (!(await this.enter())) return { refusal: { kind: 'tooLate' }, headers: {} };
		let response: IN8nHttpFullResponse | undefined;
		try {
			response = await this.send(this.httpOptions(request));
		} catch (error) {
			if (this.cancelled) throw this.cancellation();
			return { refusal: withoutAnswer(error), headers: {} };
		} finally {
			this.pace.leave(response?.statusCode, response?.headers);
		}
		const told = Date.parse(text(response.headers.date));
		if (!Number.isNaN(told)) this.clock.aheadMs = told - Date.now();
		return { headers: response.headers, ...readAnswer(request, response, this.token) };
	}

	/** Sends within the limit for a whole answer, which n8n's own timeout, a limit for silence, does not know. */
	private async send(options: IHttpRequestOptions): Promise<IN8nHttpFullResponse> {
		const left = this.deadline - Date.now();
		const late = AbortSignal.timeout(Math.max(1, Math.min(WHOLE_ANSWER_MS, left)));
		const abortSignal = AbortSignal.any([late, ...(this.signal ? [this.signal] : [])]);
		// While a node executes, n8n takes the signal from the context and not from the options.
		const context = Object.create(this.context, {
			getExecutionCancelSignal: { value: () => abortSignal },
		}) as KandjiContext;
		const { httpRequestWithAuthentication } = this.context.helpers;
		return await new Promise((resolve, reject) => {
			const giveUp = () =>
				reject(Object.assign(new Error('The answer took too long'), { code: 'ETIMEDOUT' }));
			late.addEventListener('abort', giveUp, { once: true });
			httpRequestWithAuthentication
				.call(context, 'kandjiApi', { ...options, abortSignal })
				.then(resolve, reject)
				.finally(() => late.removeEventListener('abort', giveUp));
		});
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
		const file = accept?.includes('/') === true;
		const form = encode === 'form' && body !== undefined && !(body instanceof FormData);
		return {
			method,
			url: `${this.tenant.apiUrl}${path.startsWith('/api/') ? path : `/api/v1${path}`}`,
			headers: { Accept: file ? '*/*' : 'application/json' },
			...(query && Object.keys(query).length > 0 ? { qs: query } : {}),
			...(body === undefined
				? {}
				: {
						body: form ? new URLSearchParams(body as Record<string, string>) : body,
						json: encode === 'json',
					}),
			// Raw text, because Kandji answers bare JSON strings that n8n's own parsing cannot tell from plain text.
			encoding: file ? 'arraybuffer' : 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: Math.max(1, Math.min(TIMEOUT_MS, left)),
		};
	}
}
