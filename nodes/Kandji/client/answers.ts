import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { isRecord, text } from '../util/json';
import { proxyDenied } from './connectionFailure';
import { retryAfterMs } from './quota';
import type { Headers } from './quota';
import type { RequestFailure } from './requestFailure';

export interface KandjiAnswer {
	status: number;
	headers: Headers;
	/** Parsed JSON, undefined for an empty body, a Buffer for files. */
	body: unknown;
}

/** The form of a good answer; see `KandjiRequest.accept`. */
export type Accept = 'json' | 'record' | `${string}/${string}`;

/** The wait after a 429 without Retry-After. Kandji's window is a second. */
const SECOND_MS = 1_000;

interface Expected {
	method: string;
	accept?: Accept;
	accepts?: number[];
}

const HTML = /^\s*<(?:!doctype\s+html|html|head|body|title)\b/i;

/** How the files of Kandji begin, by media type. A page of HTML is none of them. */
const FILES: Record<string, { expected: string; form: RegExp }> = {
	'application/x-pem-file': { expected: 'a key (PEM)', form: /-----BEGIN [A-Z ]+-----/ },
	// A property list, as text or signed (DER).
	'application/x-apple-aspen-config': {
		expected: 'a configuration profile',
		form: /^(?:\s*<\?xml|\s*<!DOCTYPE plist|\s*<plist|\x30[\x80-\x84])/,
	},
};

function parsed(content: string): { value: unknown } | undefined {
	try {
		return { value: content === '' ? undefined : JSON.parse(content) };
	} catch {
		return undefined;
	}
}

function otherForm(expected: string): { failure: RequestFailure } {
	return { failure: { kind: 'otherForm', expected } };
}

function readFile(accept: Accept, bytes: unknown): { body: unknown } | { failure: RequestFailure } {
	const { expected, form } = FILES[accept] ?? { expected: 'a file', form: /^[^<]/ };
	const content = Buffer.isBuffer(bytes) ? bytes : Buffer.from(String(bytes ?? ''));
	const head = content.subarray(0, 1_000).toString('latin1');
	if (HTML.test(head)) return { failure: { kind: 'notJson' } };
	if (form.test(head)) return { body: content };
	// Kandji may answer with a record instead of a file, e.g. the address to sign in at.
	const json = parsed(content.toString());
	return json && isRecord(json.value) ? { body: json.value } : otherForm(expected);
}

function readJson(
	{ method, accept }: Expected,
	content: string,
): { body: unknown } | { failure: RequestFailure } {
	const json = parsed(content);
	if (json === undefined) {
		return { failure: { kind: /^\s*[[{"]/.test(content) ? 'truncated' : 'notJson' } };
	}
	const body = json.value;
	// Kandji answers many writes with an empty body, but never a read.
	if (method === 'GET' && body === undefined) return otherForm('data');
	if (accept === 'record' && !isRecord(body)) return otherForm('a record');
	return { body };
}

/**
 * Reads a response. Returns the answer in the requested form, or why there is none. `token` is removed from the body of
 * a failure.
 */
export function readAnswer(
	expected: Expected,
	{ statusCode: status, headers, body: raw }: IN8nHttpFullResponse,
	{ token, apiUrl }: { token: string; apiUrl: string },
): KandjiAnswer | { failure: RequestFailure } {
	const { accept = 'json', accepts = [] } = expected;
	if (status === 407) return { failure: proxyDenied(apiUrl) };
	if (status >= 300 && status < 400) {
		const target = text(headers.location);
		const host = URL.canParse(target) ? new URL(target).host : '';
		return { failure: { kind: 'redirect', status, host } };
	}
	const isRejected = status >= 400 && !accepts.includes(status);
	if (status < 400 && accept.includes('/')) {
		const file = readFile(accept, raw);
		return 'failure' in file ? file : { status, headers, ...file };
	}
	// Text answers are strings. Bytes appear where a file was requested and Kandji answered with a failure.
	const content = typeof raw === 'string' ? raw : String(raw ?? '');
	if (isRejected || status >= 400) {
		// The text of a failure is shown to people and logged, so the token must not be in it.
		const safe = content.replaceAll(token, '***');
		const json = parsed(safe);
		const body = json === undefined ? safe : json.value;
		// A page of HTML does not show whether the record exists: anything between n8n and Kandji may have sent it.
		if (!isRejected && json === undefined && expected.method === 'GET')
			return { failure: { kind: 'notJson' } };
		if (!isRejected) return { status, headers, body };
		const waitMs = status === 429 ? (retryAfterMs(headers) ?? SECOND_MS) : undefined;
		return { failure: { kind: 'status', status, body, retryAfterMs: waitMs } };
	}
	const answer = readJson(expected, content);
	return 'failure' in answer ? answer : { status, headers, ...answer };
}
