import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { unpackPackage } from '../../tools/pack.mts';
import { buildSimulator } from '../../tools/simulator-package.mts';
import { root } from '../../tools/setup.mjs';
import { manifest } from './description.mts';

/** Compiles and packs three megabytes. */
const PATIENCE_MS = 120_000;

describe('The package of the simulator', () => {
	const elsewhere = mkdtempSync(path.join(tmpdir(), 'kandji-simulator-'));
	const unpacked = path.join(elsewhere, 'package');
	let own: { version: string; dependencies: Record<string, string>; bin: Record<string, string> };

	beforeAll(async () => {
		const built = path.join(elsewhere, 'built');
		await buildSimulator(built);
		const folder = unpackPackage(built);
		renameSync(path.join(folder, 'package'), unpacked);
		rmSync(folder, { recursive: true });
		own = JSON.parse(readFileSync(path.join(unpacked, 'package.json'), 'utf8')) as typeof own;
	}, PATIENCE_MS);

	afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

	it('holds what was built, its dependencies and nothing of the nodes', () => {
		const files = globSync('**/*', { cwd: unpacked, exclude: ['node_modules'] })
			.map((file) => file.split(path.sep).join('/'))
			.filter((file) => path.extname(file) !== '' || file === 'LICENSE');
		const belongs = /^(package\.json|README\.md|LICENSE|dist\/(areas\/)?[a-zA-Z-]+\.(mjs|d\.mts))$/;
		expect(files.filter((file) => !belongs.test(file))).toEqual([]);
		expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/main.mjs']));
		const inside = Object.keys(own.dependencies).map((name) => `node_modules/${name}/package.json`);
		expect(globSync(inside, { cwd: unpacked })).toHaveLength(inside.length);
	});

	it('has the version and the dependencies of this clone', () => {
		expect(own.version).toBe(manifest.version);
		expect(manifest.devDependencies).toMatchObject(own.dependencies);
	});

	it('starts by its command where nothing else is installed, and answers as a tenant', async () => {
		const program = path.join(unpacked, own.bin['kandji-simulator'] ?? '');
		expect(readFileSync(program, 'utf8').split('\n', 1)).toEqual(['#!/usr/bin/env node']);
		const child = spawn(process.execPath, [program, '--port', '0', '--devices', '7'], {
			cwd: elsewhere,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		try {
			const said = await new Promise<string>((resolve) => {
				child.stdout.once('data', (text) => resolve(String(text)));
			});
			const [, url, token] =
				/^Kandji simulator: 7 devices at (\S+) with token (\S+)\n$/.exec(said) ?? [];
			const answer = await fetch(`${url}/api/v1/devices`, {
				headers: { authorization: `Bearer ${token}` },
			});
			expect(await answer.json()).toHaveLength(7);
		} finally {
			child.kill();
		}
	});

	it('is no part of the package of the nodes', () => {
		expect(manifest.files).toEqual(['dist', 'CHANGELOG.md']);
		expect(globSync('dist/**/simulator*', { cwd: root })).toEqual([]);
	});
});
