import { COUNTERS } from '../../simulator/options.mts';
import { DEFAULTS } from '../../simulator/simulator.mts';

/** How the simulated tenants of this run count the requests of a second, if `npm run test:counters` started it. */
const { SIMULATOR_COUNTER: counter } = process.env;
if (counter !== undefined) {
	const known = COUNTERS.find((each) => each === counter);
	if (!known) throw new Error(`SIMULATOR_COUNTER must be one of ${COUNTERS.join(', ')}`);
	DEFAULTS.counter = known;
}
