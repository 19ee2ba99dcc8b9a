import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { NodeHelpers } from 'n8n-workflow';

import { gallery } from '../../tools/gallery.mts';
import { listOperations } from '../../tools/operations.mts';
import { operationPages, PAGES } from '../../tools/pages.mts';
import { describeNode, exampleOf, offered } from '../../tools/panel.mts';
import { root } from '../../tools/setup.mjs';
import { tables, withTables } from '../../tools/tables.mts';

const pages = globSync(['README.md', 'docs/**/*.md', 'workflows/README.md'], { cwd: root });

describe('The generated tables', () => {
	it.each(pages)('of %s are those of the catalogue (else: npm run docs)', (page) => {
		const text = readFileSync(path.join(root, page), 'utf8');
		expect(withTables(text, { ...tables(listOperations()), ...gallery() })).toBe(text);
	});

	it('replace what stands between their markers and nothing else', () => {
		const page = 'Before\n<!-- generated: operations -->\nold\n<!-- end -->\nAfter\n';
		const fresh = withTables(page, { operations: '| new |' });
		expect(fresh).toBe(
			'Before\n<!-- generated: operations -->\n\n| new |\n\n<!-- end -->\nAfter\n',
		);
		expect(withTables(fresh, { operations: '| new |' })).toBe(fresh);
	});

	it('mark a permission whose name no source states', () => {
		const { permissions } = tables([
			{
				resource: 'Device',
				operation: 'Get',
				method: 'GET',
				path: '/api/v1/devices/{device}',
				permission: 'Device Information > Device ID',
				permissionStated: false,
				alsoNeeds: [],
				risk: 'read',
			},
		]);
		expect(permissions).toContain('| Device Information > Device ID \\* | Device: Get |');
	});
});

describe('The pages of the operations', () => {
	const wanted = operationPages(listOperations());

	it.each([...wanted.keys()])('%s is made of the catalogue (else: npm run docs)', (page) => {
		expect(readFileSync(path.join(root, page), 'utf8')).toBe(wanted.get(page));
	});

	it('are all that stands in their folder', () => {
		const found = globSync(`${PAGES}/*`, { cwd: root }).map((file) =>
			file.replaceAll(path.sep, '/'),
		);
		expect(found.sort()).toEqual([...wanted.keys()].sort());
	});

	const node = describeNode();
	const all = offered(node);
	const cases = all.map((each) => [each.resource.name, each.operation.name, each] as const);

	it.each(cases)('show an example of %s > %s that n8n takes without a complaint', (_, __, each) => {
		const parameters = exampleOf(each);
		const example = {
			id: '',
			name: '',
			type: '',
			typeVersion: 1,
			position: [0, 0] as [number, number],
		};
		const { properties } = node;
		const taken = NodeHelpers.getNodeParameters(properties, parameters, true, false, null, node);
		const filled = { ...example, parameters: taken ?? {} };
		const issues = NodeHelpers.getNodeParametersIssues(properties, filled, node);
		expect(issues?.parameters ?? {}).toEqual({});
	});
});
