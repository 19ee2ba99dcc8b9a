import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from './setup.mjs';

/** Runs a JavaScript program under this Node, in the clone, sharing the terminal; answers its exit code. */
export async function runNode(
	program: string,
	args: string[] = [],
	{ env = {}, quiet = false }: { env?: NodeJS.ProcessEnv; quiet?: boolean } = {},
): Promise<number> {
	const child = spawn(process.execPath, [program, ...args], {
		cwd: root,
		stdio: ['ignore', quiet ? process.stderr : 'inherit', 'inherit'],
		env: { ...process.env, ...env },
	});
	return await new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code) => resolve(code ?? 1));
	});
}

/** The file of a command that an installed package brings, e.g. `bin('typescript', 'tsc')`. */
export function bin(packageName: string, command = packageName): string {
	const folder = path.join(root, 'node_modules', packageName);
	const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
		bin: string | Record<string, string>;
	};
	const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
	return path.join(folder, file);
}
