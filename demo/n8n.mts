import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { bin } from '../tools/exec.mts';
import { driverArguments, root } from '../tools/setup.mjs';
import { freePort } from './ports.mts';

/** A running n8n with this package installed as a community package. */
export interface RunningN8n {
	/** Address of the editor. */
	url: string;
	pid: number;
	/** Resolves with the exit code when n8n ends, however it ends. */
	ended: Promise<number>;
	close(): Promise<void>;
}

export interface N8nOptions {
	/** n8n's user folder: database, key, log and installed packages live below it. */
	folder: string;
	/** Wished port; another free one is taken when it is busy. 0 takes any. */
	port: number;
	/** Settings beside the demo's own, e.g. N8N_POLLER_DURABLE_CURSORS_ENABLED. */
	env?: Record<string, string>;
	/** Another n8n than the clone's own, and the Node that it needs. */
	program?: { node: string; n8n: string };
	/** The folder of the package, the clone's own unless it is given; null leaves what n8n installed itself, if anything. */
	packageFolder?: string | null;
	/** What the process is: a main, with editor and API, or a worker of queue mode. */
	role?: 'start' | 'worker';
}

const HOST_CHECK = pathToFileURL(path.join(root, 'demo', 'hostCheck.mts')).href;
const startLimitMs = 180_000;
const stopLimitMs = 15_000;

/** Settings of another n8n on this machine, or of a test runner, must not reach this one. */
const foreign = /^(N8N|DB|EXECUTIONS|QUEUE|GENERIC|WEBHOOK|NODES|NODE_FUNCTION|CREDENTIALS|JEST)_/;

function environment(folder: string, port: number, brokerPort: number): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
	return {
		...Object.fromEntries(inherited),
		HOME: folder,
		USERPROFILE: folder,
		NODE_ENV: 'production',
		N8N_USER_FOLDER: folder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}`,
		// Else links to forms say localhost, where somebody who logged in to 127.0.0.1 is not logged in.
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'false',
		N8N_DISABLED_MODULES: 'insights,mcp,mcp-registry,chat-hub,instance-ai,agents,workflow-builder',
		DB_TYPE: 'sqlite',
	};
}

function link(target: string, where: string): void {
	mkdirSync(path.dirname(where), { recursive: true });
	rmSync(where, { recursive: true, force: true });
	symlinkSync(target, where, 'junction');
}

/** Makes n8n find the package where it keeps installed community packages. */
function installPackage(folder: string, packageFolder: string): void {
	link(packageFolder, path.join(folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-kandji'));
}

/**
 * Puts the copy of the editor that n8n writes at each start below node_modules, where lint does not
 * look: it has no setting for the demo's folder. Answers where that is.
 */
function divertEditorCopy(folder: string): string {
	const copy = path.join(root, 'node_modules', '.cache', `n8n-${path.basename(folder)}`);
	mkdirSync(copy, { recursive: true });
	link(copy, path.join(folder, '.cache'));
	return copy;
}

async function stop(child: ChildProcess, ended: Promise<number>): Promise<void> {
	child.kill('SIGTERM');
	const patience = new AbortController();
	await Promise.race([
		ended,
		sleep(stopLimitMs, undefined, { signal: patience.signal }).then(
			() => child.kill('SIGKILL'),
			() => undefined,
		),
	]);
	patience.abort();
	await ended;
}

async function answers(url: string): Promise<boolean> {
	return await fetch(url).then(
		async (response) => response.ok && (await response.text()) !== '',
		() => false,
	);
}

/** A worker answers for its health only. */
async function ready(url: string, role: 'start' | 'worker'): Promise<boolean> {
	const healthy = await answers(`${url}/healthz/readiness`);
	return healthy && (role === 'worker' || (await answers(`${url}/rest/settings`)));
}

/** Starts n8n and waits until its API answers. Throws with the end of its log when it does not. */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
	try {
		return await startOnce(options);
	} catch (failure) {
		// Another program can take a free port before n8n listens to it.
		if (!String(failure).includes('is already in use')) throw failure;
		return await startOnce(options);
	}
}

async function startOnce({
	folder,
	port,
	env = {},
	program,
	packageFolder = root,
	role = 'start',
}: N8nOptions): Promise<RunningN8n> {
	if (packageFolder !== null) installPackage(folder, packageFolder);
	const editorCopy = divertEditorCopy(folder);
	const editorPort = await freePort(port);
	const brokerPort = await freePort(port === 0 ? 0 : port + 1);
	const url = `http://127.0.0.1:${editorPort}`;
	const logFile = path.join(folder, 'n8n.log');
	const log = openSync(logFile, 'w');
	const command = program
		? [program.node, program.n8n]
		: [process.execPath, '--import', HOST_CHECK, ...driverArguments(), bin('n8n')];
	const child = spawn(command[0], [...command.slice(1), role], {
		cwd: folder,
		stdio: ['ignore', log, log],
		env: { ...environment(folder, editorPort, brokerPort), ...env },
	});
	closeSync(log);
	const ended = new Promise<number>((resolve) => {
		child.once('error', () => resolve(1));
		child.once('close', (code) => resolve(code ?? 1));
	});
	let over = false;
	void ended.then(() => (over = true));
	const limit = Date.now() + startLimitMs;
	while (!over && Date.now() < limit) {
		if (await ready(url, role)) {
			const close = async () => {
				await stop(child, ended);
				rmSync(path.join(folder, '.cache'), { force: true });
				rmSync(editorCopy, { recursive: true, force: true, maxRetries: 5 });
			};
			return { url, pid: child.pid ?? 0, ended, close };
		}
		await sleep(200);
	}
	await stop(child, ended);
	const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-20).join('\n');
	throw new Error(`n8n did not start (log: ${logFile}):\n${tail}`);
}
