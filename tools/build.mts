/** `npm run build`: sources -> dist, with tsc and gulp; nothing is bundled. */
import { createHash } from 'node:crypto';
import {
	existsSync,
	globSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

import { bin, runNode } from './exec.mts';
import { locked, root, say } from './setup.mjs';

const inputs = [
	'{nodes,credentials,icons}/**/*.*',
	'tsconfig.json',
	'gulpfile.js',
	'package-lock.json',
];
const dist = path.join(root, 'dist');
const stamp = path.join(root, '.cache', 'build');

function fingerprint(): string {
	const hash = createHash('sha256');
	for (const file of globSync(inputs, { cwd: root }).sort()) {
		const where = path.join(root, file);
		if (statSync(where).isFile()) hash.update(file).update(readFileSync(where));
	}
	return hash.digest('hex');
}

/** Builds into a folder beside and swaps it in whole, so that a running n8n never sees half a dist. */
async function rebuild(): Promise<boolean> {
	const fresh = path.join(root, '.cache', 'dist-new');
	const old = path.join(root, '.cache', 'dist-old');
	for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
	const steps: Array<[string, string[]]> = [
		[bin('typescript', 'tsc'), ['--outDir', fresh]],
		[bin('gulp'), ['--silent']],
	];
	for (const [program, args] of steps) {
		const code = await runNode(program, args, { env: { OUT_DIR: fresh }, quiet: true });
		if (code !== 0) {
			say(`Build failed in ${path.basename(program)}.`);
			return false;
		}
	}
	if (existsSync(dist)) renameSync(dist, old);
	renameSync(fresh, dist);
	rmSync(old, { recursive: true, force: true });
	say('Built dist.');
	return true;
}

/** Brings dist up to date; does nothing when the sources are those of the last build. */
export async function build({ always = false } = {}): Promise<boolean> {
	return await locked(async () => {
		const wanted = fingerprint();
		const built = existsSync(stamp) && existsSync(dist) ? readFileSync(stamp, 'utf8') : '';
		if (built === wanted && !always) return true;
		rmSync(stamp, { force: true });
		if (!(await rebuild())) return false;
		writeFileSync(stamp, wanted);
		return true;
	});
}

if (argv[1] === fileURLToPath(import.meta.url)) {
	process.exitCode = (await build({ always: true })) ? 0 : 1;
}
