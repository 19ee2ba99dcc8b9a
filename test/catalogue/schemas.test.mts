import { globSync } from 'node:fs';
import path from 'node:path';
import { loadOutputSchema } from 'n8n-core';

import { resources } from '../../nodes/Kandji/catalogue';
import { SCHEMAS } from './schema.mts';
import type { Schema } from './schema.mts';

const TYPES = ['array', 'boolean', 'null', 'number', 'object', 'string'];

/** Where a preview is no schema that n8n shows. */
function faults({ type, properties = {}, items = {} }: Schema, where: string): string[] {
	const inner = Object.entries(properties).flatMap(([key, each]) =>
		faults(each, `${where}.${key}`),
	);
	const list = Object.keys(items).length > 0 ? faults(items, `${where}[]`) : [];
	return [...(type && TYPES.includes(type) ? [] : [`${where}: ${type}`]), ...inner, ...list];
}

const all = resources.flatMap(({ value: resource, operations }) =>
	operations.map(({ value: operation }) => ({ resource, operation })),
);
/** The plan of Kandji Asset Sync, which has no resources. */
const plan = { resource: '', operation: 'plan' };

// What they say is compared with the simulator's answers where all operations run, in operations.test.mts.
describe('The output previews', () => {
	it('are there for every operation, and for nothing else (else: npm run regenerate)', () => {
		const wanted = [...all, plan].map(({ resource, operation }) =>
			path.join(resource, `${operation}.json`),
		);
		expect(globSync('**/*.json', { cwd: SCHEMAS }).sort()).toEqual(wanted.sort());
	});

	it.each([...all, plan])('$resource $operation is found by n8n and describes one item', (each) => {
		const nodeDir = path.resolve(SCHEMAS, '../..');
		const preview = loadOutputSchema({ nodeDir, version: 1, ...each }) as Schema;
		expect(preview).toMatchObject({ type: 'object', version: 1 });
		expect(Object.keys(preview.properties ?? {})).not.toHaveLength(0);
		expect(preview.properties).not.toHaveProperty('error');
		expect(faults(preview, '')).toEqual([]);
	});
});
