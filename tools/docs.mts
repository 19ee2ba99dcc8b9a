/**
 * `npm run docs`: rewrites what is generated: the tables of README.md, docs/ and workflows/README.md, which stand between
 * `<!-- generated: operations -->` and `<!-- end -->`, and the pages of docs/operations/. With `--check` it changes
 * nothing and ends with 1 when one of them is out of date.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { build } from './build.mts';
import { gallery } from './gallery.mts';
import { listOperations } from './operations.mts';
import { operationPages, PAGES } from './pages.mts';
import { root, say } from './setup.mjs';
import { tables, withTables } from './tables.mts';

if (!(await build())) process.exit(1);
const check = process.argv.includes('--check');
const operations = listOperations();
const generated = { ...tables(operations), ...gallery() };
const pages = operationPages(operations);
const present = globSync(['README.md', 'docs/**/*.md', 'workflows/README.md'], { cwd: root });
const stale: string[] = [];

for (const file of present) {
	const where = path.join(root, file);
	const text = readFileSync(where, 'utf8');
	const ours = path.posix.normalize(file.replaceAll(path.sep, '/'));
	const wanted = ours.startsWith(`${PAGES}/`) ? pages.get(ours) : withTables(text, generated);
	pages.delete(ours);
	if (wanted === text) continue;
	stale.push(file);
	if (check) continue;
	if (wanted === undefined) rmSync(where);
	else writeFileSync(where, wanted);
}
for (const [file, text] of pages) {
	stale.push(file);
	if (check) continue;
	mkdirSync(path.join(root, PAGES), { recursive: true });
	writeFileSync(path.join(root, file), text);
}
for (const file of stale) say(check ? `${file} is out of date: npm run docs` : `Rewrote ${file}`);
process.exitCode = check && stale.length > 0 ? 1 : 0;
