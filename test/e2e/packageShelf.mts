import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { unpackPackage } from '../../tools/pack.mts';
import { newFolder, removeFolder } from './stage.mts';

const NAME = 'n8n-nodes-kandji';

/**
 * Stands for npm where n8n asks it for this package: n8n 2.41 calls `npm view`, `npm pack` and, in the unpacked folder,
 * `npm install`, which has nothing to do, because the package has no dependencies.
 */
const npm = (folder: string) => `#!${process.execPath}
const { copyFileSync, existsSync } = require('node:fs');
const [verb, spec = ''] = process.argv.slice(2);
const version = spec.split('@').at(-1);
const tarball = '${NAME}-' + version + '.tgz';
const file = ${JSON.stringify(folder)} + '/' + tarball;
if (verb === 'view' || verb === 'pack') {
	if (!existsSync(file)) throw new Error('E404');
	if (verb === 'pack') copyFileSync(file, tarball);
	console.log(verb === 'pack' ? tarball : JSON.stringify(version));
}
`;

/** Versions of this package that an n8n installs and updates with its own code, but without a registry. */
export class PackageShelf {
	private readonly folder = newFolder('shelf');

	constructor() {
		const bin = path.join(this.folder, 'bin');
		mkdirSync(bin);
		writeFileSync(path.join(bin, 'npm'), npm(this.folder));
		chmodSync(path.join(bin, 'npm'), 0o755);
	}

	/** What the environment of that n8n holds. */
	get env(): Record<string, string> {
		const bin = path.join(this.folder, 'bin');
		return { PATH: [bin, process.env.PATH].join(path.delimiter) };
	}

	/** Packs the built package as npm would publish it, as another version. */
	add(version: string): void {
		const unpacked = unpackPackage();
		const file = path.join(unpacked, 'package', 'package.json');
		const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
		writeFileSync(file, JSON.stringify({ ...manifest, version }));
		execFileSync('tar', ['-czf', this.tarball(version), 'package'], { cwd: unpacked });
		removeFolder(unpacked);
	}

	/** The path of a version's tarball. */
	tarball(version: string): string {
		return path.join(this.folder, `${NAME}-${version}.tgz`);
	}

	close(): void {
		removeFolder(this.folder);
	}
}
