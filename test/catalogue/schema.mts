import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { isRecord } from '../../nodes/Kandji/client/json';
import { isUuid } from '../../simulator/replies.mts';

/** A JSON schema of the kind that n8n shows as an output preview. */
export interface Schema {
	type?: 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string';
	properties?: Record<string, Schema>;
	items?: Schema;
	/** Of the preview itself, at the top only. */
	version?: number;
}

/** `npm run schemas` sets this: write the previews instead of comparing with them. */
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

/** The output preview of an operation that gave these records, as the file holds it. */
export const previewOf = (records: unknown[]): string =>
	`${JSON.stringify({ ...schemaOf(records), version: 1 }, null, '\t')}\n`;

/** The preview that the package holds; with `UPDATE_SCHEMAS=1` the given one, which is written first. */
export function keptPreview(resource: string, operation: string, preview: string): string {
	const file = path.join(SCHEMAS, resource, `${operation}.json`);
	if (updating) {
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, preview);
	}
	return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
