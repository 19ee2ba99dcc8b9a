import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { say } from '../tools/setup.mjs';
import { demoFolder, ensureDemoFolder, newFolder, removeFolder } from './folder.mts';
import { openDoors } from './doors.mts';
import { firstPage, servePage } from './firstPage.mts';
import type { FirstPage } from './firstPage.mts';
import { startN8n } from './n8n.mts';
import { freePort } from './ports.mts';
import { openTenant } from './tenant.mts';
import type { Tenant } from './tenant.mts';
import { owner, prepareWorkspace } from './workspace.mts';

const marker = path.join(demoFolder, 'running.json');
const simulatorPort = 4000;
const pagePort = 4080;

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

/** What a person who started the demo with a real tenant reads. */
function invitation(url: string, tenant: Tenant, workflowUrl: string): string {
	return `
n8n is ready:   ${url}
Log in with:    ${owner.email}  /  ${owner.password}
Kandji tenant:  ${tenant.url}

1. Open ${workflowUrl}
2. Click "Execute workflow": devices become rows of the Data Table "Kandji Assets".
3. Click it again: the report says that nothing changed.

This password is shown once. Ctrl+C ends n8n and removes its data, your token included.
`;
}

/** What a person who started the demo with a simulated tenant reads: each address with its log-in. */
function tour(pageUrl: string, { n8nUrl, email, password, tenantUrl, doors }: FirstPage): string {
	const rows = [
		['Start here', pageUrl, ''],
		['n8n', n8nUrl, `${email} / ${password}`],
		['Simulated tenant', tenantUrl, ''],
		...doors.map(({ title, url, logIn }) => [title, url, logIn]),
	];
	const width = Math.max(...rows.map(([title]) => title.length)) + 2;
	const urlWidth = Math.max(...rows.map(([, url]) => url.length)) + 2;
	const lines = rows.map(([title, url, logIn]) =>
		`${title.padEnd(width)}${url.padEnd(urlWidth)}${logIn}`.trimEnd(),
	);
	return `\n${lines.join('\n')}\n\nCtrl+C ends n8n and the simulator; .demo keeps your data for the next start.\n`;
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
		let page: { url: string; close: () => void } | undefined;
		try {
			const workspace = await prepareWorkspace(n8n.url, tenant);
			const workflowUrl = `${n8n.url}/workflow/${workspace.workflows['device-inventory-sync']}`;
			if (real) {
				process.stdout.write(invitation(n8n.url, tenant, workflowUrl));
			} else {
				const { email, password } = owner;
				const doors = await openDoors(workspace, n8n.url);
				const facts = {
					n8nUrl: n8n.url,
					email,
					password,
					tenantUrl: tenant.url,
					workflowUrl,
					doors,
				};
				page = await servePage(firstPage(facts), await freePort(pagePort));
				process.stdout.write(tour(page.url, facts));
			}
			return (await Promise.race([interrupted, n8n.ended.then(() => 1)])) === 0;
		} finally {
			say('Ending n8n ...');
			page?.close();
			await n8n.close();
		}
	} finally {
		rmSync(marker, { force: true });
		await tenant.close();
		if (real) removeFolder(folder);
	}
}
