import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { resources } from '../../nodes/Kandji/catalogue';
import { isRead, samplesOf } from './samples.mts';
import { SCHEMAS } from './schema.mts';
import type { Schema } from './schema.mts';

const TYPES = ['array', 'boolean', 'null', 'number', 'object', 'string'];

/** Where a preview is no schema that n8n shows. */
function faults({ type = '', properties = {}, items }: Schema, where: string): string[] {
	const inner = Object.entries(properties).flatMap(([key, each]) =>
		faults(each, `${where}.${key}`),
	);
	const list = items && Object.keys(items).length > 0 ? faults(items, `${where}[]`) : [];
	return [...(TYPES.includes(type) ? [] : [`${where}: ${type}`]), ...inner, ...list];
}

// What they say is compared with the simulator's answers where all operations run, in operations.test.mts.
describe('The output previews', () => {
	const files = globSync('**/*.json', { cwd: SCHEMAS }).sort();
	const reads = resources.flatMap(samplesOf).filter(({ operation }) => isRead(operation));

	it('are there for every operation that reads, and for no other', () => {
		const wanted = reads.map(
			({ resource, operation }) => `${resource.value}/${operation.value}.json`,
		);
		expect(files).toEqual([...new Set(wanted)].sort());
	});

	it.each(files)('%s describes one item as n8n shows it', (file) => {
		const preview = JSON.parse(readFileSync(path.join(SCHEMAS, file), 'utf8')) as Schema;
		expect(preview).toMatchObject({ type: 'object', version: 1 });
		expect(Object.keys(preview.properties ?? {})).not.toHaveLength(0);
		expect(preview.properties).not.toHaveProperty('error');
		expect(faults(preview, file)).toEqual([]);
	});
});
