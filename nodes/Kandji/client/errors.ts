import type { Failure, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { isRecord } from './json';

/** What is known of a request that did not succeed. */
export interface Refusal {
	method: string;
	/** Path below the API URL, without query. */
	path: string;
	/** Checkbox that the request needs; a trailing `?` marks a name that no source states. */
	permission?: string;
	/** HTTP status, absent when no answer came. */
	status?: number;
	body?: unknown;
	/** Node's code of a broken connection, e.g. ECONNRESET. */
	code?: string;
	/** Host that a redirect points to. */
	redirect?: string;
	/** Milliseconds after which asking again makes sense. */
	retryAfterMs?: number;
}

interface Explanation {
	message: string;
	advice: string;
	cause: Failure['cause'];
}

const LONGEST_WORDS = 300;

/** Ends that came before anything was sent. */
const OWN_CODES = new Set(['HOUR', 'TOO_LATE']);

function checkbox({ permission }: Refusal): string {
	if (!permission) return 'the permission that this request needs';
	if (!permission.endsWith('?')) return `"${permission}"`;
	const [group, name] = permission.slice(0, -1).split(' > ');
	return `the checkbox for "${name}" in the group "${group}"`;
}

const HOUR_SPENT: Explanation = {
	message: "The tenant's hourly quota of Kandji requests is spent",
	advice:
		'Kandji allows 10,000 requests an hour to all tokens of a tenant together. Wait until the hour is over, poll less often, or narrow the filters.',
	cause: 'quota-exhausted',
};

/** Status -> what it means here, what to do next, and the cause that n8n's back-off understands. */
const BY_STATUS: Record<number, (refusal: Refusal) => Explanation> = {
	400: () => ({
		message: 'Kandji refused the request',
		advice: 'Check the values of the parameters that the message names',
		cause: 'configuration-invalid',
	}),
	401: (refusal) => ({
		message: 'Kandji does not accept the API token',
		advice: `The token is mistyped, expired or revoked, or the admin who created it was removed. Create a new one in Kandji under Settings > Access and tick ${checkbox(refusal)}: some tenants answer this way when only the permission is missing.`,
		cause: 'credential-invalid',
	}),
	403: (refusal) => ({
		message: `The API token lacks a permission: ${checkbox(refusal)}`,
		advice: `In Kandji open Settings > Access, configure the token's API permissions, tick ${checkbox(refusal)} and save`,
		cause: 'credential-invalid',
	}),
	404: () => ({
		message: 'Kandji has no such record',
		advice:
			'Check the ID: the record may have been deleted, or belong to another tenant than the API URL of the credential. Some requests also need a feature that the tenant has not licensed.',
		cause: 'configuration-invalid',
	}),
	409: () => ({
		message: 'The request conflicts with the present state in Kandji',
		advice: 'Read the record again and repeat the change on what is there now',
		cause: 'configuration-invalid',
	}),
	413: () => ({
		message: 'Kandji finds the request too large',
		advice: 'Send a smaller file or fewer values',
		cause: 'configuration-invalid',
	}),
	429: () => ({
		message: 'Kandji is receiving too many requests from this tenant',
		advice:
			'All tokens of a tenant share 50 requests a second. Other integrations use them too: run them at other times, or let this workflow handle fewer items at once.',
		cause: 'rate-limited',
	}),
};

/** A write that may have had its effect must not simply be repeated. */
const LOOK_FIRST =
	'Look before you repeat it: Device > Get Commands and Get Activity show what reached a device, and reading a record shows whether a change was saved';

function unexplained({ status = 0, method }: Refusal): Explanation {
	if (status >= 500) {
		return {
			message: `Kandji is unavailable at the moment (${status})`,
			advice: method === 'GET' ? 'Try again later' : LOOK_FIRST,
			cause: 'temporarily-unavailable',
		};
	}
	return {
		message: `Kandji answered ${status}`,
		advice: 'Check the parameters of the node',
		cause: 'configuration-invalid',
	};
}

function unanswered({ code = '', method }: Refusal): Explanation {
	const known: Record<string, string> = {
		ENOTFOUND: 'The host of the API URL does not exist',
		EAI_AGAIN: 'The host of the API URL could not be looked up',
		ECONNREFUSED: 'The host of the API URL refuses connections',
		ECONNABORTED: 'Kandji did not answer in time',
		ETIMEDOUT: 'Kandji did not answer in time',
		TRUNCATED: "Kandji's answer was cut off",
	};
	const message = known[code] ?? 'The connection to Kandji broke';
	if (method !== 'GET' && !actedNever(code)) {
		return {
			message: `${message}; the request may have been carried out and was not sent again`,
			advice: LOOK_FIRST,
			cause: 'temporarily-unavailable',
		};
	}
	return {
		message,
		advice: 'Check the API URL of the credential (subdomain and region) and that n8n can reach it',
		cause: 'temporarily-unavailable',
	};
}

/** Whether a broken connection proves that Kandji never saw the request, so that even a write may be sent again. */
export function actedNever(code: string): boolean {
	return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}

/**
 * What Kandji says in an answer, at most 300 characters: it uses bare strings, lists of strings, `detail`, `error`,
 * `message` and maps of fields to lists (API.md 1.1); pages of HTML say nothing.
 */
export function kandjiWords(body: unknown): string {
	let words = '';
	if (typeof body === 'string') words = /^\s*</.test(body) ? '' : body;
	else if (Array.isArray(body)) words = body.map(kandjiWords).filter(Boolean).join(' ');
	else if (isRecord(body)) {
		const said = body.detail ?? body.error ?? body.message;
		words = said
			? kandjiWords(said)
			: Object.entries(body)
					.map(([field, why]) => `${field}: ${kandjiWords(why)}`)
					.join(' ');
	}
	words = words.replace(/\s+/g, ' ').trim();
	return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words;
}

/** Whether a write may have had its effect although no good answer came. */
function mayHaveActed({ method, status, code = '' }: Refusal): boolean {
	if (method === 'GET') return false;
	return status === undefined ? !actedNever(code) && !OWN_CODES.has(code) : status >= 500;
}

function explain(refusal: Refusal): Explanation {
	if (refusal.redirect !== undefined) {
		return {
			message: `The API URL redirects to ${refusal.redirect || 'another address'}; the token was not sent there`,
			advice: 'Enter the API URL that Kandji shows under Settings > Access in the credential',
			cause: 'configuration-invalid',
		};
	}
	if (refusal.code === 'HOUR') return HOUR_SPENT;
	if (refusal.code === 'TOO_LATE') {
		return {
			message: 'No time was left to ask Kandji',
			advice:
				'Kandji allows 50 requests a second to all tokens of a tenant together. Narrow the filters, or run other integrations at other times.',
			cause: 'temporarily-unavailable',
		};
	}
	if (refusal.code === 'NOT_A_LIST') {
		return {
			message: 'Kandji answered a list in a form that this node does not know',
			advice:
				'Check the API URL of the credential, and whether there is a newer version of this package',
			cause: 'temporarily-unavailable',
		};
	}
	if (refusal.code === 'NOT_JSON') {
		return {
			message: 'The API URL answers with something other than Kandji data',
			advice: 'Enter the API URL that Kandji shows under Settings > Access in the credential',
			cause: 'configuration-invalid',
		};
	}
	if (refusal.status === undefined) return unanswered(refusal);
	return (BY_STATUS[refusal.status] ?? unexplained)(refusal);
}

/**
 * The one way a failed request is told: what happened in Kandji's own words, then what to do next,
 * and the cause for n8n's back-off. Neither token nor headers nor a whole body get in.
 */
export function requestFailed(node: INode, refusal: Refusal): NodeApiError {
	const { message, advice, cause } = explain(refusal);
	const words = refusal.status === undefined ? '' : kandjiWords(refusal.body);
	// A missing permission is named by the checkbox; Kandji's own text for it names nothing.
	const own =
		words === '' || refusal.status === 403 ? message : `${words.replace(/\.$/, '')} (${message})`;
	const failure: Failure =
		cause === 'rate-limited' || cause === 'quota-exhausted' || cause === 'temporarily-unavailable'
			? {
					cause,
					...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
				}
			: { cause };
	const context: JsonObject = { method: refusal.method, path: refusal.path };
	const error = new NodeApiError(node, context, {
		message: own,
		description: advice,
		...(refusal.status === undefined ? {} : { httpCode: String(refusal.status) }),
		failure,
	});
	// n8n replaces a message in which it finds one of its codes, even inside a word; Kandji's words stay.
	error.message = own;
	error.context.mayHaveActed = mayHaveActed(refusal);
	return error;
}

/** An error as n8n shows it; one of n8n's own kinds stays as it is. */
export function asNodeError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(node, error instanceof Error ? error : String(error));
}

/** Whether a write that failed may have been carried out all the same. */
export function mayHaveBeenCarriedOut(error: unknown): boolean {
	return error instanceof NodeApiError && error.context.mayHaveActed === true;
}
