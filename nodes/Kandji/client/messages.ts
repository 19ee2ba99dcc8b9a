import type { Failure } from 'n8n-workflow';

import { clock } from './hours';
import { isRecord } from '../util/json';
import { mayHaveActed } from './refusal';
import type { Asked, Refusal } from './refusal';

/** What is told of a request that did not succeed, and the cause that n8n's back-off understands. */
export interface Explanation {
	message: string;
	advice: string;
	cause: Failure['cause'];
}

type Answered = Refusal & { kind: 'status' };

const LONGEST_WORDS = 300;
/** Kandji nests its reasons two or three deep; a hostile answer could nest them without end. */
const DEEPEST_WORDS = 6;
/** Longer waits are told, shorter ones are no news. */
const LONG_WAIT_MS = 60_000;

const WRONG_URL =
	'Enter the API URL that Kandji shows under the account menu > Access (older consoles: Settings > Access) in the credential, and check that no proxy or log-in page stands between n8n and Kandji';

/** Text of at most 300 characters; what is cut inside quotation marks is closed again. */
function short(words: string): string {
	if (words.length <= LONGEST_WORDS) return words;
	const kept = words.slice(0, LONGEST_WORDS).replace(/[\ud800-\udbff]$/, '');
	return `${kept}…${kept.split('"').length % 2 === 0 ? '"' : ''}`;
}

/** A value as messages quote it: cut where it is long, and without quotation marks of its own. */
export function quoted(value: string): string {
	return `"${short(value.replaceAll('"', "'"))}"`;
}

function wordsIn(body: unknown, depth: number): string {
	if (typeof body === 'string') return /^\s*</.test(body) ? '' : body;
	if (depth === 0) return '';
	if (Array.isArray(body)) {
		const each = body.slice(0, LONGEST_WORDS).map((one) => wordsIn(one, depth - 1));
		return each.filter(Boolean).join(' ');
	}
	if (!isRecord(body)) return '';
	const said = body.detail ?? body.error ?? body.message;
	if (said) return wordsIn(said, depth - 1);
	const fields = Object.entries(body).slice(0, LONGEST_WORDS);
	return fields.map(([field, why]) => `${field}: ${wordsIn(why, depth - 1)}`).join(' ');
}

/**
 * What Kandji says in an answer, at most 300 characters: it uses bare strings, lists of strings, `detail`, `error`,
 * `message` and maps of fields to lists (docs/kandji-api.md 1.1); pages of HTML say nothing.
 */
export function kandjiWords(body: unknown): string {
	return short(wordsIn(body, DEEPEST_WORDS).replace(/\s+/g, ' ').trim());
}

function checkbox({ permission }: Asked): string {
	if (!permission) return 'the permission that this request needs';
	if (!permission.endsWith('?')) return `"${permission}"`;
	const [group, name] = permission.slice(0, -1).split(' > ');
	return `the checkbox for "${name}" in the group "${group}"`;
}

/** What to look at before a write is repeated that may have had its effect. */
function lookFirst({ path }: Asked): string {
	return path.startsWith('/devices/')
		? 'Look before you repeat it: Device > Get Commands and Device > Get Activity show what reached the device, Device > Get whether a change was saved'
		: 'Look before you repeat it: read the record, or the list that it belongs to, and see whether the change is there';
}

/** What Kandji says when a command is already on its way or has already been obeyed (docs/kandji-api.md 1.1 and 1.2). */
const ALREADY = /already (?:pending|locked|running|enabled|disabled|in lost mode)/i;

/** Whether Kandji's words say that a command is already on its way or has already been obeyed. */
export function saysAlready(words: string): boolean {
	return ALREADY.test(words);
}

/** Refusals in Kandji's own words that a person can do something about (docs/kandji-api.md 1.1 and 1.2). */
const BY_WORDS: Array<{ words: RegExp; advice: string }> = [
	{
		words: ALREADY,
		advice:
			'Nothing was sent a second time. To count this as done, add the option "Treat Pending as Success" to the node; Device > Get Commands shows the command that waits.',
	},
	{
		words: /not in lost mode/i,
		advice:
			'Turn lost mode on first with Device Action > Enable Lost Mode. It is on once the device has obeyed, which Device > Get Lost Mode Details shows.',
	},
	{
		words: /not allowed for (?:the )?current device/i,
		advice:
			'This device cannot obey this command. Device > Get Details shows its platform, and whether it is supervised and enrolled.',
	},
	{
		words: /still assigned to (?:one or more )?devices?/i,
		advice:
			'Find the devices with Device > Get Many and the filter "User", and take the user off each with Device > Update (Clear Fields > User). Then delete the user.',
	},
	{
		words: /profile is not in scope/i,
		advice:
			"Assign the profile to the device's blueprint in Kandji, or name another profile in the node",
	},
];

function badRequest(words: string, body: unknown): string {
	const known = BY_WORDS.find((each) => each.words.test(words));
	if (known) return known.advice;
	if (words === '') {
		return "Kandji gave no reason. Compare the values of the node's parameters with what Kandji's web console accepts.";
	}
	const named = isRecord(body) && !body.detail && !body.error && !body.message;
	return named
		? 'Check the values of the parameters that the message names'
		: "Kandji's own words above say why. Check the node's parameters, and the state of the record in Kandji.";
}

function duration(ms: number): string {
	const minutes = Math.ceil(ms / 60_000);
	if (minutes <= 90) return `${minutes} minutes`;
	const hours = Math.ceil(minutes / 60);
	return hours <= 48 ? `${hours} hours` : 'more than two days';
}

/** Status -> what it means here, what to do next, and the cause. Others are explained by `unexplained`. */
const BY_STATUS: Record<number, (asked: Asked, refusal: Answered, words: string) => Explanation> = {
	400: (_, { body }, words) => ({
		message: 'Kandji refused the request',
		advice: badRequest(words, body),
		cause: 'configuration-invalid',
	}),
	401: (asked) => ({
		message: 'Kandji does not accept the API token',
		advice: `The token is mistyped, expired, revoked or removed. Create a new one in Kandji under the account menu > Access (older consoles: Settings > Access) and tick ${checkbox(asked)}: some tenants answer this way when only the permission is missing.`,
		cause: 'credential-invalid',
	}),
	403: (asked) => ({
		message: `The API token lacks a permission: ${checkbox(asked)}`,
		advice: `In Kandji open the account menu > Access (older consoles: Settings > Access), configure the token's API permissions, tick ${checkbox(asked)} and save`,
		cause: 'credential-invalid',
	}),
	404: ({ record }) => ({
		message: record ? `Kandji has no such record: ${record}` : 'Kandji has no such record',
		advice:
			'Check the ID: the record may have been deleted, or belong to another tenant than the API URL of the credential. Some requests also need a feature that the tenant has not licensed.',
		cause: 'configuration-invalid',
	}),
	408: () => ({
		message: 'Kandji did not get the request in time',
		advice: 'Try again later; if it stays so, send a smaller file or fewer values',
		cause: 'temporarily-unavailable',
	}),
	409: (_, { body }, words) => ({
		message: 'The request conflicts with the present state in Kandji',
		advice: BY_WORDS.some((each) => each.words.test(words))
			? badRequest(words, body)
			: 'Read the record again and repeat the change on what is there now',
		cause: 'configuration-invalid',
	}),
	413: () => ({
		message: 'Kandji finds the request too large',
		advice: 'Send a smaller file or fewer values',
		cause: 'configuration-invalid',
	}),
	429: (_, { retryAfterMs = 0 }) => ({
		message:
			retryAfterMs > LONG_WAIT_MS
				? `Kandji is receiving too many requests from this tenant and asks to wait ${duration(retryAfterMs)}`
				: 'Kandji is receiving too many requests from this tenant',
		advice:
			'All tokens of a tenant share 50 requests a second. Other integrations use them too: run them at other times, or let this workflow handle fewer items at once.',
		cause: 'rate-limited',
	}),
};

function unexplained(_: Asked, { status }: Answered): Explanation {
	if (status >= 500) {
		return {
			message: `Kandji is unavailable at the moment (${status})`,
			advice: 'Try again later; nothing in this workflow needs to change',
			cause: 'temporarily-unavailable',
		};
	}
	return {
		message: `Kandji answered ${status}`,
		advice:
			'This node does not expect that answer. Try again later, and look for a newer version of this package if it stays so.',
		cause: 'configuration-invalid',
	};
}

/** Node's code -> what it means; others are a connection that broke. */
const BY_CODE: Record<string, string> = {
	ENOTFOUND: 'The host of the API URL does not exist',
	EAI_AGAIN: 'The host of the API URL could not be looked up',
	ECONNREFUSED: 'The host of the API URL refuses connections',
	ECONNABORTED: 'Kandji did not answer in time',
	ETIMEDOUT: 'Kandji did not answer in time',
};

/** What needs no more than its kind to be told. */
const BY_KIND: Record<'notJson' | 'truncated' | 'unsendable' | 'tooLate', Explanation> = {
	notJson: {
		message: 'The API URL answers with something other than Kandji data',
		advice: WRONG_URL,
		cause: 'configuration-invalid',
	},
	truncated: {
		message: "Kandji's answer was cut off",
		advice:
			'Try again later; if it stays so, look for a proxy or firewall between n8n and Kandji that cuts answers',
		cause: 'temporarily-unavailable',
	},
	unsendable: {
		message: "The values of the node's parameters cannot be sent to Kandji",
		advice:
			'One of them holds half of a character (text that was cut inside an emoji), or is nested without end. Check the expressions that give the values.',
		cause: 'configuration-invalid',
	},
	tooLate: {
		message: 'No time was left to ask Kandji',
		advice:
			'Kandji allows 50 requests a second to all tokens of a tenant together. Narrow the filters, or run other integrations at other times.',
		cause: 'temporarily-unavailable',
	},
};

function meaning(asked: Asked, refusal: Refusal): Explanation {
	switch (refusal.kind) {
		case 'status': {
			const explainStatus = BY_STATUS[refusal.status] ?? unexplained;
			return explainStatus(asked, refusal, kandjiWords(refusal.body));
		}
		case 'redirect':
			return {
				message: `The API URL redirects to ${short(refusal.host) || 'another address'}; the token was not sent there`,
				advice: WRONG_URL,
				cause: 'configuration-invalid',
			};
		case 'otherForm':
			return {
				message: `Kandji answered in a form that this node does not know: ${refusal.expected} was expected`,
				advice:
					'Check the API URL of the credential, and whether there is a newer version of this package',
				cause: 'temporarily-unavailable',
			};
		case 'broken':
			return {
				message: BY_CODE[refusal.code] ?? 'The connection to Kandji broke',
				advice:
					'Check the API URL of the credential (subdomain and region) and that n8n can reach it',
				cause: 'temporarily-unavailable',
			};
		case 'hourSpent':
			return {
				message: "The tenant's hourly quota of Kandji requests is spent",
				advice: `Kandji allows 10,000 requests an hour to all tokens of a tenant together. It goes on at about ${clock(refusal.until)}: run the node again then, or let it wait with Pace > When the Hour Is Spent. Fewer polls and narrower filters spend less.`,
				cause: 'quota-exhausted',
			};
		case 'endless':
			return {
				message: `The list did not end after ${refusal.pages} pages, so reading it was given up`,
				advice: 'Narrow the filters, or turn off Return All and set a limit',
				cause: 'temporarily-unavailable',
			};
		default:
			return BY_KIND[refusal.kind];
	}
}

/** What happened to a request, to which record, and what to do next. Neither token nor headers nor a whole body get in. */
export function explain(asked: Asked, refusal: Refusal): Explanation {
	const { message, advice, cause } = meaning(asked, refusal);
	const words = refusal.kind === 'status' ? kandjiWords(refusal.body) : '';
	// A missing permission is named by the checkbox; Kandji's own text for it names nothing.
	const own =
		words === '' || (refusal.kind === 'status' && refusal.status === 403)
			? message
			: `${words.replace(/\.$/, '')} (${message})`;
	const about = asked.record && !own.includes(asked.record) ? `${own}: ${asked.record}` : own;
	if (!mayHaveActed(asked, refusal)) return { message: about, advice, cause };
	return {
		message: `${about}; the request may have been carried out and was not sent again`,
		advice: lookFirst(asked),
		cause: 'temporarily-unavailable',
	};
}
