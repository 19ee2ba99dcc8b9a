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

/** What the collection says of a request: how its body is encoded, which keys it has, which parameters the query. */
export interface DocumentedRequest {
	request: string;
	/** `raw` is JSON. */
	mode?: 'raw' | 'urlencoded' | 'formdata';
	/** Of a form the keys, a file's as `file`. */
	body?: Record<string, string>;
	query?: string[];
}

interface Field {
	key: string;
	type?: string;
}

interface Example {
	name: string;
	code?: number | null;
	body?: string | null;
}

/** A folder or a request of a Postman collection. */
interface Entry {
	item?: Entry[];
	request?: {
		method: string;
		url: string | { raw: string; query?: Field[] };
		body?: {
			mode?: DocumentedRequest['mode'];
			raw?: string;
			urlencoded?: Field[];
			formdata?: Field[];
		};
	};
	response?: Example[];
}

const entries = (entry: Entry): Entry[] => entry.item?.flatMap(entries) ?? [entry];

const requestOf = ({ method, url }: NonNullable<Entry['request']>): string => {
	const [raw = ''] = (typeof url === 'string' ? url : url.raw).split('?');
	const where = raw.replace('{{base_url}}', '').replace(/\{\{?\w+\}*|:\w+/g, '{x}');
	return `${method} ${where}`;
};

const joinKinds = (shape: Shape): Record<string, string> =>
	Object.fromEntries(Object.entries(shape).map(([key, kinds]) => [key, kinds.join('|')]));

const documented = (entry: Entry): Documented[] =>
	(entry.response ?? []).map(({ name, code, body }) => ({
		request: entry.request ? requestOf(entry.request) : '',
		name,
		status: code ?? null,
		shape: joinKinds(shapeOf([body ?? ''])),
	}));

function requestShape(request: NonNullable<Entry['request']>): DocumentedRequest {
	const { url, body: { mode, raw = '', urlencoded = [], formdata = [] } = {} } = request;
	const query = typeof url === 'string' ? [] : (url.query ?? []).map(({ key }) => key);
	const fields = [...urlencoded, ...formdata].map(({ key, type }) => [
		key,
		type === 'file' ? 'file' : 'string',
	]);
	const body =
		mode === 'raw'
			? joinKinds(shapeOf([raw]))
			: (Object.fromEntries(fields) as Record<string, string>);
	const empty = Object.keys(body).length === 0 || body['.'] === 'empty';
	return {
		request: requestOf(request),
		...(mode && !empty ? { mode, body } : {}),
		...(query.length > 0 ? { query: [...new Set(query)].sort() } : {}),
	};
}

/** `node tools/shapes.mts postman.json`: writes what test/simulator/documented*.test.mts compare with. */
const [source] = process.argv.slice(2);
if (!source) throw new Error('Give the path of a Postman collection.');
const collection = JSON.parse(readFileSync(source, 'utf8')) as Entry;
const ours = ({ request }: { request: string }): boolean => request.includes(' /api/');
const shapes = entries(collection).flatMap(documented).filter(ours);
const requests = entries(collection)
	.flatMap(({ request }) => (request ? [requestShape(request)] : []))
	.filter(ours);

async function write(name: string, content: unknown): Promise<void> {
	const target = path.join(import.meta.dirname, '../test/simulator', name);
	const options = await resolveConfig(target);
	writeFileSync(target, await format(JSON.stringify(content), { ...options, filepath: target }));
}
await write('shapes.json', shapes);
await write('requests.json', requests);
process.stdout.write(`${shapes.length} examples of ${requests.length} requests\n`);
