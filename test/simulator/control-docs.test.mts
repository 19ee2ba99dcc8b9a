import { readFileSync } from 'node:fs';
import path from 'node:path';

import { adeOf } from '../../simulator/areas/ade.mts';
import { libraryOf } from '../../simulator/areas/library.mts';
import { threatsOf } from '../../simulator/areas/threats.mts';
import { root } from '../../tools/setup.mjs';
import { benchForFile } from './harness.mts';

const simulator = benchForFile();
const page = readFileSync(path.join(root, 'docs', 'simulator.md'), 'utf8');

interface Line {
	line: string;
	method: string;
	where: string;
	body?: string;
}

/** The calls of the page, as curl would send them. */
const lines = page.split('\n').flatMap((line): Line[] => {
	const [, method = 'GET', where, , body] =
		/^curl (?:-X (\w+) )?\$S(\S*)( -d '(.*)')?$/.exec(line) ?? [];
	return where === undefined ? [] : [{ line, method, where, body }];
});

/** Something that exists, for the words in capitals. */
const named = (text: string): string => {
	const { tenant } = simulator;
	const { devices, users, blueprints } = tenant;
	return text
		.replace('DEVICE_ID', [...devices.keys()][0] ?? '')
		.replace('USER_ID', [...users.keys()][0] ?? '')
		.replace('BLUEPRINT_ID', [...blueprints.keys()][0] ?? '')
		.replace('ADE_RECORD', [...adeOf(tenant).devices.keys()][0] ?? '')
		.replace('ADE_TOKEN', [...adeOf(tenant).integrations.keys()][0] ?? '')
		.replace('FILE_HASH', String(threatsOf(tenant).threats[0]?.file_hash))
		.replace('ITEM_ID', [...libraryOf(tenant).items.keys()][0] ?? '')
		.replace('someone@accuhive.example', [...users.values()][0]?.email ?? '');
};

describe('docs/simulator.md', () => {
	it.each(lines)('says what works: $line', async ({ method, where, body }) => {
		const answer = await fetch(`${simulator.url}/simulator${named(where)}`, {
			method,
			...(body === undefined ? {} : { body: named(body) }),
		});
		expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
	});

	it('shows every call that there is', async () => {
		const { body } = await simulator.call('GET /simulator');
		const shown = lines.map(({ method, where }) => `${method} /simulator${where}`);
		const listed = Object.keys(body as Record<string, string>)
			.map((each) => each.replace(/:\w+$/, ''))
			.filter((each) => each !== 'GET /simulator' && !shown.some((line) => line.startsWith(each)));
		expect(listed).toEqual([]);
	});

	it('says every flag that the help says', () => {
		const help = readFileSync(path.join(root, 'simulator', 'main.mts'), 'utf8');
		const flags = [...help.matchAll(/^ {2}(--[a-z]+) /gm)].map(([, flag]) => flag ?? '');
		expect(flags.length).toBeGreaterThan(10);
		expect(flags.filter((flag) => !page.includes(`\`${flag}`))).toEqual([]);
	});
});
