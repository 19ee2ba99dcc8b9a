import type { IDataObject, IN8nHttpFullResponse, INode, NodeApiError } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';

import { readAnswer } from './answers';
import type { KandjiAnswer } from './answers';
import { requestFailed } from './errors';
import { cancelSignal, isScheduledPoll, pause } from './host';
import { clock, nextHour } from './hours';
import { readPart } from './listPart';
import type { ListPart, WantedPart } from './listPart';
import { openList } from './openList';
import { readNextPage, readPages } from './pages';
import type { CursorEnd, CursorProgress, ListResult, Listing } from './pages';
import type { Headers } from './quota';
import { withoutAnswer } from './requestFailure';
import type { RequestFailure } from './requestFailure';
import { readCredential } from './kandjiCredential';
import type { RequestLimits } from './kandjiLimits';
import type { KandjiRequest } from './request';
import { RateLimiters } from './rateLimiter';
import type { RateLimiter, SentRequest } from './rateLimiter';
import { retryDelayMs } from './retries';
import { RunRequests } from './runRequests';
import { Stopwatch } from '../util/stopwatch';
import { text } from '../util/json';
import type { Tenant } from './tenantUrl';
import { httpOptions, transmit } from './transport';
import type { KandjiContext } from './transport';

export type { KandjiRequest } from './request';
export type { KandjiContext } from './transport';

interface ClientOptions {
	/** Epoch milliseconds after which nothing is sent, and no answer is waited for. */
	deadline?: number;
	/** The rate limiters of all tenants. Only tests use others than those of the process. */
	limiters?: RateLimiters;
	/** Whether the run waits for the next hour when the quota of this one is spent, instead of failing. */
	waitsForHour?: boolean;
}

/** Counts and times of a run. */
export interface RunStatistics {
	sentCount: number;
	/** Requests that Kandji rejected with 429 and that were sent again. */
	rejectedCount: number;
	waitedMs: number;
	hourWaitedMs: number;
	limits: RequestLimits;
}

/** All runs of a process share a tenant's rate limiter, because they share its quota. */
const processLimiters = new RateLimiters();

const LOG_EVERY_MS = 15_000;

/** Sends requests to one tenant: the only place in the package that does. */
export class KandjiClient {
	readonly tenant: Tenant;

	private readonly context: KandjiContext;

	private readonly limiter: RateLimiter;

	private readonly requests: RunRequests;

	private readonly waitsForHour: boolean;

	private readonly signal?: AbortSignal;

	private readonly deadline: number;

	private readonly token: string;

	/** Measures the waits for the next hour. Several requests may wait for the same one. */
	private readonly hourWaiting = new Stopwatch();

	private loggedAt = Date.now();

	/** Milliseconds that Kandji's clock is ahead of this machine's, by its last answer. */
	private readonly clock = { aheadMs: 0 };

	private constructor(
		context: KandjiContext,
		tenant: Tenant,
		token: string,
		limiter: RateLimiter,
		{ deadline, waitsForHour = false }: ClientOptions,
	) {
		this.context = context;
		this.tenant = tenant;
		this.token = token;
		this.limiter = limiter;
		this.requests = new RunRequests(limiter);
		this.waitsForHour = waitsForHour;
		this.signal = cancelSignal(context);
		this.deadline = deadline ?? Number.POSITIVE_INFINITY;
	}

	/** Reads the credential; throws a NodeOperationError that names the field to correct. */
	static async from(context: KandjiContext, options: ClientOptions = {}): Promise<KandjiClient> {
		const { tenant, token, caps } = await readCredential(context);
		const limiter = (options.limiters ?? processLimiters).of(tenant.apiUrl);
		limiter.caps = caps;
		return new KandjiClient(context, tenant, token, limiter, options);
	}

	get node(): INode {
		return this.context.getNode();
	}

	get cancelled(): boolean {
		return this.signal?.aborted === true;
	}

	/** The time of Kandji's clock once an answer stated it, so that a wrong clock of this machine loses no event. */
	get now(): Date {
		return new Date(Date.now() + this.clock.aheadMs);
	}

	/** Returns the same client with an earlier deadline (epoch milliseconds). */
	until(deadline: number): KandjiClient {
		const value = Math.min(deadline, this.deadline);
		return Object.create(this, { deadline: { value } }) as KandjiClient;
	}

	/** Returns what this run sent and waited for so far. */
	get statistics(): RunStatistics {
		const { sentCount, rejectedCount, waitedMs } = this.requests;
		const { limits } = this.limiter;
		return { sentCount, rejectedCount, waitedMs, hourWaitedMs: this.hourWaiting.ms, limits };
	}

	/** Waits while enough requests wait for the rate limiter, so that items that have not begun can still be stopped. */
	async ready(): Promise<void> {
		do await sleep(0);
		while (this.requests.isBusy && !this.cancelled);
	}

	/** Writes the progress of a long run to n8n's log, at most every 15 seconds. */
	progress(message: () => string): void {
		if (Date.now() - this.loggedAt < LOG_EVERY_MS) return;
		this.log(message());
	}

	private log(message: string): void {
		this.loggedAt = Date.now();
		this.context.logger.info(`Kandji: ${message}`, { node: this.node.name });
	}

	/** Waits. Throws a NodeOperationError as soon as the execution is cancelled. */
	async sleep(ms: number): Promise<void> {
		try {
			await pause(ms, this.signal);
		} catch {
			throw this.cancellation();
		}
	}

	/**
	 * Sends one request as the rate limiter allows and returns the answer. Sends reads again after 429, 5xx and broken
	 * connections, and writes only where Kandji certainly did not act. Throws a NodeApiError for all other failures.
	 */
	async request(request: KandjiRequest): Promise<KandjiAnswer> {
		let waited = 0;
		let earlier: RequestFailure | undefined;
		for (let tries = 1; ; tries++) {
			await this.hourLeft(request);
			const outcome = await this.attempt(request, tries > 1);
			if (outcome === 'hourSpent') continue;
			if (!('failure' in outcome)) return outcome;
			const { failure, headers } = outcome;
			// On timeout, report the failure that caused the retry.
			if (failure.kind === 'tooLate') throw this.failed(request, earlier ?? failure);
			earlier = failure;
			const isLimited = failure.kind === 'status' && failure.status === 429;
			if (isLimited && this.limiter.hourSpentForMs() > 0) continue;
			const delay = retryDelayMs(request, failure, { tries, waited, headers });
			if (delay === undefined || Date.now() + delay >= this.deadline) {
				throw this.failed(request, failure);
			}
			waited += delay;
			await this.sleep(delay);
		}
	}

	/** Waits for the next hour while the quota of this one is spent. Throws where the run must not wait that long. */
	private async hourLeft(request: KandjiRequest): Promise<void> {
		for (;;) {
			const spent = this.limiter.hourSpentForMs();
			if (spent === 0) return;
			const until = nextHour(this.now);
			if (!this.waitsForHour || Date.now() + spent >= this.deadline) {
				throw this.failed(request, { kind: 'hourSpent', retryAfterMs: spent, until });
			}
			// One message is enough for all requests that wait.
			if (!this.hourWaiting.runs)
				this.log(`The tenant's hourly quota is spent; waiting until about ${clock(until)}`);
			await this.hourWaiting.during(async () => await this.sleep(spent));
		}
	}

	/** Returns the error for a failed request. Callers use it for answers that only they can judge. */
	failed(request: KandjiRequest, failure: RequestFailure): NodeApiError {
		const { method, path, permission, record } = request;
		const info = { method, path, permission, record, isPolled: isScheduledPoll(this.context) };
		return requestFailed(this.node, info, failure, this.limiter.limits);
	}

	/** Returns the JSON body of a GET. */
	async get(path: string, about: Omit<KandjiRequest, 'method' | 'path'> = {}): Promise<unknown> {
		return (await this.request({ ...about, method: 'GET', path })).body;
	}

	/** Returns all rows of a list, or the first `limit`; see pages.ts for `complete`. */
	async list(
		listing: Listing,
		{ limit, ...about }: { query?: IDataObject; record?: string; limit?: number } = {},
	): Promise<ListResult> {
		const { fetch, reading } = openList(this, listing, about);
		return await readPages(fetch, reading, limit);
	}

	/** Returns a part of a list, from a position to a limit; see listPart.ts. */
	async part(
		listing: Listing,
		{ query, record, ...wanted }: WantedPart & { query?: IDataObject; record?: string },
	): Promise<ListPart> {
		const { fetch, reading } = openList(this, listing, { query, record });
		return await readPart(fetch, reading, wanted);
	}

	/**
	 * Continues to read a list by its cursors, until its end or until `isTimeOver`. `take` gets the rows. Returns how the
	 * list ended; undefined where the list continues another time with the same `progress`.
	 */
	async readOn(
		listing: Listing,
		query: IDataObject,
		progress: CursorProgress,
		{ take, isTimeOver }: { take: (rows: IDataObject[]) => void; isTimeOver: () => boolean },
	): Promise<CursorEnd | undefined> {
		const { fetch, reading } = openList(this, listing, { query });
		do {
			const end = await readNextPage(fetch, reading, progress, ({ rows }) => take(rows));
			if (end) return end;
		} while (!isTimeOver());
		return undefined;
	}

	private cancellation(): NodeOperationError {
		return new NodeOperationError(this.node, 'The execution was cancelled');
	}

	private async attempt(
		request: KandjiRequest,
		isRetry: boolean,
	): Promise<KandjiAnswer | { failure: RequestFailure; headers: Headers } | 'hourSpent'> {
		const sent = await this.acquire(isRetry);
		if (sent === 'tooLate') return { failure: { kind: 'tooLate' }, headers: {} };
		if (sent === undefined) return 'hourSpent';
		let response: IN8nHttpFullResponse | undefined;
		try {
			const left = this.deadline - Date.now();
			const options = httpOptions(this.tenant.apiUrl, request, left);
			response = await transmit(this.context, options, { left, signal: this.signal });
		} catch (error) {
			if (this.cancelled) throw this.cancellation();
			return { failure: withoutAnswer(error, this.tenant.apiUrl), headers: {} };
		} finally {
			this.requests.release(sent, response?.statusCode, response?.headers);
		}
		const statedTime = Date.parse(text(response.headers.date));
		if (!Number.isNaN(statedTime)) this.clock.aheadMs = statedTime - Date.now();
		const secrets = { token: this.token, apiUrl: this.tenant.apiUrl };
		return { headers: response.headers, ...readAnswer(request, response, secrets) };
	}

	/** Waits until a request may be sent. Returns undefined where the hour was spent meanwhile. */
	private async acquire(retry: boolean): Promise<SentRequest | undefined | 'tooLate'> {
		const left = this.deadline - Date.now();
		const ends = this.signal ? [this.signal] : [];
		if (Number.isFinite(left))
			ends.push(left > 0 ? AbortSignal.timeout(left) : AbortSignal.abort());
		try {
			return await this.requests.acquire(AbortSignal.any(ends), retry);
		} catch {
			if (this.cancelled) throw this.cancellation();
			return 'tooLate';
		}
	}
}
