/**
 * `node tools/run.mjs <program> [arguments]`: sets the clone up if needed, then runs the program under
 * a Node that n8n accepts and ends with its exit code.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureSetUp, root, say, SetupFailure, signals } from './setup.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
	say(`Node ${process.versions.node} is too old: install Node 20.19 or later and run this again.`);
	process.exit(1);
}

const [program, ...args] = process.argv.slice(2);
try {
	const node = await ensureSetUp();
	const pathName = Object.keys(process.env).find((name) => /^path$/i.test(name)) ?? 'PATH';
	const bins = [path.dirname(node), path.join(root, 'node_modules', '.bin'), process.env[pathName]];
	const child = spawn(node, ['--disable-warning=ExperimentalWarning', program, ...args], {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, [pathName]: bins.filter(Boolean).join(path.delimiter) },
	});
	for (const signal of signals) process.on(signal, () => child.kill(signal));
	child.on('exit', (code) => process.exit(code ?? 1));
} catch (failure) {
	if (!(failure instanceof SetupFailure)) throw failure;
	say(failure.message);
	process.exit(1);
}
