import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';

import { root } from '../tools/setup.mjs';

/** A new folder for an n8n, inside the clone. */
export function newFolder(name: string): string {
	mkdirSync(path.join(root, '.demo'), { recursive: true });
	return mkdtempSync(path.join(root, '.demo', `${name}-`));
}

export function removeFolder(folder: string): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
