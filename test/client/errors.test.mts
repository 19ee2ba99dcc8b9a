import nock from 'nock';

import { kandjiWords } from '../../nodes/Kandji/client/errors';
import { API, clientOf, failureOf, TOKEN, UNKIND } from './client.mts';
import { onlyCannedAnswers } from '../helpers/canned.mts';

onlyCannedAnswers();

const PAGE =
	'<!doctype html><html lang="en"><head><title>Not Found</title></head><body><h1>Not Found</h1></body></html>';

/** The ways in which Kandji words a refusal (API.md 1.1), and what of it a person should read. */
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

/** What each status must tell beside Kandji's words: what it means, and what to do next. */
const STATUSES: Array<[number, RegExp, RegExp]> = [
	[400, /refused the request/, /Check the values/],
	[401, /does not accept the API token/, /Settings > Access.*Device Actions > Lock Device/],
	[
		403,
		/lacks a permission: "Device Actions > Lock Device"/,
		/Settings > Access.*tick "Device Actions > Lock Device"/,
	],
	[404, /no such record/, /Check the ID/],
	[409, /conflicts/, /Read the record again/],
	[413, /too large/, /smaller/],
	[415, /answered 415/, /Check the parameters/],
	[429, /too many requests/, /50 requests a second/],
	[500, /unavailable at the moment \(500\)/, /Look before you repeat it/],
	[503, /unavailable at the moment \(503\)/, /Look before you repeat it/],
];

const CASES = STATUSES.flatMap(([status, meaning, advice]) =>
	SHAPES.map(([shape, body, words]) => ({ status, shape, body, words, meaning, advice })),
);

describe('A refusal by Kandji', () => {
	it.each(CASES)('of $status with $shape is told in words', async (told) => {
		const { status, shape, body, words, meaning, advice } = told;
		// A tenant of its own, because refusals for the pace slow down whatever else goes to a tenant.
		const apiUrl = `https://tenant-${status}-${SHAPES.findIndex(([name]) => name === shape)}.api.kandji.io`;
		nock(apiUrl).post('/api/v1/devices/1/action/lock').reply(status, body);
		const client = await clientOf({
			credential: { apiUrl, apiToken: TOKEN },
			deadline: Date.now() + 900,
		});
		const failure = await failureOf(
			client.request({
				method: 'POST',
				path: '/devices/1/action/lock',
				permission: 'Device Actions > Lock Device',
			}),
		);
		expect(failure.message).toMatch(meaning);
		if (status !== 403) expect(failure.message).toContain(words);
		expect(failure.description).toMatch(advice);
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

describe("Kandji's words", () => {
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
		expect(kandjiWords(body)).toBe(words);
	});
});
