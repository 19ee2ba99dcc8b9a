import type { IDataObject, IN8nHttpFullResponse, INode, NodeApiError } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { readAnswer } from './answers';
import type { KandjiAnswer } from './answers';
import { requestFailed } from './errors';
import { cancelSignal, pause } from './host';
import { clock, nextHour } from './hours';
import { readNextPage, readPages } from './pages';
import type { CursorEnd, CursorProgress, Fetch, Listed, Listing } from './pages';
import type { Headers } from './quota';
import { withoutAnswer } from './refusal';
import type { Refusal } from './refusal';
import type { RequestLimits } from './kandjiLimits';
import type { KandjiRequest } from './request';
import { RateLimiters } from './rateLimiter';
import type { RateLimiter, SentRequest } from './rateLimiter';
import { retryDelayMs } from './retries';
import { RunThrottle } from './runThrottle';
import type { ThrottleOptions } from './runThrottle';
import { Stopwatch } from '../util/stopwatch';
import { at, text } from '../util/json';
import { cleanToken, parseTenant } from './tenant';
import type { Tenant } from './tenant';
import { httpOptions, transmit } from './transport';
import type { KandjiContext } from './transport';

export type { KandjiRequest } from './request';
export type { KandjiContext } from './transport';

interface ClientOptions {
	/** Epoch milliseconds after which nothing is sent or waited for any more. */
	deadline?: number;
	/** The rate limiters of all tenants. They are those of the process, except in tests. */
	limiters?: RateLimiters;
	/** How fast this run may send. */
	throttle?: ThrottleOptions;
}

/** What a run sent and waited for. */
export interface RunStatistics {
	sentCount: number;
	/** Requests that Kandji rejected with 429 and that were sent again. */
	rejectedCount: number;
	waitedMs: number;
	hourWaitedMs: number;
	limits: RequestLimits;
}

/** All runs of this process share the tenant's quota, and so its rate limiter. */
const processLimiters = new RateLimiters();

/** What the credential must hold; n8n may hand anything over when fields are expressions. */
const CREDENTIAL = z.object({
	apiToken: z.string(),
	apiUrl: z.string(),
});

const LOG_EVERY_MS = 15_000;

/** Sends requests to one tenant: the only place in the package that does. */
export class KandjiClient {
	readonly tenant: Tenant;

	private readonly context: KandjiContext;

	private readonly limiter: RateLimiter;

	private readonly throttle: RunThrottle;

	private readonly waitsForHour: boolean;

	private readonly signal?: AbortSignal;

	private readonly deadline: number;

	private readonly token: string;

	/** Many requests may wait for the same hour. */
	private readonly hourWaiting = new Stopwatch();

	private loggedAt = Date.now();

	/** Milliseconds that Kandji's clock is ahead of this machine's, as its last answer told. */
	private readonly clock = { aheadMs: 0 };

	private constructor(
		context: KandjiContext,
		tenant: Tenant,
		token: string,
		{ deadline, limiters = processLimiters, throttle = {} }: ClientOptions,
	) {
		this.context = context;
		this.tenant = tenant;
		this.token = token;
		this.limiter = limiters.of(tenant.apiUrl);
		this.throttle = new RunThrottle(this.limiter, throttle);
		this.waitsForHour = throttle.waitsForHour === true;
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

	/** Returns what this run sent and waited for so far. */
	get statistics(): RunStatistics {
		const { sentCount, rejectedCount, waitedMs } = this.throttle;
		const { limits } = this.limiter;
		return { sentCount, rejectedCount, waitedMs, hourWaitedMs: this.hourWaiting.ms, limits };
	}

	/** Waits while enough requests wait for their turn, so that what has not begun can still be stopped. */
	async ready(): Promise<void> {
		do await sleep(0);
		while (this.throttle.isBusy && !this.cancelled);
	}

	/** Writes how far a long run has come into n8n's log, every quarter of a minute at most. */
	progress(tell: () => string): void {
		if (Date.now() - this.loggedAt < LOG_EVERY_MS) return;
		this.log(tell());
	}

	private log(message: string): void {
		this.loggedAt = Date.now();
		this.context.logger.info(`Kandji: ${message}`, { node: this.node.name });
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
		let before: Refusal | undefined;
		for (let tries = 1; ; tries++) {
			await this.hourLeft(request);
			const outcome = await this.attempt(request, tries > 1);
			if (outcome === 'hourSpent') continue;
			if (!('refusal' in outcome)) return outcome;
			const { refusal, headers } = outcome;
			// That the time ran out before another try is no news; why it was tried again is.
			if (refusal.kind === 'tooLate') throw this.failed(request, before ?? refusal);
			before = refusal;
			const limited = refusal.kind === 'status' && refusal.status === 429;
			if (limited && this.limiter.hourSpentForMs() > 0) continue;
			const delay = retryDelayMs(request, refusal, { tries, waited, headers });
			if (delay === undefined || Date.now() + delay >= this.deadline) {
				throw this.failed(request, refusal);
			}
			waited += delay;
			await this.sleep(delay);
		}
	}

	/** Waits while the tenant's hour is spent, if the run is to; throws otherwise, and says when it goes on. */
	private async hourLeft(request: KandjiRequest): Promise<void> {
		for (;;) {
			const spent = this.limiter.hourSpentForMs();
			if (spent === 0) return;
			const until = nextHour(this.now);
			if (!this.waitsForHour || Date.now() + spent >= this.deadline) {
				throw this.failed(request, { kind: 'hourSpent', retryAfterMs: spent, until });
			}
			// Told once, and not by each request that waits.
			if (!this.hourWaiting.runs)
				this.log(`The tenant's hourly quota is spent; waiting until about ${clock(until)}`);
			await this.hourWaiting.during(async () => await this.sleep(spent));
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
		const reading = { ...listing, query, endless };
		return await readPages(this.pagesOf(listing, request), reading, limit);
	}

	/**
	 * Reads on, page by page, in a list that is handed out by cursors, until its end or until `isTimeOver`; `take` gets
	 * the rows. Returns how the list ended, undefined where it goes on some other time with the same `progress`.
	 */
	async readOn(
		listing: Listing,
		query: IDataObject,
		progress: CursorProgress,
		{ take, isTimeOver }: { take: (rows: IDataObject[]) => void; isTimeOver: () => boolean },
	): Promise<CursorEnd | undefined> {
		const { path, permission } = listing;
		const request: KandjiRequest = { method: 'GET', path, permission, query };
		const endless = (pages: number) => this.failed(request, { kind: 'endless', pages });
		const fetch = this.pagesOf(listing, request);
		do {
			const end = await readNextPage(fetch, { ...listing, endless }, progress, ({ rows }) =>
				take(rows),
			);
			if (end) return end;
		} while (!isTimeOver());
		return undefined;
	}

	private pagesOf({ items }: Listing, request: KandjiRequest): Fetch {
		const rowsAt = items === '' ? [] : items.split('.');
		let pages = 0;
		return async (query) => {
			const answer = await this.request({ ...request, query: { ...request.query, ...query } });
			// Taking an answer of another form for an empty list would make a whole fleet look removed.
			if (!Array.isArray(at(answer.body, ...rowsAt))) {
				throw this.failed(request, { kind: 'otherForm', expected: 'a list' });
			}
			pages += 1;
			this.progress(() => `read ${pages} pages of ${request.path}`);
			return answer;
		};
	}

	private cancellation(): NodeOperationError {
		return new NodeOperationError(this.node, 'The execution was cancelled');
	}

	private async attempt(
		request: KandjiRequest,
		again: boolean,
	): Promise<KandjiAnswer | { refusal: Refusal; headers: Headers } | 'hourSpent'> {
		const sent = await this.acquire(again);
		if (sent === 'tooLate') return { refusal: { kind: 'tooLate' }, headers: {} };
		if (sent === undefined) return 'hourSpent';
		let response: IN8nHttpFullResponse | undefined;
		try {
			const left = this.deadline - Date.now();
			const options = httpOptions(this.tenant.apiUrl, request, left);
			response = await transmit(this.context, options, { left, signal: this.signal });
		} catch (error) {
			if (this.cancelled) throw this.cancellation();
			return { refusal: withoutAnswer(error), headers: {} };
		} finally {
			this.throttle.release(sent, response?.statusCode, response?.headers);
		}
		const told = Date.parse(text(response.headers.date));
		if (!Number.isNaN(told)) this.clock.aheadMs = told - Date.now();
		return { headers: response.headers, ...readAnswer(request, response, this.token) };
	}

	/** Waits until a request may be sent. Returns undefined where the hour was spent meanwhile. */
	private async acquire(retry: boolean): Promise<SentRequest | undefined | 'tooLate'> {
		const left = this.deadline - Date.now();
		const ends = this.signal ? [this.signal] : [];
		if (Number.isFinite(left))
			ends.push(left > 0 ? AbortSignal.timeout(left) : AbortSignal.abort());
		try {
			return await this.throttle.acquire(AbortSignal.any(ends), retry);
		} catch {
			if (this.cancelled) throw this.cancellation();
			return 'tooLate';
		}
	}
}
