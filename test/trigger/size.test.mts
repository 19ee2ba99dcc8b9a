import { startSimulator } from '../../simulator/server.mts';
import { everythingTicked } from './everything.mts';
import { Host } from './host.mts';

const DEVICES = 4_000;
/** n8n loads the state for every poll and writes it as a whole. */
const MAX_BYTES = 170;

it(`A state holds at most ${MAX_BYTES} bytes a device with every event ticked, users and ADE devices included`, async () => {
	const simulator = await startSimulator({ devices: DEVICES, users: DEVICES / 2, rate: 0 });
	try {
		const host = new Host('C', simulator, everythingTicked(simulator.tenant));
		await host.activate();
		// Until the last of the expensive lists has had its turn.
		for (let polls = 0; polls < 6; polls++) await host.tick();
		expect(host.failures).toEqual([]);
		expect(host.bytes / DEVICES).toBeLessThan(MAX_BYTES);
	} finally {
		await simulator.close();
	}
}, 180_000);
