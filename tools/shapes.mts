import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { shapeOf } from './shape.mts';
import type { Shape } from './shape.mts';

/** The shape of one documented example, without any of its values. */
export interface Documented {
	/** `GET /api/v1/devices/{x}`. */
	request: string;
	/** What the collection calls the example. */
	name: string;
	/** `null` where none was recorded. */
	status: number | null;
	shape: Record<string, string>;
}

interface Example {
	name: string;
	code?: number | null;
	body?: string | null;
}

/** A folder or a request of a Postman collection. */
interface Entry {
	item?: Entry[];
	request?: { method: string; url: string | { raw: string } };
	response?: Example[];
}

const entries = (entry: Entry): Entry[] => entry.item?.flatMap(entries) ?? [entry];

const requestOf = ({ method, url }: NonNullable<Entry['request']>): string => {
	const [raw = ''] = (typeof url === 'string' ? url : url.raw).split('?');
	const where = raw.replace('{{base_url}}', '').replace(/\{\{?\w+\}*|:\w+/g, '{x}');
	return `${method} ${where}`;
};

const told = (shape: Shape): Record<string, string> =>
	Object.fromEntries(Object.entries(shape).map(([key, kinds]) => [key, kinds.join('|')]));

const documented = (entry: Entry): Documented[] =>
	(entry.response ?? []).map(({ name, code, body }) => ({
		request: entry.request ? requestOf(entry.request) : '',
		name,
		status: code ?? null,
		shape: told(shapeOf([body ?? ''])),
	}));

/** `node tools/shapes.mts postman.json`: writes what test/simulator/documented.test.mts compares with. */
const [source] = process.argv.slice(2);
if (!source) throw new Error('Give the path of a Postman collection.');
const collection = JSON.parse(readFileSync(source, 'utf8')) as Entry;
const shapes = entries(collection)
	.flatMap(documented)
	.filter(({ request }) => request.includes(' /api/'));
const target = path.join(import.meta.dirname, '../test/simulator/shapes.json');
const options = await resolveConfig(target);
writeFileSync(target, await format(JSON.stringify(shapes), { ...options, filepath: target }));
process.stdout.write(`${shapes.length} examples in ${target}\n`);
