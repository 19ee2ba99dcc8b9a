import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { bin, runNode } from './exec.mts';
import { root, SetupFailure } from './setup.mjs';

/** What the package and its command are called. */
export const NAME = 'kandji-simulator';

type Manifest = Record<'version' | 'license' | 'author' | 'repository' | 'homepage', unknown> & {
	engines: { node: string };
	devDependencies: Record<string, string>;
};

/** The packages that a folder's sources import, without Node's own and the folder's. */
function imported(folder: string): string[] {
	const names = globSync('**/*.mts', { cwd: folder }).flatMap((file) =>
		[...readFileSync(path.join(folder, file), 'utf8').matchAll(/ from '([^'.][^']*)'/g)].map(
			([, name = '']) => name,
		),
	);
	return [...new Set(names)].filter((name) => !name.startsWith('node:')).sort();
}

/** One package of a lockfile, by its place. */
interface Locked {
	dependencies?: Record<string, string>;
}

/** Where a package that lies at `from` finds another, as Node looks for it: beside it, then further up. */
function placeOf(name: string, from: string, packages: Record<string, Locked>): string {
	const place = path.posix.join(from, 'node_modules', name);
	if (place in packages) return place;
	const parent = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1));
	if (from === '') throw new SetupFailure(`package-lock.json holds no ${name}.`);
	return placeOf(name, parent, packages);
}

/** Where everything lies that the given packages need, themselves included. */
function closure(names: string[]): string[] {
	const text = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
	const { packages } = JSON.parse(text) as { packages: Record<string, Locked> };
	const found = new Set<string>();
	const open = names.map((name) => placeOf(name, '', packages));
	for (let place = open.pop(); place !== undefined; place = open.pop()) {
		if (found.has(place)) continue;
		found.add(place);
		const needed = Object.keys(packages[place]?.dependencies ?? {});
		open.push(...needed.map((name) => placeOf(name, place, packages)));
	}
	return [...found];
}

/** The package's manifest for npm. */
function describe() {
	const own = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
	const { version, license, author, repository, homepage, engines, devDependencies } = own;
	return {
		name: NAME,
		version,
		description: 'A Kandji (Iru) tenant on your own machine, for tests: its API with its traps.',
		keywords: ['kandji', 'iru', 'mdm', 'mock', 'simulator'],
		license,
		author,
		homepage,
		repository: { ...Object(repository), directory: 'simulator' },
		type: 'module',
		engines,
		bin: { [NAME]: 'dist/main.mjs' },
		exports: { '.': { types: './dist/server.d.mts', default: './dist/server.mjs' } },
		files: ['dist'],
		dependencies: Object.fromEntries(
			imported(path.join(root, 'simulator')).map((name) => [name, devDependencies[name]]),
		),
		bundleDependencies: true,
	};
}

/** Leaves the packages inside of a package alone: those that are needed are copied by themselves. */
const outside =
	(place: string) =>
	(file: string): boolean =>
		!path.relative(path.join(root, place), file).split(path.sep).includes('node_modules');

/**
 * Builds the simulator as a package of its own into a folder, compiled for Node 20.19. Version and dependencies are
 * those of this clone, and the dependencies lie inside, as tested here: it starts at once and needs no registry.
 * Throws SetupFailure where the sources do not compile.
 */
export async function buildSimulator(folder: string): Promise<void> {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const project = path.join(root, 'simulator', 'tsconfig.json');
	const args = ['--project', project, '--outDir', path.join(folder, 'dist')];
	if ((await runNode(bin('typescript', 'tsc'), args)) !== 0) {
		throw new SetupFailure('The simulator does not compile.');
	}
	const manifest = describe();
	writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, '\t'));
	for (const place of closure(Object.keys(manifest.dependencies))) {
		cpSync(path.join(root, place), path.join(folder, place), {
			recursive: true,
			filter: outside(place),
		});
	}
	cpSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
	cpSync(path.join(root, 'docs', 'simulator.md'), path.join(folder, 'README.md'));
}
