/**
 * `npm run test:clock`: a representative part of the tests, run as if it were 90 days and 2 years from now, so that no
 * test or simulated tenant fails by the calendar. Needs the program `faketime` (Debian's package of that name).
 */
import { spawnSync } from 'node:child_process';

import { bin } from './exec.mts';
import { root } from './setup.mjs';

/** What depends on the date: the simulated tenant, filters by age, agents' dates, the trigger's times. */
const PARTS = [
	'test/simulator/areas-fleet',
	'test/engine',
	'test/locate',
	'test/shapes',
	'test/trigger/machines',
	'test/trigger/poll',
];
/** Years from now everything runs; within a year, what depends on the season or on an age in months. */
const RUNS: Record<string, string[]> = {
	'+90d': [
		'test/simulator/areas-fleet',
		'test/shapes',
		'test/trigger/machines',
		'test/trigger/poll',
	],
	'+730d': PARTS,
};

for (const [offset, parts] of Object.entries(RUNS)) {
	process.stderr.write(`The clock shows ${offset}:\n`);
	const { error, status } = spawnSync(
		'faketime',
		['-f', offset, process.execPath, bin('jest'), ...parts],
		// Timers go on in real time; only the date differs.
		{ cwd: root, stdio: 'inherit', env: { ...process.env, FAKETIME_DONT_FAKE_MONOTONIC: '1' } },
	);
	if (error) throw new Error(`faketime did not start: install it (${error.message})`);
	if (status !== 0) process.exit(1);
}
