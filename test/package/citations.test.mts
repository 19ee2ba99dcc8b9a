import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from '../../tools/setup.mjs';

/** Text files of the repository, new ones included, without the lockfile. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
	cwd: root,
	encoding: 'utf8',
})
	.split('\n')
	.filter((file) => /\.(?:m?[jt]s|md|json|txt)$/.test(file) && !file.includes('package-lock'))
	.filter((file) => existsSync(path.join(root, file)));

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** The numbers that the headings of a page begin with: `1.1`, `T04`, `P8a`. */
function numbersOf(page: string): Set<string> {
	const text = read(page);
	const headings = text.matchAll(/^#+ (?<number>[TP]\d+[a-z]?|\d+(?:\.\d+)?)\.?\s/gm);
	return new Set([...headings].map(({ groups }) => groups?.number ?? ''));
}

const numbers = {
	'docs/kandji-api.md': numbersOf('docs/kandji-api.md'),
	'docs/n8n-facts.md': numbersOf('docs/n8n-facts.md'),
};

const CITATION =
	/(?<page>docs\/(?:kandji-api|n8n-facts)\.md)(?<cited>(?:[\s*/]+(?:and |, )?(?:[TP]\d+[a-z]?|\d+(?:\.\d+)?)(?:,| and)?)+)/g;

/** What a text cites of the two pages, one number each, also from lists such as `T02, T17 and T19`. */
function citationsIn(text: string): Array<{ page: keyof typeof numbers; number: string }> {
	return [...text.matchAll(CITATION)].flatMap(({ groups }) =>
		[...(groups?.cited ?? '').matchAll(/[TP]\d+[a-z]?|\d+(?:\.\d+)?/g)].map(([number]) => ({
			page: groups?.page as keyof typeof numbers,
			number,
		})),
	);
}

const cited = files.flatMap((file) => citationsIn(read(file)).map((each) => ({ file, ...each })));

describe('Citations of docs/kandji-api.md and docs/n8n-facts.md', () => {
	it('are found in lists too', () => {
		const text = 'see docs/kandji-api.md T02, T17 and P8c. Then docs/n8n-facts.md 5.';
		expect(citationsIn(text).map(({ number }) => number)).toEqual(['T02', 'T17', 'P8c', '5']);
	});

	it('name headings that exist', () => {
		expect(cited.length).toBeGreaterThan(100);
		expect(cited.filter(({ page, number }) => !numbers[page].has(number))).toEqual([]);
	});

	it('never name a document that is not in the repository', () => {
		const others = files.filter((file) => file !== 'test/package/citations.test.mts');
		expect(others.filter((file) => /\b(?:API|N8N|SYNC)\.md\b/.test(read(file)))).toEqual([]);
	});
});
