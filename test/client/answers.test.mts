import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Body } from 'nock';

import type { KandjiRequest } from '../../nodes/Kandji/client/client';
import { onlyCannedAnswers } from '../helpers/canned.mts';
import { RateLimiters } from '../../nodes/Kandji/client/rateLimiter';
import { API, clientOf, failureOf, TOKEN } from './client.mts';

const nock = onlyCannedAnswers();

const LOG_IN =
	'<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action="/signin"></form></body></html>';
const PEM =
	'-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----\n';
const PROFILE =
	'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "">\n<plist version="1.0"></plist>';

type Method = KandjiRequest['method'];

/** One request, answered with `status` and `body`; how often it was sent comes with its outcome. */
async function ask(
	method: Method,
	status: number,
	body: Body,
	{ accept, type = 'application/json' }: { accept?: KandjiRequest['accept']; type?: string } = {},
) {
	let sent = 0;
	nock(API)
		.intercept('/api/v1/devices/1', method)
		.times(5)
		.reply(() => {
			sent += 1;
			return [status, body, { 'content-type': type }];
		});
	const client = await clientOf({ deadline: Date.now() + 2_000, limiters: new RateLimiters() });
	const request = { method, path: '/devices/1', accept, record: 'Device "1"' };
	const outcome = client.request(request);
	return { outcome, sent: () => sent };
}

const NOT_KANDJI: Array<[string, string, string]> = [
	['a log-in page', LOG_IN, 'text/html'],
	['a log-in page that calls itself JSON', LOG_IN, 'application/json'],
	['plain text', 'OK', 'text/plain'],
	['JSON that breaks off', '{"device_id": "1', 'application/json'],
	['a string that breaks off', '"Command', 'application/json'],
];

describe.each(['POST', 'PATCH', 'DELETE'] as const)('A %s', (method) => {
	it.each(NOT_KANDJI)(
		'that is answered 200 with %s does not count as done',
		async (_, body, type) => {
			const { outcome, sent } = await ask(method, 200, body, { type });
			const { message, description } = await failureOf(outcome);
			expect(message).toContain('may have been carried out and was not sent again');
			expect(message).toContain('Device "1"');
			expect(description).toMatch(/^Look before you repeat it: Device > Get Commands/);
			expect(sent()).toBe(1);
		},
	);

	it.each<[string, number, string, unknown]>([
		['204', 204, '', undefined],
		['200 and nothing', 200, '', undefined],
		['a record', 200, '{"id": 7}', { id: 7 }],
		['a bare list', 200, '["a", "b"]', ['a', 'b']],
		['a bare string', 201, '"Done."', 'Done.'],
		['a record within blanks', 200, ' \n{"id": 7}\n', { id: 7 }],
	])('may be answered with %s', async (_, status, body, read) => {
		const { outcome } = await ask(method, status, body);
		expect((await outcome).body).toEqual(read);
	});
});

describe('A read', () => {
	it.each([
		['nothing', 200, ''],
		['204', 204, ''],
		['a log-in page', 200, LOG_IN],
		['plain text', 200, 'OK'],
	])('that is answered with %s fails', async (_, status, body) => {
		const { outcome, sent } = await ask('GET', status, body);
		const { message } = await failureOf(outcome);
		expect(message).toMatch(/something other than Kandji data|form that this node does not know/);
		expect(message).not.toContain('carried out');
		expect(sent()).toBe(1);
	});

	it.each([
		['a list', '[]'],
		['a string', '"moved"'],
		['null', 'null'],
		['a number', '7'],
	])('of a record that is answered with %s fails', async (_, body) => {
		const { outcome } = await ask('GET', 200, body, { accept: 'record' });
		const { message } = await failureOf(outcome);
		expect(message).toContain('a record was expected');
	});

	it('of anything may be answered with a list', async () => {
		expect((await (await ask('GET', 200, '[1]')).outcome).body).toEqual([1]);
	});
});

describe('A file', () => {
	const KEY = 'application/x-pem-file';
	const CONFIG = 'application/x-apple-aspen-config';

	it.each([
		['a key', KEY, Buffer.from(PEM)],
		['a certificate', KEY, Buffer.from(PEM.replaceAll('PUBLIC KEY', 'CERTIFICATE'))],
		['a profile', CONFIG, Buffer.from(PROFILE)],
		['a signed profile', CONFIG, Buffer.from([0x30, 0x82, 0x1f, 0x40, 0x06, 0x09, 0x00, 0xff])],
	])('is taken byte by byte: %s', async (_, accept, bytes) => {
		const { outcome } = await ask('GET', 200, bytes, { accept: accept as 'a/b', type: accept });
		const { body } = await outcome;
		expect(Buffer.isBuffer(body) && body.equals(bytes)).toBe(true);
	});

	it('may be replaced by a record, such as the address to sign in at', async () => {
		const { outcome } = await ask('GET', 200, '{"url": "https://x"}', { accept: CONFIG });
		expect((await outcome).body).toEqual({ url: 'https://x' });
	});

	it.each([
		['a key', KEY, LOG_IN],
		['a key', KEY, ''],
		['a key', KEY, 'no key'],
		['a key', KEY, '"no key"'],
		['a profile', CONFIG, LOG_IN],
		['a profile', CONFIG, ''],
		['a profile', CONFIG, 'no profile'],
		['a profile', CONFIG, '<html>'],
	])('that should be %s (%s) is refused when it is %j', async (_, accept, body) => {
		const { outcome } = await ask('GET', 200, body, { accept: accept as 'a/b', type: accept });
		const { message } = await failureOf(outcome);
		expect(message).toMatch(
			/something other than Kandji data|\((PEM)\) was expected|profile was expected/,
		);
	});
});

describe('A value that cannot be written down', () => {
	const circle: Record<string, unknown> = {};
	circle.self = circle;
	let deep: unknown = 'bottom';
	for (let depth = 0; depth < 50_000; depth++) deep = [deep];

	it.each<[string, Partial<KandjiRequest>]>([
		['nesting without end', { method: 'POST', body: { deep: deep as string } }],
		['a circle', { method: 'POST', body: circle as never }],
	])('is reported in plain words: %s', async (_, given) => {
		const client = await clientOf();
		const { message, description } = await failureOf(
			client.request({ method: 'GET', path: '/devices', ...given }),
		);
		expect(message).toBe("The values of the node's parameters cannot be sent to Kandji");
		expect(`${message} ${description}`).not.toMatch(/malformed|call stack|circular/);
	});
});

describe('An answer that drips', () => {
	let server: Server;
	let closed: Promise<unknown>;
	beforeEach(async () => {
		let close: (value: unknown) => void = () => {};
		closed = new Promise((resolve) => {
			close = resolve;
		});
		server = createServer((_, response) => {
			response.writeHead(200, { 'Content-Type': 'application/json' });
			const drip = setInterval(() => response.write(' '), 20);
			response.on('close', () => {
				clearInterval(drip);
				close(undefined);
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterEach(() => {
		server.closeAllConnections();
		server.close();
		jest.restoreAllMocks();
	});

	it.each(['GET', 'POST'] as const)('is given up after two minutes: %s', async (method) => {
		const { timeout } = AbortSignal;
		const limits: number[] = [];
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
			limits.push(ms);
			return timeout.call(AbortSignal, ms / 1_000);
		});
		const { port } = server.address() as AddressInfo;
		const credential = { apiUrl: `http://127.0.0.1:${port}`, apiToken: TOKEN };
		const client = await clientOf({ credential });
		const { message } = await failureOf(client.request({ method, path: '/devices/1' }));
		expect(message).toMatch(/^127\.0\.0\.1:\d+ did not answer in time/);
		if (method === 'POST') expect(message).toContain('may have been carried out');
		expect(limits).toEqual(method === 'GET' ? [120_000, 120_000] : [120_000]);
		await closed;
	});

	it('is given up when the run is over', async () => {
		const { port } = server.address() as AddressInfo;
		const credential = { apiUrl: `http://127.0.0.1:${port}`, apiToken: TOKEN };
		// Time enough for a busy machine to send the request at all: nothing drips before.
		const client = await clientOf({ credential, deadline: Date.now() + 2_000 });
		const { message } = await failureOf(client.get('/devices/1'));
		expect(message).toMatch(/^127\.0\.0\.1:\d+ did not answer in time$/);
		await closed;
	});
});
