import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { isRecord } from '../../nodes/Kandji/util/json';
import { isUuid } from '../../simulator/replies.mts';

/** A JSON schema of the kind that n8n shows as an output preview. */
export interface Schema {
	type?: 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string';
	properties?: Record<string, Schema>;
	items?: Schema;
	/** Of the preview itself, at the top only. */
	version?: number;
}

/** `npm run regenerate` sets this: write the previews instead of comparing with them. */
const updating = process.env.UPDATE_SCHEMAS === '1';

/** n8n looks for a preview at `<folder of the node>/__schema__/v<version>/<resource>/<operation>.json`. */
export const SCHEMAS = path.join(__dirname, '../../nodes/Kandji/__schema__/v1.0.0');

/** The schema of values that stand in the same place: what any of them holds, null only where all are null. */
function schemaOf(values: unknown[]): Schema {
	const records = values.filter(isRecord);
	if (records.length > 0) {
		// A key that is an id stands in one tenant only.
		const keys = [...new Set(records.flatMap((record) => Object.keys(record)))].filter(
			(key) => !isUuid(key),
		);
		const properties = keys.map((key) => {
			const inner = records.map((record) => record[key]);
			return [key, schemaOf(inner.filter((value) => value !== undefined))] as const;
		});
		return { type: 'object', properties: Object.fromEntries(properties) };
	}
	const lists = values.filter((value): value is unknown[] => Array.isArray(value));
	if (lists.length > 0) {
		const elements = lists.flat();
		return { type: 'array', items: elements.length > 0 ? schemaOf(elements) : {} };
	}
	const type = typeof values.find((value) => value !== null && value !== undefined);
	return { type: type === 'string' || type === 'number' || type === 'boolean' ? type : 'null' };
}

/** What both schemas promise; undefined where they promise different things. */
function promisedByBoth(one: Schema, other: Schema): Schema | undefined {
	if (one.type === 'null') return other;
	if (other.type === 'null') return one;
	if (one.type !== other.type) return undefined;
	if (one.type === 'array')
		return {
			type: 'array',
			items: one.items && other.items ? (promisedByBoth(one.items, other.items) ?? {}) : {},
		};
	if (one.type !== 'object') return one;
	const properties = Object.entries(one.properties ?? {}).flatMap(([key, mine]) => {
		const theirs = other.properties?.[key];
		const both = theirs && promisedByBoth(mine, theirs);
		return both ? [[key, both] as const] : [];
	});
	return { type: 'object', properties: Object.fromEntries(properties) };
}

/**
 * The output preview of an operation, as the file holds it: n8n has one for all shapes that the output may have, so it
 * promises what each of them has but Raw, which people choose on purpose. Each output is a list of records.
 */
export function previewOf(...outputs: unknown[][]): string {
	const [first, ...others] = outputs.map(schemaOf);
	const promised = others.reduce((both, each) => promisedByBoth(both, each) ?? {}, first);
	return `${JSON.stringify({ ...promised, version: 1 }, null, '\t')}\n`;
}

/** The preview that the package holds; with `UPDATE_SCHEMAS=1` the given one, which is written first. */
export function keptPreview(resource: string, operation: string, preview: string): string {
	const file = path.join(SCHEMAS, resource, `${operation}.json`);
	if (updating) {
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, preview);
	}
	return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
