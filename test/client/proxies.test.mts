import { createServer as createPlainServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { CredentialTestContext } from 'n8n-core';
import { generate } from 'selfsigned';

import { credentialTest } from '../../nodes/Kandji/client/credentialTest';
import { additionalData } from '../../tools/harness/engine.mts';
import type { Credential } from '../../tools/harness/engine.mts';
import { API, clientOf, failureOf, TOKEN } from './client.mts';

/** Starts a server on loopback; returns its port and what ends it. */
async function listen(server: Server): Promise<{ port: number; close: () => Promise<void> }> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** The explanation in the credential form. */
async function shownFor(data: Credential): Promise<string> {
	const context = new CredentialTestContext(additionalData(data));
	const tested = { id: '1', name: 'Kandji', type: 'kandjiApi', data: { ...data } };
	return (await credentialTest.testKandjiApi.call(context, tested)).message;
}

/** The explanation of a node. */
async function failedFor(credential: Credential, method: 'GET' | 'POST' = 'POST') {
	const client = await clientOf({ credential });
	const { message, description } = await failureOf(client.request({ method, path: '/tags' }));
	return { text: `${message}. ${description}` };
}

describe('A certificate that cannot be verified', () => {
	let connections = 0;
	let host: Awaited<ReturnType<typeof listen>>;
	beforeAll(async () => {
		const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
			keySize: 2048,
		});
		const server = createServer({ key, cert }, (_, response) => response.end('[]'));
		server.on('connection', () => {
			connections += 1;
		});
		host = await listen(server);
	});
	afterAll(async () => await host.close());

	it.each(['GET', 'POST'] as const)('fails a %s at once and in the same words', async (method) => {
		const credential = { apiUrl: `https://localhost:${host.port}`, apiToken: TOKEN };
		connections = 0;
		const { text } = await failedFor(credential, method);
		expect(connections).toBe(1);
		expect(text).toBe(
			`The certificate of localhost:${host.port} is not trusted by the machine that runs n8n. If your network inspects TLS, give the certificate of its authority to n8n with NODE_EXTRA_CA_CERTS. Nothing was sent.`,
		);
		expect(await shownFor(credential)).toBe(text);
	});
});

describe('A proxy in front of Kandji', () => {
	const credential = { apiUrl: API, apiToken: TOKEN };
	const environment = { ...process.env };
	beforeEach(() => {
		process.env = { ...environment, NO_PROXY: '' };
	});
	afterEach(() => {
		process.env = environment;
	});

	it('that wants a password is named once, in the same words everywhere', async () => {
		let count = 0;
		const proxy = await listen(
			createPlainServer().on('connect', (_: IncomingMessage, socket: Duplex) => {
				count += 1;
				socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
			}),
		);
		process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
		const { text } = await failedFor(credential);
		expect(count).toBe(1);
		expect(text).toMatch(
			/^The proxy between n8n and accuhive\.api\.kandji\.io does not let the connection through\..*Nothing was sent\.$/,
		);
		expect(await shownFor(credential)).toBe(text);
		await proxy.close();
	});

	it('that does not run is named, in the same words everywhere', async () => {
		const { port, close } = await listen(createPlainServer());
		await close();
		process.env.HTTPS_PROXY = `http://127.0.0.1:${port}`;
		const { text } = await failedFor(credential);
		expect(text).toMatch(
			/^The proxy between n8n and accuhive\.api\.kandji\.io cannot be reached\..*Nothing was sent\.$/,
		);
		expect(await shownFor(credential)).toBe(text);
	}, 20_000);
});
