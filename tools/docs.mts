/**
 * `npm run docs`: rewrites the generated tables of README.md and docs/, which stand between
 * `<!-- generated: operations -->` and `<!-- end -->`. With `--check` it changes nothing and ends with
 * 1 when a table is out of date.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { build } from './build.mts';
import { tables, withTables } from './tables.mts';
import { listOperations } from './operations.mts';
import { root, say } from './setup.mjs';

if (!(await build())) process.exit(1);
const generated = tables(listOperations());
const stale = globSync(['README.md', 'docs/**/*.md'], { cwd: root }).filter((file) => {
	const where = path.join(root, file);
	const text = readFileSync(where, 'utf8');
	const fresh = withTables(text, generated);
	if (fresh === text) return false;
	if (!process.argv.includes('--check')) writeFileSync(where, fresh);
	return true;
});
const check = process.argv.includes('--check');
for (const file of stale) say(check ? `${file} is out of date: npm run docs` : `Rewrote ${file}`);
process.exitCode = check && stale.length > 0 ? 1 : 0;
