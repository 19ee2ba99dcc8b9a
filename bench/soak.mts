/**
 * `npm run soak -- --mode A|B|C --seed N --changes N` (or `--seed 1-20`): lets a simulated tenant change while Kandji
 * fails, n8n crashes and restarts, and compares what the trigger told with a ledger of its own. Without a mode it takes
 * all three. With a mode it prints a line of JSON for each seed. Ends with 1 where a change was lost, repeated without a
 * crash or invented.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
	options: {
		mode: { type: 'string', default: '' },
		seed: { type: 'string', default: '1' },
		changes: { type: 'string', default: '500' },
	},
});
const root = path.resolve(import.meta.dirname, '..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const { status } = spawnSync(process.execPath, [jest, 'test/trigger/soak'], {
	cwd: root,
	stdio: 'inherit',
	env: {
		...process.env,
		SOAK_MODE: values.mode,
		SOAK_SEED: values.seed,
		SOAK_CHANGES: values.changes,
	},
});
process.exitCode = status ?? 1;
