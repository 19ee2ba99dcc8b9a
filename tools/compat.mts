/**
 * `npm run compat -- 1.100.1 1.123 2.4 latest`: installs each n8n in a folder of its own under the Node that it needs,
 * drives it, and writes what held into the table of docs/compatibility.md. `own` is the n8n of this clone.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { build } from './build.mts';
import { Bench } from './compat/bench.mts';
import { checks } from './compat/checks.mts';
import { installN8n, ownN8n, removeInstallation } from './compat/install.mts';
import type { Installation } from './compat/install.mts';
import { withRow } from './compat/table.mts';
import type { Row } from './compat/table.mts';
import { resolveVersion } from './compat/versions.mts';
import { root, say, SetupFailure } from './setup.mjs';

const usage = `npm run compat -- [options] VERSION...

  VERSION    1.100.1, 1.123 (its newest), latest, or own (the n8n of this clone)
  --keep     leave what was installed for the next run (2 GB each)
  --check    change nothing in docs/compatibility.md`;

const table = path.join(root, 'docs', 'compatibility.md');

/** What held in one n8n. Where the package does not load, nothing else is tried. */
async function drive(installation: Installation): Promise<Row> {
	const bench = await Bench.open(installation);
	const held: Row['held'] = {};
	try {
		for (const { name, run } of checks) {
			if (held[checks[0].name] !== true && name !== checks[0].name) continue;
			held[name] = await run(bench).then(
				() => true,
				(failure: unknown) => (failure instanceof Error ? failure.message : String(failure)),
			);
			say(held[name] === true ? `  ✓ ${name}` : `  ✗ ${name}: ${held[name]}`);
		}
	} finally {
		await bench.close();
	}
	const node = execFileSync(installation.node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
	return { n8n: installation.version, node, held };
}

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		keep: { type: 'boolean', default: false },
		check: { type: 'boolean', default: false },
	},
});
if (positionals.length === 0) {
	say(usage);
	process.exit(2);
}
if (!(await build())) process.exit(1);
const failed: string[] = [];
for (const wanted of positionals) {
	try {
		const installation =
			wanted === 'own' ? await ownN8n() : await installN8n(await resolveVersion(wanted));
		say(`n8n ${installation.version}:`);
		try {
			const row = await drive(installation);
			if (!Object.values(row.held).every((outcome) => outcome === true)) failed.push(row.n8n);
			if (!values.check) writeFileSync(table, withRow(readFileSync(table, 'utf8'), row));
		} finally {
			if (!values.keep) removeInstallation(installation);
		}
	} catch (failure) {
		const reason = failure instanceof SetupFailure ? failure.message : (failure as Error).stack;
		say(`n8n ${wanted} was not run: ${reason}`);
		failed.push(wanted);
	}
}
say(failed.length === 0 ? 'All of it holds.' : `Not everything holds: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
