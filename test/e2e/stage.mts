import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';

import { startN8n } from '../../demo/n8n.mts';
import type { RunningN8n } from '../../demo/n8n.mts';
import { prepareWorkspace } from '../../demo/workspace.mts';
import type { Workspace } from '../../demo/workspace.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { root } from '../../tools/setup.mjs';

/** A real n8n with its owner logged in, and a simulated tenant that its credential points to. */
export interface Stage {
	tenant: RunningSimulator;
	n8n: RunningN8n;
	workspace: Workspace;
	/** Ends both and removes what n8n kept. */
	close(): Promise<void>;
}

/** A new folder for an n8n, inside the clone. */
export function newFolder(name: string): string {
	mkdirSync(path.join(root, '.demo'), { recursive: true });
	return mkdtempSync(path.join(root, '.demo', `${name}-`));
}

export function removeFolder(folder: string): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Starts both; `wanted` names the workflow files to import, as a glob without ending. */
export async function openStage(name: string, devices: number, wanted?: string): Promise<Stage> {
	const folder = newFolder(name);
	const tenant = await startSimulator({ port: 0, devices });
	let n8n: RunningN8n | undefined;
	const close = async () => {
		await n8n?.close();
		await tenant.close();
		removeFolder(folder);
	};
	try {
		n8n = await startN8n({ folder, port: 0 });
		return { tenant, n8n, workspace: await prepareWorkspace(n8n.url, tenant, wanted), close };
	} catch (failure) {
		await close();
		throw failure;
	}
}
