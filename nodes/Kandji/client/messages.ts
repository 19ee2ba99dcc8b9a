import type { Failure } from 'n8n-workflow';

import { clock } from './hours';
import { isRecord } from '../util/json';
import { explainConnection } from './connectionFailure';
import { KANDJI_LIMITS } from './kandjiLimits';
import type { RequestLimits } from './kandjiLimits';
import { adviceFor, isPage, kandjiText, shortened } from './kandjiText';
import { mayHaveActed } from './requestFailure';
import type { RequestFailure, RequestInfo } from './requestFailure';

/** The message and advice of a failed request, and the cause that n8n's back-off understands. */
export interface Explanation {
	message: string;
	advice: string;
	cause: Failure['cause'];
}

type StatusFailure = RequestFailure & { kind: 'status' };

/** A failed request as the texts about its status need it. */
interface FailedRequest {
	info: RequestInfo;
	failure: StatusFailure;
	/** Kandji's own text. */
	text: string;
	limits: RequestLimits;
}

/** Messages state a wait from this length on. */
const LONG_WAIT_MS = 60_000;

/** First sentence of advice where waiting may help; published triggers wait by themselves. */
const TRY_LATER = 'Try again later.';
const POLLS_TRY = 'The next polls try again by themselves.';

const WRONG_URL =
	'Enter the API URL that Kandji shows under the account menu > Access (older consoles: Settings > Access) in the credential. Check that no proxy or log-in page stands between n8n and Kandji.';

const perSecond = (limits: RequestLimits) =>
	`Kandji allows ${count(limits.perSecond)} requests a second to all tokens of a tenant together.`;

/** Returns a number with separators for thousands, e.g. `10,000`. */
function count(number: number): string {
	return number.toLocaleString('en-US');
}

function checkbox({ permission }: RequestInfo): string {
	if (!permission) return 'the permission that this request needs';
	if (!permission.endsWith('?')) return `"${permission}"`;
	const [group, name] = permission.slice(0, -1).split(' > ');
	return `the checkbox for "${name}" in the group "${group}"`;
}

/** Returns how to find out whether a write was carried out, before somebody repeats it. */
function lookFirst({ path }: RequestInfo): string {
	return path.startsWith('/devices/')
		? 'Look before you repeat it: Device > Get Commands and Device > Get Activity show what reached the device, Device > Get whether a change was saved'
		: 'Look before you repeat it: read the record, or the list that it belongs to, and see whether the change is there';
}

function badRequest({ failure: { body }, text }: FailedRequest): string {
	const advice = adviceFor(text);
	if (advice !== undefined) return advice;
	if (text === '') {
		return "Kandji gave no reason. Compare the values of the node's parameters with what Kandji's web console accepts.";
	}
	const isByField = isRecord(body) && !body.detail && !body.error && !body.message;
	return isByField
		? 'Check the values of the parameters that the message names'
		: "Kandji's own text above says why. Check the node's parameters, and the state of the record in Kandji.";
}

function duration(ms: number): string {
	const minutes = Math.ceil(ms / 60_000);
	if (minutes <= 90) return `${minutes} minutes`;
	const hours = Math.ceil(minutes / 60);
	return hours <= 48 ? `${hours} hours` : 'more than two days';
}

/** Explanations by status. Other statuses are explained by `unexpected`. */
const BY_STATUS: Record<number, (request: FailedRequest) => Explanation> = {
	400: (request) => ({
		message: 'Kandji rejected the request',
		advice: badRequest(request),
		cause: 'configuration-invalid',
	}),
	401: ({ info }) => ({
		message: 'Kandji does not accept the API token',
		advice: `The token is mistyped, expired, revoked or removed. Create a new one in Kandji under the account menu > Access (older consoles: Settings > Access) and tick ${checkbox(info)}: some tenants answer this way when only the permission is missing.`,
		cause: 'credential-invalid',
	}),
	403: ({ info }) => ({
		message: `The API token lacks a permission: ${checkbox(info)}`,
		advice: `In Kandji open the account menu > Access (older consoles: Settings > Access), configure the token's API permissions, tick ${checkbox(info)} and save`,
		cause: 'credential-invalid',
	}),
	404: ({ info: { record } }) => ({
		message: record ? `Kandji has no such record: ${record}` : 'Kandji has no such record',
		advice:
			'Check the ID: the record may have been deleted, or belong to another tenant than the API URL of the credential. Some requests also need a feature that the tenant has not licensed.',
		cause: 'configuration-invalid',
	}),
	408: ({ info: { method } }) => ({
		message: 'Kandji did not get the request in time',
		advice:
			method === 'GET'
				? `${TRY_LATER} If it stays so, look for a slow network between n8n and Kandji.`
				: `${TRY_LATER} If it stays so, send a smaller file or fewer values.`,
		cause: 'temporarily-unavailable',
	}),
	409: (request) => ({
		message: 'The request conflicts with the present state in Kandji',
		advice:
			adviceFor(request.text) ?? 'Read the record again and repeat the change on what is there now',
		cause: 'configuration-invalid',
	}),
	413: () => ({
		message: 'Kandji finds the request too large',
		advice: 'Send a smaller file or fewer values',
		cause: 'configuration-invalid',
	}),
	429: ({ info: { isPolled }, failure: { retryAfterMs = 0 }, limits }) => ({
		message:
			retryAfterMs > LONG_WAIT_MS
				? `Kandji is receiving too many requests from this tenant and asks to wait ${duration(retryAfterMs)}`
				: 'Kandji is receiving too many requests from this tenant',
		advice: `${perSecond(limits)} Run other integrations at other times, or ${isPolled ? 'poll less often' : 'let this workflow handle fewer items at once'}.`,
		cause: 'rate-limited',
	}),
};

function unexpected({ failure: { status } }: FailedRequest): Explanation {
	if (status >= 500) {
		return {
			message: `Kandji is unavailable at the moment (${status})`,
			advice: `${TRY_LATER} Nothing in this workflow needs to change.`,
			cause: 'temporarily-unavailable',
		};
	}
	return {
		message: `Kandji answered ${status}`,
		advice: `${TRY_LATER} This node does not expect that answer: if it stays so, look for a newer version of this package.`,
		cause: 'configuration-invalid',
	};
}

/** Whether a page answers instead of Kandji, which rejects tokens and permissions with JSON only. */
function isForeignPage({ status, body }: StatusFailure): boolean {
	return (status === 401 || status === 403) && isPage(body);
}

/** Explanations of failures that carry no values. */
const BY_KIND: Record<'notJson' | 'truncated' | 'unsendable', Explanation> = {
	notJson: {
		message: 'The API URL answers with something other than Kandji data',
		advice: WRONG_URL,
		cause: 'configuration-invalid',
	},
	truncated: {
		message: "Kandji's answer was cut off",
		advice: `${TRY_LATER} If it stays so, look for a proxy or firewall between n8n and Kandji that cuts answers.`,
		cause: 'temporarily-unavailable',
	},
	unsendable: {
		message: "The values of the node's parameters cannot be sent to Kandji",
		advice:
			'One of them contains half of a character (text that was cut inside an emoji), or is nested without end. Check the expressions that give the values.',
		cause: 'configuration-invalid',
	},
};

function explainKind(
	info: RequestInfo,
	failure: RequestFailure,
	limits: RequestLimits,
): Explanation {
	switch (failure.kind) {
		case 'status': {
			if (isForeignPage(failure)) return BY_KIND.notJson;
			const explainStatus = BY_STATUS[failure.status] ?? unexpected;
			return explainStatus({ info, failure, text: kandjiText(failure.body), limits });
		}
		case 'redirect':
			return {
				message: `The API URL redirects to ${shortened(failure.host) || 'another address'}; the token was not sent there`,
				advice: WRONG_URL,
				cause: 'configuration-invalid',
			};
		case 'otherForm':
			return {
				message: `Kandji answered in a form that this node does not know: ${failure.expected} was expected`,
				advice:
					'Check the API URL of the credential, and whether there is a newer version of this package',
				cause: 'temporarily-unavailable',
			};
		case 'connection':
			return { ...explainConnection(failure), cause: 'temporarily-unavailable' };
		case 'hourSpent':
			return {
				message: "The tenant's hourly quota of Kandji requests is spent",
				advice: `Kandji allows ${count(limits.perHour)} requests an hour to all tokens of a tenant together. The next hour begins at about ${clock(failure.until)}: ${info.isPolled ? 'the polls go on by themselves' : 'run the node again'} then. Fewer polls and stricter filters need fewer requests.`,
				cause: 'quota-exhausted',
			};
		case 'tooLate':
			return {
				message: 'No time was left for a request to Kandji',
				advice: `${perSecond(limits)} Use stricter filters, or run other integrations at other times.`,
				cause: 'temporarily-unavailable',
			};
		case 'endless':
			return {
				message: `The list did not end after ${failure.pages} pages, so the node stopped reading it`,
				advice: info.isPolled
					? 'If it stays so, remove the events of this list from the trigger and ask Kandji support'
					: 'Use stricter filters, or turn off Return All and set a limit',
				cause: 'temporarily-unavailable',
			};
		default:
			return BY_KIND[failure.kind];
	}
}

/**
 * Returns what happened to a request, to which record, and what to do next. `limits` are those that Kandji stated.
 * The texts contain neither token nor headers nor a whole body.
 */
export function explain(
	info: RequestInfo,
	failure: RequestFailure,
	limits: RequestLimits = KANDJI_LIMITS,
): Explanation {
	const { message, advice: wanted, cause } = explainKind(info, failure, limits);
	const advice = info.isPolled ? wanted.replace(TRY_LATER, POLLS_TRY) : wanted;
	const text = failure.kind === 'status' ? kandjiText(failure.body) : '';
	// A missing permission is named by its checkbox. Kandji's own text does not name it.
	const own =
		text === '' || (failure.kind === 'status' && failure.status === 403)
			? message
			: `${text.replace(/\.$/, '')} (${message})`;
	const about = info.record && !own.includes(info.record) ? `${own}: ${info.record}` : own;
	if (!mayHaveActed(info, failure)) return { message: about, advice, cause };
	return {
		message: `${about}; the request may have been carried out and was not sent again`,
		advice: lookFirst(info),
		cause: 'temporarily-unavailable',
	};
}
