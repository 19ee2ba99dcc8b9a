import { requestFailed } from '../../nodes/Kandji/client/errors';
import { connectionFailure } from '../../nodes/Kandji/client/connectionFailure';
import { kandjiText } from '../../nodes/Kandji/client/kandjiText';
import type { RequestInfo, RequestFailure } from '../../nodes/Kandji/client/requestFailure';
import { explain } from '../../nodes/Kandji/client/messages';
import { kandjiNode } from '../../tools/harness/engine.mts';
import { API, clientOf, failureOf, TOKEN, UNKIND } from './client.mts';
import { onlyCannedAnswers } from '../helpers/canned.mts';

const nock = onlyCannedAnswers();

const PAGE =
	'<!doctype html><html lang="en"><head><title>Not Found</title></head><body><h1>Not Found</h1></body></html>';

/** The ways in which Kandji words a refusal (docs/kandji-api.md 1.1), and what of it a person should read. */
const SHAPES: Array<[string, string, string]> = [
	['a bare string', '"This device is already locked."', 'This device is already locked'],
	['a list of strings', '["Device is not in lost mode."]', 'Device is not in lost mode'],
	['a detail', '{"detail":"User still assigned to one or more devices."}', 'User still assigned'],
	['a map of fields', '{"dep_account":["Enter a valid UUID."]}', 'dep_account: Enter a valid UUID'],
	['an error key', '{"error":"Command already running"}', 'Command already running'],
	[
		'a message',
		'{"message":"no Route matched with those values","request_id":"8f"}',
		'no Route matched',
	],
	['a page of HTML', PAGE, ''],
	['nothing', '', ''],
];

/** Advice for a refusal in each of the shapes above: what Kandji's words call for, where they call for something. */
const ADVICE: Record<string, RegExp> = {
	'a bare string': /"Treat Pending as Success".*Device > Get Commands/,
	'a list of strings': /Enable Lost Mode.*Device > Get Lost Mode Details/,
	'a detail': /Device > Get Many and the filter "User".*Device > Update/,
	'a map of fields': /^Check the values of the parameters that the message names$/,
	'an error key': /"Treat Pending as Success"/,
	'a message': /^Kandji's own text above says why/,
	'a page of HTML': /^Kandji gave no reason/,
	nothing: /^Kandji gave no reason/,
};

/** What each status must tell beside Kandji's words: what it means, and what to do next. */
const STATUSES: Array<[number, RegExp, RegExp | undefined]> = [
	[400, /rejected the request/, undefined],
	[401, /does not accept the API token/, /Settings > Access.*Device Actions > Lock Device/],
	[
		403,
		/lacks a permission: "Device Actions > Lock Device"/,
		/Settings > Access.*tick "Device Actions > Lock Device"/,
	],
	[404, /no such record/, /Check the ID/],
	[408, /did not get the request in time/, /Look before you repeat it/],
	[409, /conflicts/, undefined],
	[413, /too large/, /smaller/],
	[415, /answered 415/, /newer version/],
	[429, /too many requests/, /50 requests a second/],
	[500, /unavailable at the moment \(500\)/, /Look before you repeat it/],
	[503, /unavailable at the moment \(503\)/, /Look before you repeat it/],
];

const CASES = STATUSES.flatMap(([status, meaning, advice]) =>
	SHAPES.map(([shape, body, words]) => {
		// Kandji rejects tokens and permissions with JSON, so a page comes from a proxy or a firewall.
		const isForeign = shape === 'a page of HTML' && (status === 401 || status === 403);
		return isForeign
			? { status, shape, body, words, meaning: /something other than Kandji/, advice: /proxy/ }
			: { status, shape, body, words, meaning, advice };
	}),
);

describe('A refusal by Kandji', () => {
	it.each(CASES)('of $status with $shape is reported in plain words', async (stated) => {
		const { status, shape, body, words, meaning, advice } = stated;
		// A tenant of its own, because refusals for the pace slow down all other requests to a tenant.
		const apiUrl = `https://tenant-${status}-${SHAPES.findIndex(([name]) => name === shape)}.api.kandji.io`;
		// Who is to wait this long is reported at once.
		const headers = status === 429 ? { 'Retry-After': '600' } : undefined;
		nock(apiUrl).post('/api/v1/devices/1/action/lock').reply(status, body, headers);
		const client = await clientOf({ credential: { apiUrl, apiToken: TOKEN } });
		const failure = await failureOf(
			client.request({
				method: 'POST',
				path: '/devices/1/action/lock',
				permission: 'Device Actions > Lock Device',
			}),
		);
		expect(failure.message).toMatch(meaning);
		if (status !== 403) expect(failure.message).toContain(words);
		const expected = advice ?? (status === 400 ? ADVICE[shape] : /\w/);
		expect(failure.description).toMatch(expected);
		expect(failure).toMatchObject({ httpCode: String(status) });
		const shown = JSON.stringify(failure);
		expect(shown).not.toContain(TOKEN);
		expect(shown).not.toMatch(/authorization|<html|request_id/i);
		expect(`${failure.message} ${failure.description}`.replace(words, '')).not.toMatch(UNKIND);
	});

	it.each([
		[
			'Device Actions > Erase Device?',
			'the checkbox for "Erase Device" in the group "Device Actions"',
		],
		['Users > List users', '"Users > List users"'],
		[undefined, 'the permission that this request needs'],
	])('for the permission %s names what to tick', async (permission, named) => {
		nock(API).get('/api/v1/users').reply(403, { detail: 'You do not have permission' });
		const client = await clientOf();
		const { message, description } = await failureOf(client.get('/users', { permission }));
		expect(message).toContain(named);
		expect(description).toContain(named);
		expect(`${message}${description}`).not.toContain('?');
	});

	it('is sent once when the token is wrong, although n8n would sign in again', async () => {
		const scope = nock(API).post('/api/v1/tags').reply(401, { detail: 'Invalid token.' });
		const client = await clientOf();
		await failureOf(client.request({ method: 'POST', path: '/tags', body: { name: 'loaner' } }));
		expect(scope.isDone()).toBe(true);
	});

	it('keeps its words when they hold a code that n8n would take for a broken connection', async () => {
		nock(API).get('/api/v1/users').reply(400, { detail: 'The value ENOTFOUND is not valid' });
		const { message } = await failureOf((await clientOf()).get('/users'));
		expect(message).toContain('The value ENOTFOUND is not valid');
	});

	it('does not show the token when Kandji repeats it', async () => {
		nock(API)
			.get('/api/v1/users')
			.reply(401, { detail: `Invalid token ${TOKEN}.` });
		const failure = await failureOf((await clientOf()).get('/users'));
		expect(JSON.stringify(failure) + failure.stack).not.toContain(TOKEN);
		expect(failure.message).toContain('Invalid token');
	});

	it('with a very long body is cut', async () => {
		nock(API)
			.get('/api/v1/users')
			.reply(400, { detail: 'long '.repeat(2_000) });
		const failure = await failureOf((await clientOf()).get('/users'));
		expect(failure.message.length).toBeLessThan(400);
		expect(JSON.stringify(failure).length).toBeLessThan(4_000);
	});
});

/** What may be asked for, and how a person looks whether a write was carried out. */
const CLASSES: Array<[string, RequestInfo, RegExp | undefined]> = [
	['read', { method: 'GET', path: '/devices/1', record: 'Device "1"' }, undefined],
	[
		'command',
		{ method: 'POST', path: '/devices/1/action/erase', record: 'Device "1"' },
		/Device > Get Commands/,
	],
	['change', { method: 'PATCH', path: '/tags/7', record: 'Tag "7"' }, /read the record/],
	[
		'deletion',
		{ method: 'DELETE', path: '/library/custom-apps/7', record: 'Custom App "7"' },
		/read the record/,
	],
];

const broken = (code: string) => connectionFailure(Object.assign(new Error(code), { code }), API);

const UNCERTAIN: RequestFailure[] = [
	{ kind: 'notJson' },
	{ kind: 'truncated' },
	{ kind: 'otherForm', expected: 'a record' },
	broken('ECONNRESET'),
	broken('ETIMEDOUT'),
	...[408, 500, 502, 503, 504].map((status) => ({ kind: 'status' as const, status, body: '' })),
];

const CERTAIN: RequestFailure[] = [
	...[400, 401, 403, 404, 409, 413, 415, 429].flatMap((status) =>
		SHAPES.map(([, body]) => ({
			kind: 'status' as const,
			status,
			body: body.startsWith('<') || body === '' ? body : (JSON.parse(body) as unknown),
		})),
	),
	{ kind: 'redirect', status: 302, host: 'www.kandji.io' },
	broken('ENOTFOUND'),
	broken('CERT_HAS_EXPIRED'),
	broken('SELF_SIGNED_CERT_IN_CHAIN'),
	broken('ECONNREFUSED'),
	{ kind: 'unsendable' },
	{ kind: 'endless', pages: 5_000 },
	{ kind: 'hourSpent', retryAfterMs: 60_000, until: new Date('2026-01-01T14:00:00Z') },
	{ kind: 'tooLate' },
];

describe.each(CLASSES)('A %s that does not succeed', (_, asked, look) => {
	const stated = (refusal: RequestFailure) => {
		const failure = requestFailed(
			kandjiNode(),
			{ ...asked, permission: 'Tags > Get Tags' },
			refusal,
		);
		const said = `${failure.message} ${failure.description}`;
		expect(failure.message).toContain(asked.record);
		expect(failure.message.length).toBeGreaterThan(20);
		expect(String(failure.description).length).toBeGreaterThan(20);
		expect(said).not.toMatch(/undefined|\[object|URI malformed|call stack|Unexpected token/);
		expect(said.split('"').length % 2).toBe(1);
		expect(said).not.toMatch(UNKIND);
		return failure;
	};

	it.each(UNCERTAIN)('says where to look before it is repeated: %j', (refusal) => {
		const { message, description } = stated(refusal);
		if (look === undefined) {
			expect(message).not.toContain('may have been carried out');
			expect(description).not.toContain('before you repeat');
		} else {
			expect(message).toContain('may have been carried out and was not sent again');
			expect(description).toMatch(/^Look before you repeat it/);
			expect(description).toMatch(look);
		}
	});

	it.each(CERTAIN)('says that nothing was done: %j', (refusal) => {
		const { message, description } = stated(refusal);
		expect(`${message} ${description}`).not.toMatch(/may have been carried out|before you repeat/);
		if (String(description).includes('that the message names')) {
			expect(message).toMatch(/dep_account: /);
		}
	});
});

it.each([
	[59_000, /tenant$/],
	[61_000, /asks to wait 2 minutes$/],
	[7_200_000, /asks to wait 2 hours$/],
	[1e12, /asks to wait more than two days$/],
])('A wait of %i ms that Kandji asks for is written as a person says it', (retryAfterMs, words) => {
	const refusal: RequestFailure = { kind: 'status', status: 429, body: undefined, retryAfterMs };
	const { message } = requestFailed(kandjiNode(), { method: 'GET', path: '/tags' }, refusal);
	expect(message).toMatch(words);
});

it('The limits that Kandji stated are in the messages', () => {
	const limits = { perSecond: 20, perHour: 2_500 };
	const info = { method: 'GET', path: '/tags' };
	const advice = (failure: RequestFailure) => explain(info, failure, limits).advice;
	expect(advice({ kind: 'status', status: 429, body: undefined })).toContain(
		'20 requests a second',
	);
	expect(advice({ kind: 'tooLate' })).toContain('20 requests a second');
	const until = new Date('2026-01-01T14:00:00Z');
	expect(advice({ kind: 'hourSpent', retryAfterMs: 60_000, until })).toMatch(
		/allows 2,500 requests an hour .*next hour begins at about 14:00 UTC: run the node again then/,
	);
});

describe("Kandji's text", () => {
	it.each<[string, unknown, string]>([
		['lists in fields', { a: ['One.', 'Two.'], b: ['Three.'] }, 'a: One. Two. b: Three.'],
		['maps in an error key', { error: { code: 7, message: 'Nested' } }, 'Nested'],
		['lists in a detail', { detail: ['One.', 'Two.'] }, 'One. Two.'],
		['maps in fields', { source: { type: ['Wrong.'] } }, 'source: type: Wrong.'],
		['line breaks', 'One.\n\n  Two.', 'One. Two.'],
		['a number', 42, ''],
		['null', null, ''],
		['an empty list', [], ''],
		['an empty map', {}, ''],
	])('are found in %s', (_, body, words) => {
		expect(kandjiText(body)).toBe(words);
	});

	it('are read as deep as Kandji nests them, and no deeper', () => {
		let body: unknown = 'bottom';
		for (let depth = 0; depth < 100_000; depth++) body = [body];
		expect(kandjiText(body)).toBe('');
		expect(kandjiText([[['Not deep.']]])).toBe('Not deep.');
	});

	it('end with a closed quotation where they are cut', () => {
		const words = kandjiText(`The value "${'x'.repeat(500)}" is not valid`);
		expect(words).toMatch(/^The value "x+…"$/);
		expect(words.length).toBeLessThanOrEqual(302);
		expect(kandjiText(`"quoted" ${'x'.repeat(500)}`)).toMatch(/x…$/);
	});

	it('are cut between characters', () => {
		expect(kandjiText('😀'.repeat(200).slice(1))).not.toMatch(/[\ud800-\udbff]…/);
	});
});
