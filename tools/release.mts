/**
 * `npm run release`: builds a clone of the last commit, shows what npm would publish of it and what still stands in the
 * way. `npm run release -- 0.2.0` also dates the changelog, sets the version, commits and tags; pushing the tag is left
 * to you, and publishes. Nothing here writes the changelog: people do.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { changesOf, obstacles, withDate } from './release/obstacles.mts';
import type { Candidate } from './release/obstacles.mts';
import { openScratch } from './release/scratch.mts';
import type { Scratch } from './release/scratch.mts';
import { npmCommand, root, say } from './setup.mjs';

const git = (...args: string[]): string =>
	execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** The answer of git, '' where it has none. */
function gitOr(...args: string[]): string {
	try {
		return git(...args).trim();
	} catch {
		return '';
	}
}

function candidateOf({ folder, packed }: Scratch): Candidate {
	const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
	return {
		manifest: JSON.parse(read('package.json')) as Candidate['manifest'],
		changelog: read('CHANGELOG.md'),
		origin: gitOr('remote', 'get-url', 'origin'),
		branch: gitOr('branch', '--show-current'),
		changed: lines(git('status', '--porcelain')).map((line) => line.slice(3)),
		tags: lines(git('tag', '--list')),
		files: Object.fromEntries(packed.files.map((file) => [file.path, read(file.path)])),
	};
}

/** What only the owner can do before the first release, as docs/publishing.md lists it. */
function ownersSteps(): string[] {
	const page = readFileSync(path.join(root, 'docs', 'publishing.md'), 'utf8');
	return [...page.matchAll(/^- \[ \] (.+)$/gm)].map(([, step]) => step);
}

/** The published files by folder: how many, and how large. */
function show({ packed }: Scratch, changes: string): void {
	const folderOf = (file: string) => file.split('/').slice(0, -1).slice(0, 4).join('/') || '.';
	const folders = Map.groupBy(packed.files, ({ path: file }) => folderOf(file));
	const kB = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
	const rows = [...folders].sort().map(([folder, files]) => {
		const size = files.reduce((sum, file) => sum + file.size, 0);
		const named = folder === '.' ? `  ${files.map((file) => file.path).join(', ')}` : '';
		return `  ${folder.padEnd(32)} ${String(files.length).padStart(4)} files ${kB(size).padStart(10)}${named}`;
	});
	process.stdout.write(
		[
			`${packed.name} ${packed.version}: ${packed.files.length} files, ${kB(packed.size)} packed, ${kB(packed.unpackedSize)} unpacked`,
			...rows,
			'',
			changes === '' ? 'The changelog says nothing of this version.' : changes,
			'',
		].join('\n'),
	);
}

/** Dates the changelog, sets the version, commits and tags. */
function mark(version: string, changelog: string): void {
	const date = new Date().toISOString().slice(0, 10);
	writeFileSync(path.join(root, 'CHANGELOG.md'), withDate(changelog, version, date));
	const { command, args, shell } = npmCommand();
	const set = ['version', version, '--no-git-tag-version', '--allow-same-version'];
	execFileSync(command, [...args, ...set], { cwd: root, shell, stdio: 'ignore' });
	git(
		'commit',
		'--quiet',
		'--message',
		`Release ${version}`,
		'CHANGELOG.md',
		'package.json',
		'package-lock.json',
	);
	git('tag', '--annotate', version, '--message', changesOf(changelog, version));
}

const [wanted] = process.argv.slice(2);
const scratch = openScratch();
try {
	const candidate = candidateOf(scratch);
	const version = wanted ?? candidate.manifest.version;
	show(scratch, changesOf(candidate.changelog, version));
	const found = obstacles(candidate, version);
	if (candidate.tags.length === 0) {
		say('Before the first release, only the owner can do and see these (docs/publishing.md):');
		for (const step of ownersSteps()) say(`  [ ] ${step}`);
	}
	for (const obstacle of found) say(`✗ ${obstacle}`);
	if (wanted === undefined) {
		say(found.length === 0 ? `Ready: npm run release -- ${version}` : 'Not ready to be released.');
	} else if (found.length > 0) {
		say('Nothing was changed.');
		process.exitCode = 1;
	} else {
		mark(version, candidate.changelog);
		say(`Tagged ${version}. This publishes it: git push --follow-tags`);
	}
} finally {
	scratch.remove();
}
