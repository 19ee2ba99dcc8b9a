/** What may stand at a key: the kinds of JSON, `empty` for no body and `text` for one that is not JSON. */
export type Kind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'empty' | 'text';

/** The kinds at each path of one or several bodies: `.` is the body itself, `results[].user.email` a key within. */
export type Shape = Record<string, Kind[]>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const kindOf = (value: unknown): Kind => {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : (typeof value as Kind);
};

/** Keys that are ids stand for each other. */
const keyOf = (key: string): string => (UUID.test(key) ? '{uuid}' : key);

function visit(value: unknown, path: string, into: Map<string, Set<Kind>>): void {
	const kinds = into.get(path) ?? new Set();
	into.set(path, kinds.add(kindOf(value)));
	const base = path === '.' ? '' : path;
	if (Array.isArray(value)) for (const each of value) visit(each, `${base}[]`, into);
	else if (typeof value === 'object' && value !== null) {
		for (const [key, inner] of Object.entries(value)) {
			visit(inner, base === '' ? keyOf(key) : `${base}.${keyOf(key)}`, into);
		}
	}
}

/** A body as JSON where it is JSON; collections write comments, `...` and commas too many into theirs. */
function read(text: string): { json: unknown } | undefined {
	const repaired = text
		.replace(/(?<![:"\w])\/\/.*$/gm, '')
		.replace(/\{\s*\.\.\.\s*\}/g, '{}')
		.replace(/^\s*\.\.\.,?\s*$/gm, '')
		.replace(/,(\s*[\]}])/g, '$1');
	for (const each of [text, repaired]) {
		try {
			return { json: JSON.parse(each) as unknown };
		} catch {
			continue;
		}
	}
	return undefined;
}

const NO_BODY = /^(No body returned for response)?$/;

/** The shape of bodies taken together: what at least one of them has. */
export function shapeOf(bodies: readonly string[]): Shape {
	const into = new Map<string, Set<Kind>>();
	for (const body of bodies) {
		const parsed = read(body);
		if (parsed) visit(parsed.json, '.', into);
		else
			into.set('.', (into.get('.') ?? new Set()).add(NO_BODY.test(body.trim()) ? 'empty' : 'text'));
	}
	return Object.fromEntries([...into].sort().map(([path, kinds]) => [path, [...kinds].sort()]));
}
