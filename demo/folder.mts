import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';

import { root } from '../tools/setup.mjs';

/** The folder of everything that the demo keeps. Other users of the machine cannot read it: it holds keys and tokens. */
export const demoFolder = path.join(root, '.demo');

/** Makes the demo's folder where it does not exist, and closes it to other users. */
export function ensureDemoFolder(): void {
	mkdirSync(demoFolder, { recursive: true });
	chmodSync(demoFolder, 0o700);
}

/** Returns a new folder for an n8n, inside the clone. */
export function newFolder(name: string): string {
	ensureDemoFolder();
	return mkdtempSync(path.join(demoFolder, `${name}-`));
}

export function removeFolder(folder: string): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
