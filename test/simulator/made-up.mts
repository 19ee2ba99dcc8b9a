import type { Documented } from '../../tools/shapes.mts';

/** Where a page ends, so that one page is all there is. */
const PAGING: Record<string, unknown> = {
	next: null,
	previous: null,
	cursor: null,
	offset: 0,
	page: 1,
	count: 1,
	total: 1,
	total_count: 1,
};
const A_DATE = /date|_at$|_on$|enrollment$|check_in|_time$|expiry|last_(pushed|seen)/;
const AN_ID = '0d4f7c1a-5b1e-4f0e-9d55-6f1a2c3b4d5e';

/** A value of a kind, telling where it stands. */
function valueOf(path: string, kind: string): unknown {
	const name = path.split('.').at(-1) ?? path;
	// A user that is no object is nobody (docs/kandji-api.md T03).
	if (kind === 'string' && name === 'user') return '';
	// A yes or no that Kandji writes as a text (docs/kandji-api.md T05).
	if (kind === 'string' && name === 'supervised') return 'True';
	if (kind === 'string') return A_DATE.test(name) ? '2026-01-02T03:04:05.678901Z' : `the ${path}`;
	return { number: 7, boolean: true, array: [], object: {}, null: null }[kind];
}

/** Puts a value where a path such as `results[].user.email` says. */
function put(body: unknown, path: string[], value: unknown): unknown {
	const [step, ...rest] = path;
	if (step === undefined) return value;
	if (step === '[]') {
		// What is now a list, now an object, is here the object.
		return body === undefined || Array.isArray(body) ? [put(body?.[0], rest, value)] : body;
	}
	const before = Object(body) as Record<string, unknown>;
	const key = step === '{uuid}' ? AN_ID : step;
	return { ...before, [key]: put(before[key], rest, value) };
}

/**
 * A body of a documented shape, with values of our own: lists have one row, what may be null or something is
 * something. Undefined for an example that is no JSON.
 */
export function bodyOf({ shape }: Documented): unknown {
	if (['text', 'empty'].includes(shape['.'] ?? '')) return undefined;
	let body: unknown;
	// The paths are sorted, so that objects and lists come before what they hold.
	for (const [path, kinds] of Object.entries(shape)) {
		const steps = path === '.' ? [] : path.replaceAll('[]', '.[]').split('.').filter(Boolean);
		const kind = ['object', ...kinds.split('|')].find(
			(each) => each !== 'null' && kinds.includes(each),
		);
		const value = path in PAGING ? PAGING[path] : valueOf(path, kind ?? 'null');
		body = put(body, steps, value);
	}
	return body;
}
