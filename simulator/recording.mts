import { readFileSync } from 'node:fs';

import type { Reply } from './api.mts';
import { detail, record } from './replies.mts';

/** One answer of a recording. */
export interface RecordedAnswer {
	/** Path and query as they were requested, with every ID, name and cursor replaced. */
	request: string;
	status: number;
	/** Only those that say what the body is and how the rate is limited. */
	headers: Record<string, string>;
	/** JSON. */
	body: unknown;
}

/** Answers of a tenant to reading requests, without anything that identifies it: what `npm run record` writes. */
export interface Recording {
	recordedAt: string;
	answers: RecordedAnswer[];
}

/** Stand for the tenant's API host and web host in links of a recording. */
export const API_ORIGIN = 'https://tenant.api.kandji.example';
export const WEB_ORIGIN = 'https://tenant.kandji.example';

/** Parameters that say how much is wanted, and in which order, but not what. */
const IGNORED = ['limit', 'size', 'page_size', 'ordering', 'sort_by'];
/** Parameters that choose a page, with the values of the first one. */
const POSITIONS: Record<string, string[]> = { offset: ['0'], page: ['1'], cursor: [], after: [] };

/** Returns the recording of a file; throws an Error that says what is wrong with it. */
export function readRecording(file: string): Recording {
	const given = record(JSON.parse(readFileSync(file, 'utf8')) as unknown);
	if (!Array.isArray(given.answers) || given.answers.length === 0) {
		throw new Error(`${file} is no recording: it holds no list "answers"`);
	}
	return given as unknown as Recording;
}

/** Returns what a request asks for without saying how much of it: the path, and the sorted other parameters. */
function subjectOf(url: URL): string {
	const left = [...url.searchParams].filter(
		([name, value]) => !IGNORED.includes(name) && POSITIONS[name]?.includes(value) !== true,
	);
	return `${url.pathname}?${new URLSearchParams(left.sort()).toString()}`;
}

const isFurtherPage = ({ searchParams }: URL): boolean =>
	Object.entries(POSITIONS).some(([name, first]) => {
		const value = searchParams.get(name);
		return value !== null && !first.includes(value);
	});

/** Returns the recorded body with links to the simulator instead of the tenant's hosts. */
const withLinks = (body: unknown, origin: string): unknown =>
	JSON.parse(
		JSON.stringify(body).replaceAll(API_ORIGIN, origin).replaceAll(WEB_ORIGIN, origin),
	) as unknown;

/** Returns the body of a list without rows and without a next page. */
function emptyPage(body: unknown): unknown {
	if (Array.isArray(body)) return [];
	const ends = { results: [], next: null, cursor: null };
	const kept = Object.entries(ends).filter(([name]) => name in record(body));
	return { ...record(body), ...Object.fromEntries(kept) };
}

/**
 * Returns the recorded answer to a request: the one to the same request, or to one that differs in the size and order
 * of the page only. Pages that were not recorded are empty, and everything else is unknown.
 */
export function replay({ answers }: Recording, method: string, asked: URL): Reply {
	if (method !== 'GET' && method !== 'HEAD') return detail(405, 'A recording can only be read.');
	const subject = subjectOf(asked);
	const found = answers.find(({ request }) => subjectOf(new URL(request, API_ORIGIN)) === subject);
	if (found) {
		const { status, headers, body } = found;
		return { status, headers, body: withLinks(body, asked.origin) };
	}
	const first = answers.find(
		({ request, status }) =>
			status === 200 && new URL(request, API_ORIGIN).pathname === asked.pathname,
	);
	return first && isFurtherPage(asked)
		? { body: emptyPage(first.body) }
		: detail(404, 'Not recorded.');
}
