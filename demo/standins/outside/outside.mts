/**
 * Stand-ins of services that n8n's own nodes call at fixed addresses. They are reached as a company's services are from
 * behind a proxy: n8n is given a proxy on loopback, which joins the names below to servers of this process and refuses
 * every other one, and of a certificate for them. So n8n's real nodes run as they are, and nothing leaves the machine.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import path from 'node:path';

import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { generate } from 'selfsigned';

import { newFolder, removeFolder } from '../../folder.mts';
import { bambooHr } from './bamboohr.mts';
import type { BambooHrState } from './bamboohr.mts';
import { freshservice } from './freshservice.mts';
import type { FreshserviceState } from './freshservice.mts';
import { jira } from './jira.mts';
import type { Issue } from './jira.mts';
import { slack } from './slack.mts';
import type { Message } from './slack.mts';

export interface RunningServices {
	/** What n8n's environment needs for its nodes to find them. */
	env: Record<string, string>;
	issues: Issue[];
	messages: Message[];
	freshservice: FreshserviceState;
	bambooHr: BambooHrState;
	close(): Promise<void>;
}

const HOSTS = {
	jira: 'your-company.atlassian.net',
	slack: 'slack.com',
	freshservice: 'your-company.freshservice.com',
	bambooHr: 'api.bamboohr.com',
};

/** A certificate for all of the names, which is its own authority. */
function certificate() {
	const altNames = Object.values(HOSTS).map((value) => ({ type: 2, value }));
	return generate([{ name: 'commonName', value: 'Stand-ins' }], {
		...{ keySize: 2048, algorithm: 'sha256', days: 2 },
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{ name: 'subjectAltName', altNames },
		],
	});
}

const portOf = (server: { address(): AddressInfo | string | null }) =>
	(server.address() as AddressInfo).port;

/** A proxy that joins each of the names to a port of loopback. */
async function startProxy(ports: Record<string, number>) {
	const proxy = createServer((_, response) => response.writeHead(403).end());
	proxy.on('connect', ({ url = '' }, client) => {
		const port = ports[url.replace(/:443$/, '')];
		client.on('error', () => client.destroy());
		if (port === undefined) {
			client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
			return;
		}
		const service = connect(port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			service.pipe(client).pipe(service);
		});
		service.on('error', () => client.destroy());
	});
	proxy.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	return proxy;
}

/** Starts all of them, and the proxy, on free ports of loopback. */
export async function startServices(): Promise<RunningServices> {
	const { private: key, cert } = certificate();
	const apps: FastifyInstance[] = [];
	const ports: Record<string, number> = {};
	const start = async <T,>(host: string, add: (app: FastifyInstance) => T): Promise<T> => {
		const app = fastify({ https: { key, cert }, forceCloseConnections: true });
		const state = add(app as unknown as FastifyInstance);
		await app.listen({ host: '127.0.0.1', port: 0 });
		apps.push(app as unknown as FastifyInstance);
		ports[host] = portOf(app.server);
		return state;
	};
	const services = {
		issues: await start(HOSTS.jira, jira),
		messages: await start(HOSTS.slack, slack),
		freshservice: await start(HOSTS.freshservice, freshservice),
		bambooHr: await start(HOSTS.bambooHr, bambooHr),
	};
	const folder = newFolder('services');
	const authority = path.join(folder, 'authority.pem');
	writeFileSync(authority, cert);
	const proxy = await startProxy(ports);
	return {
		...services,
		env: {
			HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
			NO_PROXY: '127.0.0.1,localhost',
			NODE_EXTRA_CA_CERTS: authority,
		},
		close: async () => {
			proxy.closeAllConnections();
			proxy.close();
			await Promise.all(apps.map(async (app) => await app.close()));
			removeFolder(folder);
		},
	};
}
