/**
 * `npm run soak -- --mode A|B|C --seed N --changes N` (or `--seed 1-20`): lets a simulated tenant change while Kandji
 * fails, n8n crashes and restarts, and compares what the trigger emitted with a ledger of its own. Without a mode it takes
 * all three. Prints a line of JSON for each seed, and a Markdown table of all. Ends with 1 where a change was lost,
 * repeated without a crash or invented.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { bin } from '../tools/exec.mts';
import { root } from '../tools/setup.mjs';
import { table } from '../tools/tables.mts';

/** How one soak ended. */
interface Ended {
	mode: string;
	/** Events that were provoked. */
	kinds: string[];
	lost: string[];
	false: string[];
	[count: string]: unknown;
}

const COUNTS = [
	'changes',
	'polls',
	'faults',
	'shifts',
	'crashes',
	'restarts',
	'publishings',
	'lost',
	'false',
	'repeated',
] as const;

const countOf = (value: unknown) => (Array.isArray(value) ? value.length : Number(value));

/** One row for each mode. */
function tableOf(ended: Ended[]): string {
	const modes = [...new Set(ended.map(({ mode }) => mode))];
	const rows = modes.map((mode) => {
		const soaks = ended.filter((soak) => soak.mode === mode);
		const sums = COUNTS.map((name) => soaks.reduce((sum, soak) => sum + countOf(soak[name]), 0));
		const kinds = new Set(soaks.flatMap((soak) => soak.kinds));
		return [mode, soaks.length, kinds.size, ...sums];
	});
	const head = [
		'Mode',
		'Seeds',
		'Kinds',
		...COUNTS.map((name) => name[0].toUpperCase() + name.slice(1)),
	];
	return table(
		head,
		rows.map((row) => row.map(String)),
	);
}

const { values } = parseArgs({
	options: {
		mode: { type: 'string', default: '' },
		seed: { type: 'string', default: '1' },
		changes: { type: 'string', default: '500' },
	},
});
const folder = mkdtempSync(path.join(tmpdir(), 'soak-'));
const report = path.join(folder, 'report.jsonl');
const { status } = spawnSync(process.execPath, [bin('jest'), 'test/trigger/soak'], {
	cwd: root,
	stdio: 'inherit',
	env: {
		...process.env,
		SOAK_MODE: values.mode,
		SOAK_SEED: values.seed,
		SOAK_CHANGES: values.changes,
		SOAK_REPORT: report,
	},
});
const lines = existsSync(report) ? readFileSync(report, 'utf8').trimEnd().split('\n') : [];
rmSync(folder, { recursive: true });
if (lines.length > 0) {
	process.stdout.write(`\n${tableOf(lines.map((line) => JSON.parse(line) as Ended))}\n`);
}
process.exitCode = status ?? 1;
