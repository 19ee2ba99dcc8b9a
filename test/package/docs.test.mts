import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { listOperations } from '../../tools/operations.mts';
import { root } from '../../tools/setup.mjs';
import { tables, withTables } from '../../tools/tables.mts';

const pages = globSync(['README.md', 'docs/**/*.md'], { cwd: root });

describe('The generated tables', () => {
	it.each(pages)('of %s are those of the catalogue (else: npm run docs)', (page) => {
		const text = readFileSync(path.join(root, page), 'utf8');
		expect(withTables(text, tables(listOperations()))).toBe(text);
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
