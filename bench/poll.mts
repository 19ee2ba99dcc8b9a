/**
 * `npm run bench:poll -- --devices N --users N --blueprints N --latency MS`: how long polls of the trigger take with
 * every event ticked (ADE, protections and two library items among them), and how many requests. Prints a Markdown
 * table and JSON as its last line. Ends with 1 where a poll failed.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
	options: {
		devices: { type: 'string', default: '10000' },
		users: { type: 'string', default: '5000' },
		blueprints: { type: 'string', default: '30' },
		latency: { type: 'string', default: '300' },
	},
});
const root = path.resolve(import.meta.dirname, '..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const { status } = spawnSync(
	process.execPath,
	[jest, '--testMatch', '<rootDir>/bench/poll.bench.mts'],
	{
		cwd: root,
		stdio: 'inherit',
		env: {
			...process.env,
			POLL_DEVICES: values.devices,
			POLL_USERS: values.users,
			POLL_BLUEPRINTS: values.blueprints,
			POLL_LATENCY: values.latency,
		},
	},
);
process.exitCode = status ?? 1;
