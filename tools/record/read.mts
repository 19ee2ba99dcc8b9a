import { setTimeout as delay } from 'node:timers/promises';
import { fetch } from 'undici';
import type { Response } from 'undici';

import type { RecordedAnswer } from '../../simulator/recording.mts';
import { Anonymiser } from './anonymise.mts';
import { READINGS } from './requests.mts';
import type { Reading } from './requests.mts';

/** A tenant to record, and how much of it. */
export interface RecordOptions {
	apiUrl: string;
	token: string;
	/** Records of each list whose details are read; of devices, as many of each platform. */
	samples: number;
	/** Milliseconds between two requests. */
	pauseMs: number;
	/** Gets a line for each request. */
	report: (line: string) => void;
}

type Row = Record<string, unknown>;

/** Pages of a list that are recorded: the second one shows how pages follow each other. */
const MAX_PAGES = 2;
const MAX_TRIES = 5;
const TOO_MANY = 429;
const UNAUTHORISED = 401;
const DEFAULT_WAIT_SECONDS = 60;
const TIMEOUT_MS = 60_000;

const KEPT_HEADERS = /^(content-type|retry-after|(x-)?ratelimit-.*|x-ratelimit.*)$/;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

function rowsOf(body: unknown): Row[] {
	const list: unknown = Array.isArray(body) ? body : isRow(body) ? body.results : undefined;
	return Array.isArray(list) ? list.filter(isRow) : [];
}

/** Returns the query of the next page; undefined where there is none. */
function nextQuery(body: unknown): string | undefined {
	const next = isRow(body) ? body.next : undefined;
	return typeof next === 'string' && URL.canParse(next) ? new URL(next).search : undefined;
}

/** Returns the first records of each platform; records without a platform are one group. */
function sample(rows: Row[], count: number): Row[] {
	const taken = new Map<unknown, number>();
	return rows.filter(({ platform }) => {
		const before = taken.get(platform) ?? 0;
		taken.set(platform, before + 1);
		return before < count;
	});
}

/** Reads one tenant; only with GET. */
class Recorder {
	readonly answers: RecordedAnswer[] = [];

	private readonly options: RecordOptions;

	private readonly anonymiser: Anonymiser;

	constructor(options: RecordOptions) {
		this.options = options;
		this.anonymiser = new Anonymiser(options.apiUrl);
	}

	/** Records a list or a record with what is read of each of its rows. */
	async record({ path, query = '', each }: Reading, id = ''): Promise<void> {
		const [where, first] = [path, query].map((part) => part.replace(':id', encodeURIComponent(id)));
		const rows: Row[] = [];
		let search: string | undefined = first;
		for (let page = 0; page < MAX_PAGES && search !== undefined; page++) {
			const body: unknown = await this.ask(`${where}${search}`, path);
			rows.push(...rowsOf(body));
			search = nextQuery(body);
		}
		if (!each) return;
		for (const row of sample(rows, this.options.samples)) {
			for (const reading of each.read) await this.record(reading, String(row[each.id]));
		}
	}

	private async ask(pathAndQuery: string, template: string): Promise<unknown> {
		const response = await this.send(pathAndQuery);
		if (response.status === UNAUTHORISED) {
			throw new Error('Kandji does not accept the token (401). Check it and start again.');
		}
		const text = await response.text();
		this.options.report(`${response.status} ${template}`);
		let body: unknown;
		try {
			body = JSON.parse(text);
		} catch {
			// An answer that is no JSON may hold anything, so that it is left out.
			return undefined;
		}
		this.answers.push({
			request: this.anonymiser.request(pathAndQuery, template),
			status: response.status,
			headers: Object.fromEntries(
				[...response.headers].filter(([name]) => KEPT_HEADERS.test(name)),
			),
			body: this.anonymiser.body(body),
		});
		return body;
	}

	/** Sends a request; waits as long as Kandji asks for where there were too many. */
	private async send(pathAndQuery: string): Promise<Response> {
		const { apiUrl, token, pauseMs } = this.options;
		for (let tries = 1; ; tries++) {
			await delay(pauseMs);
			const response = await fetch(new URL(pathAndQuery, apiUrl), {
				method: 'GET',
				redirect: 'manual',
				headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			if (response.status !== TOO_MANY || tries === MAX_TRIES) return response;
			await response.text();
			const seconds = Number(response.headers.get('retry-after') ?? DEFAULT_WAIT_SECONDS);
			await delay((seconds > 0 ? seconds : DEFAULT_WAIT_SECONDS) * 1_000);
		}
	}
}

/** Returns the answers of a tenant to reading requests, without what identifies it; throws where it cannot be read. */
export async function recordTenant(options: RecordOptions): Promise<RecordedAnswer[]> {
	const recorder = new Recorder(options);
	for (const reading of READINGS) await recorder.record(reading);
	return recorder.answers;
}
