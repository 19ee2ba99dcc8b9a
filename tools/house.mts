/**
 * `npm run house`: which room imports which, how long files and functions are, and whether every arrow points the way
 * that tools/arrows.mts says. Ends with 1 where one does not. `-- --root FOLDER` looks at another copy.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { cruise } from 'dependency-cruiser';
import type { ICruiseResult } from 'dependency-cruiser';
import ts from 'typescript';

import { ARROWS, FOLDERS, forbidden, house } from './arrows.mts';
import { root as clone } from './setup.mjs';

const { values } = parseArgs({ options: { root: { type: 'string', default: clone } } });
const root = path.resolve(values.root);

const roomOf = (file: string): string => {
	const [first, ...rest] = file.slice(`${house}/`.length).split('/');
	return rest.length === 0 ? 'nodes' : first;
};

const folders = Object.keys(FOLDERS).filter((folder) => existsSync(path.join(root, folder)));
const { output } = await cruise(folders, {
	baseDir: root,
	ruleSet: { forbidden },
	validate: true,
	doNotFollow: { path: 'node_modules' },
	tsPreCompilationDeps: true,
	enhancedResolveOptions: { extensions: ['.ts', '.mts', '.mjs', '.js', '.json'] },
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
