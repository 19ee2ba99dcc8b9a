/**
 * `npm run test:counters`: the tests that meet Kandji's limit of requests a second, with the other ways in which a
 * server can count them, because no source says which one Kandji uses.
 */
import { bin, runNode } from './exec.mts';

/** The client, a poll and a sync, each against a simulated tenant. */
const PARTS = [
	'test/client/cancel',
	'test/client/limits',
	'test/client/quota',
	'test/client/retries',
	'test/sync/faults',
	'test/trigger/faults',
	'test/trigger/poll',
];
/** The third one, fixed seconds, is what `npm test` uses. */
const COUNTERS = ['sliding', 'nodes'];

for (const counter of COUNTERS) {
	process.stderr.write(`The simulated Kandji counts requests like this: ${counter}\n`);
	const code = await runNode(bin('jest'), PARTS, { env: { SIMULATOR_COUNTER: counter } });
	if (code !== 0) process.exit(1);
}
