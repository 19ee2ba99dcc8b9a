import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { bin } from '../exec.mts';
import { bringNode, ensureDatabaseDriver, root, runNpm } from '../setup.mjs';
import { nodeFor } from './versions.mts';
import type { N8nVersion } from './versions.mts';

/** An n8n of some version, ready to start. */
export interface Installation {
	version: string;
	/** The Node that it runs under. */
	node: string;
	/** Its command line program. */
	program: string;
	/** What was made for it; its node_modules are found from everything below. */
	folder: string;
	/** Whether this run made it, and may delete it. */
	own: boolean;
}

/** Below a folder of this name, so that no lint, no formatter and no test looks there. */
const home = path.join('.cache', 'compat', 'node_modules');

/** The version of an installed package. */
function versionOf(modules: string, name: string): string {
	const manifest = readFileSync(path.join(modules, name, 'package.json'), 'utf8');
	return (JSON.parse(manifest) as { version: string }).version;
}

/** The SQLite driver: the clone's own where the version is the same, because it fits every Node; else a new one. */
async function prepareDriver(folder: string): Promise<void> {
	const modules = path.join(root, folder, 'node_modules');
	const built = (where: string) => path.join(where, 'sqlite3/build/Release/node_sqlite3.node');
	if (existsSync(built(modules))) return;
	const own = path.join(root, 'node_modules');
	if (versionOf(modules, 'sqlite3') !== versionOf(own, 'sqlite3')) {
		const rebuild = ['rebuild', 'sqlite3', '--prefix', folder, '--ignore-scripts=false'];
		await runNpm('Preparing the SQLite driver', rebuild, 'It needs a C++ compiler.');
		return;
	}
	await ensureDatabaseDriver({ own: true });
	mkdirSync(path.dirname(built(modules)), { recursive: true });
	copyFileSync(built(own), built(modules));
}

/**
 * Installs an n8n in a folder of its own. Old versions name a spreadsheet library (`xlsx`) by an address outside the
 * registry; there the registry's own copy takes its place, which no check touches. This folder is thrown away, so an
 * override may stand in it; the package's own manifest has none.
 */
export async function installN8n({ version, engines }: N8nVersion): Promise<Installation> {
	const folder = path.join(home, version);
	const major = nodeFor(engines);
	const node =
		major === 24 ? process.execPath : await bringNode(major, `.cache/compat/node-${major}`);
	const modules = path.join(root, folder, 'node_modules');
	if (!existsSync(path.join(modules, '.installed'))) {
		mkdirSync(path.join(root, folder), { recursive: true });
		const manifest = {
			private: true,
			dependencies: { n8n: version },
			overrides: { xlsx: '0.18.5' },
		};
		writeFileSync(path.join(root, folder, 'package.json'), JSON.stringify(manifest));
		await runNpm(
			`Installing n8n ${version}`,
			// Peers are wanted here, as whoever installs n8n gets them: without, old versions mix copies of ajv.
			['install', '--prefix', folder, '--legacy-peer-deps=false', '--force', '--no-package-lock'],
			'Check that this machine reaches its npm registry and has 3 GB left.',
		);
		writeFileSync(path.join(modules, '.installed'), '');
	}
	await prepareDriver(folder);
	const program = path.join(modules, 'n8n', 'bin', 'n8n');
	return { version, node, program, folder: path.join(root, folder), own: true };
}

/** The n8n that this clone develops against; nothing is installed for it. */
export async function ownN8n(): Promise<Installation> {
	await ensureDatabaseDriver({ own: true });
	const version = versionOf(path.join(root, 'node_modules'), 'n8n');
	const folder = path.join(root, home, 'own');
	mkdirSync(folder, { recursive: true });
	return { version, node: process.execPath, program: bin('n8n'), folder, own: false };
}

export function removeInstallation({ folder }: Installation): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
