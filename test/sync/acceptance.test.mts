import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** Rows of the table of acceptance statements: statement, whether it holds, file and title of its test. */
const rows = readFileSync(path.join(root, 'docs/asset-sync.md'), 'utf8')
	.split('## Acceptance statements')[1]
	.split('\n')
	.flatMap((line) => {
		const found = /^\|\s*([^|]+?)\s*\|\s*([^|]+?)\s*\|\s*(test\/\S+\.mts): ([^|]+?)\s*\|$/.exec(
			line,
		);
		return found ? [found.slice(1) as [string, string, string, string]] : [];
	});

/** How many statements each product's guide makes. */
const COUNTS = { A: 11, B: 11, C: 12, D: 10, E: 8 };

test('the table has one row for every statement of the five products', () => {
	const expected = Object.entries(COUNTS).flatMap(([letter, count]) =>
		Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
	);
	const numbers = rows.map(([statement]) => statement.split(' ')[0]);
	expect(numbers.filter((each) => /^[A-E]\d+$/.test(each))).toEqual(expected);
});

test.each(rows)('the test of "%s" exists', (_statement, _holds, file, title) => {
	expect(existsSync(path.join(root, file))).toBe(true);
	const text = readFileSync(path.join(root, file), 'utf8');
	const titles = [...text.matchAll(/\b(?:it|test|describe)(?:\.each)?[^'`]*?\(\s*'([^'\n]*)'/g)];
	expect(titles.map(([, each]) => each)).toContain(title);
});
