import { globSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { unpackPackage } from '../../tools/pack.mts';
import { root } from '../../tools/setup.mjs';
import { manifest } from './description.mts';

describe('The published package', () => {
	const folder = unpackPackage();
	const published = globSync('package/**', { cwd: folder, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(
			(entry) => path.relative(path.join(folder, 'package'), entry.parentPath) + `/${entry.name}`,
		)
		.map((file) => file.split(path.sep).join('/').replace(/^\//, ''));

	afterAll(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it('holds compiled code, icons, codex files, and previews, and nothing else', () => {
		const belongs =
			/^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/(nodes|credentials|icons)\/.*\.(js|svg|json))$/;
		expect(published.filter((file) => !belongs.test(file))).toEqual([]);
		expect(published).toEqual(
			expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']),
		);
	});

	it('holds every node and credential that it declares, and an icon for each theme', () => {
		const { nodes, credentials } = manifest.n8n;
		expect(published).toEqual(expect.arrayContaining([...nodes, ...credentials]));
		expect(published).toEqual(
			expect.arrayContaining(['dist/icons/kandji.svg', 'dist/icons/kandji.dark.svg']),
		);
	});

	it('declares every node and credential that it holds', () => {
		const held = published.filter((file) => /\.(node|credentials)\.js$/.test(file)).sort();
		expect([...manifest.n8n.nodes, ...manifest.n8n.credentials].sort()).toEqual(held);
	});

	it('depends on nothing but the n8n that runs it', () => {
		expect(manifest.dependencies ?? {}).toEqual({});
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('requires only what n8n Cloud lets verified nodes load', () => {
		const allowed = /^(\.|n8n-workflow$|zod$|lodash$|luxon$|crypto$)/;
		const required = published
			.filter((file) => file.endsWith('.js'))
			.flatMap((file) => [
				...readFileSync(path.join(folder, 'package', file), 'utf8').matchAll(
					/require\("([^"]+)"\)/g,
				),
			])
			.map(([, name]) => name);
		expect(required.filter((name) => !allowed.test(name))).toEqual([]);
	});

	it('is locked without naming a registry', () => {
		const lockfile = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
		expect(lockfile).not.toContain('"resolved"');
	});
});
