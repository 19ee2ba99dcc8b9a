/** `npm run prose`: what the prose linter write-good finds in the pages, counted for each page and 1,000 words. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import writeGood from 'write-good';

import { root } from './setup.mjs';

const patterns = process.argv.slice(2);
const pages = globSync(patterns.length > 0 ? patterns : ['*.md', 'docs/*.md', 'docs/jobs/*.md'], {
	cwd: root,
});

let code = 0;
/** Text without tables, blocks of code and addresses; each piece of code becomes a word of its own. */
const sentencesOf = (text: string): string =>
	text
		.replace(/```[\s\S]*?```/g, '')
		.replace(/^\|.*$/gm, '')
		.replace(/`[^`]*`/g, () => `code${(code += 1)}`)
		.replace(/\]\([^)]*\)/g, ']');

let total = 0;
let words = 0;
for (const page of pages.sort()) {
	const text = sentencesOf(readFileSync(path.join(root, page), 'utf8'));
	const count = writeGood(text, { passive: true }).length;
	const length = text.split(/\s+/).length;
	total += count;
	words += length;
	process.stdout.write(`${page}: ${count} in ${length} words\n`);
}
process.stdout.write(
	`Together: ${total} in ${words} words, ${((1_000 * total) / words).toFixed(1)} in 1,000\n`,
);
