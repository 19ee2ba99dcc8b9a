import { readFileSync } from 'node:fs';
import path from 'node:path';

import { OLDEST_N8N } from '../../nodes/Kandji/client/host';
import { checks } from '../../tools/compat/checks.mts';
import { withRow } from '../../tools/compat/table.mts';
import { compareVersions, nodeFor } from '../../tools/compat/versions.mts';
import { root } from '../../tools/setup.mjs';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const rows = read('docs/compatibility.md')
	.split('\n')
	.filter((line) => /^\| \d/.test(line))
	.map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);

describe('The oldest n8n', () => {
	it.each(['README.md', 'docs/compatibility.md'])('is the same in %s as in the nodes', (file) => {
		expect(read(file)).toContain(`**n8n ${OLDEST_N8N} or later**`);
	});

	it('is the oldest that was run', () => {
		expect(rows[0][0].startsWith(`${OLDEST_N8N}.`)).toBe(true);
	});

	it('is driven every week', () => {
		const workflow = read('.github/workflows/compatibility.yml');
		expect(workflow).toContain(`'${rows[0][0]}'`);
		expect(workflow).toContain('schedule:');
	});
});

describe('The table of what was run', () => {
	it('holds at least four versions, nothing that does not hold, and every check for the oldest', () => {
		expect(rows.length).toBeGreaterThanOrEqual(4);
		for (const [, , ...outcomes] of rows) {
			expect(outcomes.filter((outcome) => !['✓', '–'].includes(outcome))).toEqual([]);
			expect(outcomes).toHaveLength(checks.length);
		}
		expect(rows[0].slice(2)).toEqual(checks.map(() => '✓'));
	});

	it('gets a row in its place, and one version once', () => {
		const empty = 'Before\n<!-- written by npm run compat -->\n<!-- end of the run -->\nAfter\n';
		const held = { Loads: true, List: 'no\nrows | at all' } as const;
		const document = [
			{ n8n: '2.4.8', node: '22.1.0', held },
			{ n8n: '1.123.4', node: '22.1.0', held },
			{ n8n: '1.9.0', node: '22.1.0', held },
			{ n8n: '2.4.8', node: '24.1.0', held },
		].reduce(withRow, empty);
		const versions = [...document.matchAll(/^\| (\d[\d.]+) \| ([\d.]+) \| ✓ \| – \| (.+?) \| –/gm)];
		expect(versions.map(([, n8n, node]) => [n8n, node])).toEqual([
			['1.9.0', '22.1.0'],
			['1.123.4', '22.1.0'],
			['2.4.8', '24.1.0'],
		]);
		expect(versions[0][3]).toBe('✗ no rows \\| at all');
		expect(document).toMatch(/^Before\n[^]*\nAfter\n$/);
	});
});

it.each([
	['>=20.19 <= 24.x', 22],
	['>=22.16', 22],
	['>=24.0.0', 24],
])('an n8n that wants Node %s runs under %i', (engines, node) => {
	expect(nodeFor(engines)).toBe(node);
});

it('versions are compared by their numbers', () => {
	expect(['1.100.1', '1.9.0', '2.0.0'].sort(compareVersions)).toEqual([
		'1.9.0',
		'1.100.1',
		'2.0.0',
	]);
});
