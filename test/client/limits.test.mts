import { connectionFailure, proxyDenied } from '../../nodes/Kandji/client/connectionFailure';
import { retryDelayMs } from '../../nodes/Kandji/client/retries';
import type { RequestInfo, RequestFailure } from '../../nodes/Kandji/client/requestFailure';
import { RateLimiters } from '../../nodes/Kandji/client/rateLimiter';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { API, clientOf, failureOf } from './client.mts';

const read: RequestInfo = { method: 'GET', path: '/devices' };
const write: RequestInfo = { method: 'POST', path: '/devices/1/action/lock' };
const status = (code: number): RequestFailure => ({
	kind: 'status',
	status: code,
	body: undefined,
});
const broken = (code: string, more: object = {}): RequestFailure =>
	connectionFailure(Object.assign(new Error(code), { code, ...more }), API);

const delay = (asked: RequestInfo, refusal: RequestFailure, tries = 1, waited = 0, headers = {}) =>
	retryDelayMs(asked, refusal, { tries, waited, headers });

/** How often a request is sent in all while it is always refused like this. */
const sends = (asked: RequestInfo, refusal: RequestFailure): number => {
	for (let tries = 1; ; tries++) if (delay(asked, refusal, tries) === undefined) return tries;
};

describe('What is sent again', () => {
	it.each<[string, RequestFailure, number, number]>([
		['429', status(429), 400, 400],
		['500', status(500), 5, 1],
		['503', status(503), 5, 1],
		['408', status(408), 5, 1],
		['400', status(400), 1, 1],
		['404', status(404), 1, 1],
		['a broken connection', broken('ECONNRESET'), 5, 1],
		['a refused connection', broken('ECONNREFUSED'), 5, 5],
		['a host that cannot be looked up now', broken('EAI_AGAIN'), 5, 5],
		['a host that cannot be reached', broken('EHOSTUNREACH'), 5, 5],
		['a network that cannot be reached', broken('ENETUNREACH'), 5, 5],
		['a host that does not exist', broken('ENOTFOUND'), 2, 2],
		['a silent host', broken('ECONNABORTED'), 2, 1],
		['a slow answer', broken('ETIMEDOUT'), 2, 1],
		['a certificate that expired', broken('CERT_HAS_EXPIRED'), 1, 1],
		['a certificate of another host', broken('ERR_TLS_CERT_ALTNAME_INVALID'), 1, 1],
		['a certificate of itself', broken('DEPTH_ZERO_SELF_SIGNED_CERT'), 1, 1],
		['an unknown authority', broken('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 1, 1],
		['a proxy that refuses connections', broken('ECONNREFUSED', { port: 3128 }), 5, 5],
		['a proxy that denies access', proxyDenied(API), 1, 1],
		['JSON that breaks off', { kind: 'truncated' }, 5, 1],
		['something that is no JSON', { kind: 'notJson' }, 1, 1],
		['another form', { kind: 'otherForm', expected: 'a list' }, 1, 1],
		['a redirect', { kind: 'redirect', status: 302, host: '' }, 1, 1],
		['an unsendable value', { kind: 'unsendable' }, 1, 1],
		['the end of the time', { kind: 'tooLate' }, 1, 1],
	])('after %s', (_, refusal, reads, writes) => {
		expect(sends(read, refusal)).toBe(reads);
		expect(sends(write, refusal)).toBe(writes);
	});
});

describe('The pause before it is sent again', () => {
	afterEach(() => jest.restoreAllMocks());
	const draw = (number: number) => jest.spyOn(Math, 'random').mockReturnValue(number);

	it('doubles from 0.4 s, half as long or one and a half by chance', () => {
		draw(0);
		expect([1, 2, 3, 4].map((tries) => delay(read, status(500), tries))).toEqual([
			200, 400, 800, 1_600,
		]);
		draw(0.5);
		expect(delay(read, status(500), 3)).toBe(1_600);
		draw(1);
		expect(delay(read, status(500), 3)).toBe(2_400);
	});

	it('is what Kandji asks for, and up to twice as long by chance', () => {
		draw(0);
		expect(delay(read, status(429), 1, 0, { 'retry-after': '7' })).toBe(7_000);
		expect(delay(read, status(429))).toBe(25);
		expect(delay(read, status(429), 4)).toBe(200);
		expect(delay(read, status(429), 40)).toBe(1_000);
		draw(1);
		expect(delay(write, status(429), 1, 0, { 'retry-after': '7' })).toBe(14_000);
	});

	it.each([
		['60', 60_000],
		['61', undefined],
		['1e9', undefined],
	])('is not taken when Kandji asks for %s s and that is too long', (seconds, expected) => {
		draw(0);
		expect(delay(read, status(429), 1, 0, { 'retry-after': seconds })).toBe(expected);
	});

	it('is not taken when five minutes were waited in all', () => {
		draw(0);
		const headers = { 'retry-after': '10' };
		expect(delay(read, status(429), 2, 290_000, headers)).toBe(10_000);
		expect(delay(read, status(429), 2, 290_001, headers)).toBeUndefined();
	});
});

describe('A tenant that puts the client off', () => {
	let simulator: RunningSimulator;
	beforeAll(async () => {
		simulator = await startSimulator({ devices: 2, rate: 0, hourly: 0 });
	});
	afterAll(async () => await simulator.close());
	const credential = () => ({ apiUrl: simulator.url, apiToken: simulator.token });
	const plan = async (fault: Parameters<Control['fault']>[0]) =>
		await new Control(simulator).fault(fault);

	it('for ever is reported at once', async () => {
		await plan({ kind: 'status', status: 429, headers: { 'Retry-After': '1e9' }, times: 9 });
		const client = await clientOf({ credential: credential(), limiters: new RateLimiters() });
		const { message } = await failureOf(client.get('/devices'));
		expect(message).toBe(
			'Kandji is receiving too many requests from this tenant and asks to wait more than two days',
		);
	});

	it('for the rest of the hour is asked again by a process that starts anew', async () => {
		const short = await startSimulator({ devices: 2, rate: 0, hourly: 1 });
		const spent = { apiUrl: short.url, apiToken: short.token };
		const before = new RateLimiters();
		const client = await clientOf({ credential: spent, limiters: before });
		await client.get('/devices');
		expect((await failureOf(client.get('/devices'))).message).toMatch(/hourly quota/);
		const same = await clientOf({ credential: spent, limiters: before });
		const other = await clientOf({ credential: spent, limiters: new RateLimiters() });
		await failureOf(same.get('/devices'));
		const asked = async () => (await new Control(short).requests()).length;
		const held = await asked();
		await failureOf(other.get('/devices'));
		expect(await asked()).toBe(held + 1);
		await short.close();
	});
});
