import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';

import { npmCommand, root } from './setup.mjs';

/**
 * Packs the package of a folder (default: this one) as npm would publish it and unpacks it to `package/` in a new
 * folder below `.cache`; the caller removes the folder.
 */
export function unpackPackage(source = root): string {
	mkdirSync(path.join(root, '.cache'), { recursive: true });
	const folder = mkdtempSync(path.join(root, '.cache', 'package-'));
	const { command, args, shell } = npmCommand();
	const packed = execFileSync(
		command,
		[...args, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder],
		{ cwd: source, encoding: 'utf8', shell, stdio: ['ignore', 'pipe', 'ignore'] },
	);
	const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
	execFileSync('tar', ['-xzf', filename], { cwd: folder });
	return folder;
}
