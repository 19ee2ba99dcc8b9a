import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

import { npmCommand, root } from '../setup.mjs';

/** What npm says of a package that it packed. */
export interface Packed {
	name: string;
	version: string;
	filename: string;
	size: number;
	unpackedSize: number;
	files: Array<{ path: string; size: number }>;
}

/** A clone of the last commit that nothing uncommitted reaches, with what `npm publish` would take from it. */
export interface Scratch {
	folder: string;
	packed: Packed;
	remove(): void;
}

/** Clones, builds and packs, with this clone's dependencies. Throws with the output of what did not work. */
export function openScratch(): Scratch {
	mkdirSync(path.join(root, '.cache'), { recursive: true });
	const folder = mkdtempSync(path.join(root, '.cache', 'release-'));
	const remove = () => rmSync(folder, { recursive: true, force: true });
	try {
		execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, folder]);
		symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
		const quiet = {
			cwd: folder,
			stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'],
		};
		execFileSync(
			process.execPath,
			['--disable-warning=ExperimentalWarning', 'tools/build.mts'],
			quiet,
		);
		const { command, args, shell } = npmCommand();
		const printed = execFileSync(
			command,
			[...args, 'pack', '--json', '--dry-run', '--ignore-scripts'],
			{
				cwd: folder,
				encoding: 'utf8',
				shell,
				stdio: ['ignore', 'pipe', 'ignore'],
			},
		);
		const [packed] = JSON.parse(printed) as [Packed];
		return { folder, packed, remove };
	} catch (failure) {
		remove();
		throw failure;
	}
}
