import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { isRecord, text } from '../util/json';
import { retryAfterMs } from './quota';
import type { Headers } from './quota';
import type { Refusal } from './refusal';

export interface KandjiAnswer {
	status: number;
	headers: Headers;
	/** Parsed JSON, undefined for an empty body, a Buffer for files. */
	body: unknown;
}

/** What a request may be answered with; see `KandjiRequest.accept`. */
export type Accept = 'json' | 'record' | `${string}/${string}`;

/** What 429 asks to wait where it names no time: Kandji's window is a second. */
const SECOND_MS = 1_000;

interface Expected {
	method: string;
	accept?: Accept;
	accepts?: number[];
}

const HTML = /^\s*<(?:!doctype\s+html|html|head|body|title)\b/i;

/** What the files that Kandji hands out begin with, by media type; pages of HTML are none of them. */
const FILES: Record<string, { expected: string; form: RegExp }> = {
	'application/x-pem-file': { expected: 'a key (PEM)', form: /-----BEGIN [A-Z ]+-----/ },
	// A property list, as text or signed (DER).
	'application/x-apple-aspen-config': {
		expected: 'a configuration profile',
		form: /^(?:\s*<\?xml|\s*<!DOCTYPE plist|\s*<plist|\x30[\x80-\x84])/,
	},
};

function parsed(said: string): { value: unknown } | undefined {
	try {
		return { value: said === '' ? undefined : JSON.parse(said) };
	} catch {
		return undefined;
	}
}

function otherForm(expected: string): { refusal: Refusal } {
	return { refusal: { kind: 'otherForm', expected } };
}

function readFile(accept: Accept, bytes: unknown): { body: unknown } | { refusal: Refusal } {
	const { expected, form } = FILES[accept] ?? { expected: 'a file', form: /^[^<]/ };
	const content = Buffer.isBuffer(bytes) ? bytes : Buffer.from(String(bytes ?? ''));
	const head = content.subarray(0, 1_000).toString('latin1');
	if (HTML.test(head)) return { refusal: { kind: 'notJson' } };
	if (form.test(head)) return { body: content };
	// In place of a file Kandji may answer a record, e.g. the address to sign in at.
	const json = parsed(content.toString());
	return json && isRecord(json.value) ? { body: json.value } : otherForm(expected);
}

function readJson(
	{ method, accept }: Expected,
	said: string,
): { body: unknown } | { refusal: Refusal } {
	const json = parsed(said);
	if (json === undefined) {
		return { refusal: { kind: /^\s*[[{"]/.test(said) ? 'truncated' : 'notJson' } };
	}
	const body = json.value;
	// Kandji answers many writes with nothing at all, but never a read.
	if (method === 'GET' && body === undefined) return otherForm('data');
	if (accept === 'record' && !isRecord(body)) return otherForm('a record');
	return { body };
}

/** Makes of a response what was asked for, or says why that cannot be. `token` never gets into what is told. */
export function readAnswer(
	expected: Expected,
	{ statusCode: status, headers, body: raw }: IN8nHttpFullResponse,
	token: string,
): KandjiAnswer | { refusal: Refusal } {
	const { accept = 'json', accepts = [] } = expected;
	if (status >= 300 && status < 400) {
		const target = text(headers.location);
		const host = URL.canParse(target) ? new URL(target).host : '';
		return { refusal: { kind: 'redirect', status, host } };
	}
	const refused = status >= 400 && !accepts.includes(status);
	if (status < 400 && accept.includes('/')) {
		const file = readFile(accept, raw);
		return 'refusal' in file ? file : { status, headers, ...file };
	}
	// Text answers are strings; bytes appear where a file was asked for and a refusal came.
	const said = typeof raw === 'string' ? raw : String(raw ?? '');
	if (refused || status >= 400) {
		// What a refusal says is shown to people and logged, so the token must not be in it.
		const words = said.replaceAll(token, '***');
		const json = parsed(words);
		const body = json === undefined ? words : json.value;
		// A page of HTML says nothing of the record: it may come from anything between n8n and Kandji.
		if (!refused && json === undefined && expected.method === 'GET')
			return { refusal: { kind: 'notJson' } };
		if (!refused) return { status, headers, body };
		const asked = status === 429 ? (retryAfterMs(headers) ?? SECOND_MS) : undefined;
		return { refusal: { kind: 'status', status, body, retryAfterMs: asked } };
	}
	const read = readJson(expected, said);
	return 'refusal' in read ? read : { status, headers, ...read };
}
