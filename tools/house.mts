/**
 * `npm run house`: which room imports which, how long files and functions are, and whether every arrow points the way
 * that README says. Ends with 1 where one does not. `-- --root FOLDER` looks at another copy of the nodes.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { cruise } from 'dependency-cruiser';
import type { ICruiseResult, IForbiddenRuleType } from 'dependency-cruiser';
import ts from 'typescript';

import { root as clone } from './setup.mjs';

/** Each room of nodes/Kandji and the rooms that it may import; `nodes` are the node files themselves. */
const ARROWS: Record<string, string[]> = {
	nodes: ['engine', 'trigger', 'sync', 'catalogue', 'locate'],
	engine: ['catalogue', 'procedures', 'items', 'locate', 'shapes', 'api', 'fields', 'client'],
	trigger: ['locate', 'shapes', 'api', 'fields', 'client'],
	sync: ['catalogue', 'items', 'locate', 'shapes', 'api', 'fields', 'client'],
	catalogue: ['procedures', 'locate', 'shapes', 'api', 'fields'],
	procedures: ['shapes', 'api', 'fields', 'client'],
	locate: ['api', 'fields', 'client'],
	items: ['fields', 'client'],
	shapes: ['client'],
	api: ['client'],
	fields: [],
	client: [],
	util: [],
};

/** A room that knows nothing of Kandji, which every other room may import. */
const SHARED = 'util';

/** Single files beside: n8n looks for the credential's test in the nodes. */
const FILES: Record<string, string> = {
	nodes: 'client/credentialTest.ts',
};

/** Packages that n8n's review allows at run time. */
const PACKAGES = ['n8n-workflow', 'zod', 'lodash', 'luxon', 'crypto'];

const { values } = parseArgs({ options: { root: { type: 'string', default: clone } } });
const root = path.resolve(values.root);
const house = 'nodes/Kandji';

const roomOf = (file: string): string => {
	const [first, ...rest] = file.slice(`${house}/`.length).split('/');
	return rest.length === 0 ? 'nodes' : first;
};

const pathOf = (room: string) => (room === 'nodes' ? `^${house}/[^/]+$` : `^${house}/${room}/`);

const forbidden: IForbiddenRuleType[] = [
	{ name: 'no circle', severity: 'error', from: {}, to: { circular: true } },
	{
		name: 'only what the host provides',
		severity: 'error',
		from: {},
		to: { pathNot: [`^${house}/`, `(^|/)(${PACKAGES.join('|')})(/|$)`] },
	},
	...Object.entries(ARROWS).map(
		([room, targets]): IForbiddenRuleType => ({
			name: `${room} imports no more than ${targets.join(', ') || 'itself'}`,
			severity: 'error',
			from: { path: pathOf(room) },
			to: {
				path: `^${house}/`,
				pathNot: [
					pathOf(room),
					pathOf(SHARED),
					...targets.map(pathOf),
					...(FILES[room] ? [`^${house}/${FILES[room]}$`] : []),
				],
			},
		}),
	),
	{
		name: 'every room is in the plan',
		severity: 'error',
		from: { path: `^${house}/`, pathNot: Object.keys(ARROWS).map(pathOf) },
		to: {},
	},
];

const { output } = await cruise([house], {
	baseDir: root,
	ruleSet: { forbidden },
	validate: true,
	doNotFollow: { path: 'node_modules' },
	tsPreCompilationDeps: true,
	enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
});
const { modules, summary } = output as ICruiseResult;
const own = modules.filter(({ source }) => source.startsWith(`${house}/`));

/** Lines of every function of a file, by its name. */
function functionsOf(file: string): Array<{ name: string; lines: number }> {
	const source = ts.createSourceFile(
		file,
		readFileSync(path.join(root, file), 'utf8'),
		ts.ScriptTarget.Latest,
		true,
	);
	const found: Array<{ name: string; lines: number }> = [];
	const visit = (node: ts.Node) => {
		if (ts.isFunctionLike(node) && 'body' in node && node.body) {
			const lineOf = (place: number) => source.getLineAndCharacterOfPosition(place).line;
			const lines = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1;
			// An arrow is called like what holds it.
			const holder = node.parent as { name?: ts.Node } | undefined;
			found.push({ name: (node.name ?? holder?.name)?.getText() ?? '(arrow)', lines });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

const median = (numbers: number[]) =>
	numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
const longest = <T extends { lines: number }>(all: T[]) =>
	all.reduce((most, one) => (one.lines > most.lines ? one : most));

const rooms = Object.keys(ARROWS).filter((room) =>
	own.some(({ source }) => roomOf(source) === room),
);

/** The lengths and imports of a room, or of the whole house. */
function row(room: string, sources: typeof own) {
	const files = sources.map(({ source }) => ({
		name: path.basename(source),
		lines: readFileSync(path.join(root, source), 'utf8').split('\n').length - 1,
	}));
	const functions = sources.flatMap(({ source }) => functionsOf(source));
	const file = longest(files);
	const one = functions.length > 0 ? longest(functions) : { name: '', lines: 0 };
	return {
		room,
		files: files.length,
		lines: files.reduce((sum, { lines }) => sum + lines, 0),
		'median file': median(files.map(({ lines }) => lines)),
		'longest file': `${file.name} ${file.lines}`,
		'median function': median(functions.map(({ lines }) => lines)),
		'longest function': `${one.name} ${one.lines}`,
	};
}

const of = (room: string) => own.filter(({ source }) => roomOf(source) === room);
console.table([...rooms.map((room) => row(room, of(room))), row('all', own)]);

/** How often a room imports each other one: rows import columns. */
const importsOf = (room: string) => {
	const to = of(room)
		.flatMap(({ dependencies }) => dependencies.map(({ resolved }) => resolved))
		.filter((target) => target.startsWith(`${house}/`))
		.map(roomOf);
	const counts = rooms.map((other) => [
		other,
		other === room ? '-' : to.filter((target) => target === other).length || '',
	]);
	return Object.fromEntries(counts);
};
console.table(Object.fromEntries(rooms.map((room) => [room, importsOf(room)])));
for (const { from, to, rule } of summary.violations)
	console.error(`✗ ${rule.name}: ${from} -> ${to}`);
process.exitCode = summary.violations.length === 0 ? 0 : 1;
