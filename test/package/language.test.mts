import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from '../../tools/setup.mjs';
import {
	duplicateFileNames,
	duplicateNames,
	exportedNames,
	findings,
} from '../../tools/language.mts';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const PRODUCT = ['nodes/**/*.ts', 'credentials/**/*.ts'];

/** The rooms of the repository, each with the files that are written in plain words. */
const rooms: Array<[string, string[]]> = [
	...globSync('nodes/Kandji/*/', { cwd: root })
		.filter((folder) => !folder.includes('__schema__'))
		.map((folder): [string, string[]] => [folder, [`${folder}/**/*.ts`]]),
	['nodes/Kandji', ['nodes/Kandji/*.ts']],
	['credentials', ['credentials/**/*.ts']],
	['pages', ['*.md', 'docs/**/*.md', 'workflows/*.md']],
	['workflows', ['workflows/*.json']],
	...['simulator', 'tools', 'demo', 'bench', 'test'].map((folder): [string, string[]] => [
		folder,
		[`${folder}/**/*.mts`, `${folder}/**/*.mjs`],
	]),
];

/** Development code and pages may begin a comment with "What"; the product may not. */
const isProduct = (file: string) => /^(?:nodes|credentials)\//.test(file);

/** Pages that explain the rules name the words that they forbid. */
const EXPLAINS = /CONTRIBUTING\.md$|tools[/\\]language\.mts$|language\.test\.mts$/;

describe('Plain words', () => {
	it.each(rooms)('are written in %s', (_, patterns) => {
		const files = globSync(patterns, { cwd: root }).filter((file) => !EXPLAINS.test(file));
		const found = files.flatMap((file) =>
			findings(read(file), { isProduct: isProduct(file) }).map((each) => `${file}: ${each}`),
		);
		expect(found).toEqual([]);
	});

	it.each([
		['Nothing is told.', 'told'],
		['Once this is mended', 'mended'],
		['goes on without a word', 'without a word'],
		['takes whatever comes', 'whatever'],
		['const MOST_PAGES = 5;', 'MOST_PAGES'],
		['const mostPages = 5;', 'mostPages'],
		['/** What a page holds. */', '/** What'],
		['/**\n * What a page holds.\n */', '/** What'],
	])('are missing in %j', (text, word) => {
		expect(findings(text, { isProduct: true }).join()).toContain(word);
	});

	it('leave words alone that only contain one of the others', () => {
		expect(findings('a foretold, almostDone, utmost, MOSTLY', { isProduct: true })).toEqual([]);
	});
});

describe('The names that the product exports', () => {
	const files = globSync(PRODUCT, { cwd: root });
	const exported = files.map((file) => ({ file, names: exportedNames(read(file)) }));

	it('mean one thing each', () => {
		expect(exported.flatMap(({ names }) => names).length).toBeGreaterThan(300);
		expect(duplicateNames(exported)).toEqual({});
	});

	it('stand in files whose names occur once', () => {
		expect(files.length).toBeGreaterThan(200);
		expect(duplicateFileNames(files)).toEqual({});
	});

	it('are found in every form of export', () => {
		const text =
			'export const a = 1;\nexport type B = 1;\nexport async function c() {}\nexport abstract class D {}\nexport { e, f as g };\nexport interface H {}';
		expect(exportedNames(text)).toEqual(['a', 'B', 'c', 'D', 'H']);
		expect(
			duplicateNames([
				{ file: 'x', names: ['a'] },
				{ file: 'y', names: ['a', 'b'] },
			]),
		).toEqual({
			a: ['x', 'y'],
		});
	});

	it('can be compared with those of other files', () => {
		expect(duplicateFileNames(['a/x.ts', 'b/x.ts', 'b/y.ts'])).toEqual({
			'x.ts': ['a/x.ts', 'b/x.ts'],
		});
	});
});
