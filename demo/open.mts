import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { say } from '../tools/setup.mjs';
import { demoFolder, ensureDemoFolder, newFolder, removeFolder } from './folder.mts';
import { startN8n } from './n8n.mts';
import { freePort } from './ports.mts';
import { openTenant } from './tenant.mts';
import type { Tenant } from './tenant.mts';
import { owner, prepareWorkspace } from './workspace.mts';

const marker = path.join(demoFolder, 'running.json');
const simulatorPort = 4000;

/** Who holds the demo's folder: the command and the n8n that it started. */
interface Running {
	url: string;
	demoPid: number;
	n8nPid: number;
}

function alive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

function hold(running: Running): void {
	ensureDemoFolder();
	writeFileSync(marker, JSON.stringify(running));
}

/** The address of a demo that already runs; an n8n whose command was killed is ended first. */
function running(): string | undefined {
	try {
		const { url, demoPid, n8nPid } = JSON.parse(readFileSync(marker, 'utf8')) as Running;
		if (alive(demoPid)) return url;
		if (n8nPid > 0 && alive(n8nPid)) process.kill(n8nPid, 'SIGKILL');
	} catch {
		return undefined;
	}
	return undefined;
}

function invitation(url: string, tenant: Tenant, workflowId: string, simulated: boolean): string {
	return `
n8n is ready:   ${url}
Log in with:    ${owner.email}  /  ${owner.password}
Kandji tenant:  ${tenant.url}${simulated ? '  (simulated)' : ''}

1. Open ${url}/workflow/${workflowId}
2. Click "Execute workflow": devices become rows of the Data Table "Kandji Assets".
3. Click it again: the report says that nothing changed.
${simulated ? `\nEnrol a device in between:  curl -X POST ${tenant.url}/simulator/devices\n` : ''}
${
	simulated
		? 'Ctrl+C ends n8n and the simulator; .demo keeps your data for the next start.'
		: 'This password is shown once. Ctrl+C ends n8n and removes its data, your token included.'
}
`;
}

/** Opens the demo and keeps it open until Ctrl+C; false when n8n ended by itself. */
export async function keepOpen({
	devices,
	port,
	real,
}: {
	devices: number;
	port: number;
	real: Tenant | undefined;
}): Promise<boolean> {
	const url = running();
	if (url !== undefined) {
		say(`The demo of this clone already runs: ${url}`);
		return true;
	}
	const held: Running = { url: `http://127.0.0.1:${port}`, demoPid: process.pid, n8nPid: 0 };
	hold(held);
	// With a real tenant nothing stays behind: its token would lie in the database beside its key.
	const folder = real ? newFolder('real') : demoFolder;
	const tenant = await openTenant(real, { port: await freePort(simulatorPort), devices });
	const interrupted = new Promise<number>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(0));
	});
	try {
		say('Starting n8n (the first time it makes its database, about a minute) ...');
		const n8n = await startN8n({ folder, port });
		hold({ ...held, url: n8n.url, n8nPid: n8n.pid });
		try {
			const { workflows } = await prepareWorkspace(n8n.url, tenant);
			const first = workflows['device-inventory-sync'];
			process.stdout.write(invitation(n8n.url, tenant, first, !real));
			return (await Promise.race([interrupted, n8n.ended.then(() => 1)])) === 0;
		} finally {
			say('Ending n8n ...');
			await n8n.close();
		}
	} finally {
		rmSync(marker, { force: true });
		await tenant.close();
		if (real) removeFolder(folder);
	}
}
