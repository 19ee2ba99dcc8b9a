import { startSimulator } from '../../simulator/server.mts';
import { everythingTicked } from './everything.mts';
import { Host } from './host.mts';

const DEVICES = 4_000;
/** What n8n loads for every poll and writes whole: at most this for each device. */
const MOST_BYTES = 100;

it(`A state holds at most ${MOST_BYTES} bytes a device with every event ticked, users and ADE devices included`, async () => {
	const simulator = await startSimulator({ devices: DEVICES, users: DEVICES / 2, rate: 0 });
	try {
		const host = new Host('C', simulator, everythingTicked(simulator.tenant));
		await host.activate();
		// Until the last of the costly lists has had its turn.
		for (let polls = 0; polls < 4; polls++) await host.tick();
		expect(host.failures).toEqual([]);
		expect(host.bytes / DEVICES).toBeLessThan(MOST_BYTES);
	} finally {
		await simulator.close();
	}
}, 180_000);
