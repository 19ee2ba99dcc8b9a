import { omit } from 'lodash';

import { readState } from '../../nodes/Kandji/trigger/state';
import { startSimulator } from '../../simulator/server.mts';
import { EVERY_EVENT, everythingTicked } from '../../tools/harness/everyEvent.mts';
import { Host } from '../../tools/harness/host.mts';

const DEVICES = 4_000;
/** n8n loads the state for every poll and writes it as a whole. */
const MAX_BYTES = 172;
/** A list that did not fit into the publishing poll comes with one of the next. */
const MAX_POLLS = 12;

/** Events of apps and profiles store a row for each device that has a chosen one, however many the user chooses. */
const isOfChosenNames = (event: string) => /^(app|profile)\./.test(event);

const LISTS = ['adeDevice', 'adeIntegration', 'device', 'fileVault', 'firewall', 'gatekeeper'];
const EVERY_LIST = [...LISTS, 'sip', 'threat', 'user', 'vulnerability'];

it(`A state holds at most ${MAX_BYTES} bytes a device with every event but those of apps and profiles`, async () => {
	const simulator = await startSimulator({ devices: DEVICES, users: DEVICES / 2, rate: 0 });
	try {
		const host = new Host('C', simulator, {
			...omit(everythingTicked(simulator.tenant), 'appNames', 'profileNames'),
			events: EVERY_EVENT.filter((event) => !isOfChosenNames(event)),
			// A list that failed in the publishing poll is read again at once.
			options: { expensiveMinutes: 0 },
		});
		let started: string[] = [];
		const isComplete = () => EVERY_LIST.every((list) => started.includes(list));
		await host.activate();
		for (let polls = 0; polls < MAX_POLLS && !isComplete(); polls++) {
			await host.tick();
			started = Object.keys((await readState(host.written))?.feeds ?? {});
		}
		expect(started).toEqual(expect.arrayContaining(EVERY_LIST));
		expect(host.failures).toEqual([]);
		expect(host.bytes / DEVICES).toBeLessThan(MAX_BYTES);
	} finally {
		await simulator.close();
	}
}, 180_000);
