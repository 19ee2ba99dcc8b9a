import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { changesOf, obstacles, repositoryOf, withDate } from '../../tools/release/obstacles.mts';
import type { Candidate } from '../../tools/release/obstacles.mts';
import { npmCommand, root } from '../../tools/setup.mjs';

const changelog = `# Changelog

## [0.2.0] - Unreleased

### Added

- By hand.

## [0.1.0] - 2026-01-02

- Before.
`;

const ready: Candidate = {
	manifest: {
		version: '0.1.0',
		homepage: 'https://github.com/acme/kandji',
		author: { email: 'people@acme.com' },
		repository: { url: 'git+https://github.com/acme/kandji.git' },
	},
	changelog,
	origin: 'git@github.com:acme/kandji.git',
	branch: 'main',
	changed: [],
	tags: ['0.1.0'],
	files: { 'README.md': 'see https://github.com/acme/kandji' },
};

describe('A release', () => {
	it('goes where nothing stands in its way', () => {
		expect(obstacles(ready, '0.2.0')).toEqual([]);
	});

	it.each<[string, Partial<Candidate>, string, RegExp]>([
		['no version', {}, 'next', /"next" is no version/],
		['a version without words in the changelog', {}, '0.3.0', /nothing under "## \[0\.3\.0\]/],
		['a version that was tagged', {}, '0.1.0', /tag 0\.1\.0 exists/],
		['a clone without a remote', { origin: '' }, '0.2.0', /no remote "origin"/],
		[
			'metadata that names another repository, in every file',
			{ origin: 'https://github.com/acme/other' },
			'0.2.0',
			/acme\/kandji, but "origin" is acme\/other.*package\.json, README\.md/,
		],
		[
			'an email that reaches nobody',
			{ manifest: { ...ready.manifest, author: { email: 'people@kandji.invalid' } } },
			'0.2.0',
			/reaches nobody/,
		],
		['another branch', { branch: 'work' }, '0.2.0', /not on work/],
		['uncommitted changes', { changed: ['README.md'] }, '0.2.0', /Commit or undo first: README/],
	])('is refused for %s', (_, change, version, words) => {
		expect(obstacles({ ...ready, ...change }, version)[0]).toMatch(words);
	});

	it('dates its part of the changelog, and leaves what people wrote as it is', () => {
		const dated = withDate(changelog, '0.2.0', '2026-02-03');
		expect(dated).toBe(changelog.replace('0.2.0] - Unreleased', '0.2.0] - 2026-02-03'));
		expect(changesOf(dated, '0.2.0')).toBe('### Added\n\n- By hand.');
		expect(changesOf(dated, '0.1.0')).toBe('- Before.');
	});

	it('knows a repository by any of its addresses', () => {
		const addresses = [
			'git+https://github.com/acme/kandji.git',
			'https://github.com/acme/kandji/',
			'git@github.com:acme/kandji.git',
			'ssh://git@github.com/acme/kandji',
		];
		expect(new Set(addresses.map(repositoryOf))).toEqual(new Set(['acme/kandji']));
	});
});

it('npm publish from a machine of a person sends nothing, although .npmrc skips scripts', async () => {
	const asked: string[] = [];
	const registry = createServer((request, response) => {
		asked.push(`${request.method} ${request.url}`);
		request.resume().on('end', () => response.writeHead(404).end('{}'));
	});
	await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
	const host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
	try {
		const { command, args, shell } = npmCommand();
		const own = Object.entries(process.env).filter(
			([name]) => !/^(CI|GITHUB|GITLAB|ACTIONS|npm_)/i.test(name),
		);
		const publish = [`--registry=http://${host}/`, `--//${host}/:_authToken=none`];
		const child = spawn(command, [...args, 'publish', ...publish], {
			cwd: root,
			shell,
			env: Object.fromEntries(own),
		});
		let said = '';
		child.stderr.on('data', (text) => (said += text));
		const code = await new Promise((resolve) => child.once('close', resolve));
		expect(code).not.toBe(0);
		expect(said).toContain('provenance');
		expect(asked.filter((line) => !line.startsWith('GET '))).toEqual([]);
	} finally {
		registry.close();
	}
}, 120_000);
