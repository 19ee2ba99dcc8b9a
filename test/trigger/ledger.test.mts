import { Dice } from '../../simulator/dice.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import type { Blueprint } from '../../simulator/tenant.mts';
import { Control } from '../../simulator/controlClient.mts';
import { Ledger } from './ledger.mts';
import { arrivals, PLACEHOLDERS } from './ledgerDevices.mts';
import { peopleActs } from './ledgerPeople.mts';

describe('The ledger of a soak', () => {
	let simulator: RunningSimulator;

	beforeAll(async () => {
		simulator = await startSimulator({ devices: 40, users: 20 });
	});
	afterAll(async () => await simulator.close());

	it('expects the removal of every device that is gone, and of no other', async () => {
		const { tenant } = simulator;
		const ledger = new Ledger(tenant, new Control(simulator), new Dice('ledger'));
		await ledger.prepare();
		const [pattern] = tenant.blueprints.values();
		for (let made = 0; made < 60; made++) {
			const id = tenant.uuid();
			tenant.blueprints.set(id, { ...(pattern as Blueprint), id, name: `Soak before ${made}` });
		}
		const acts = [...arrivals(ledger), ...peopleActs(ledger)];
		const serials = new Map(
			[...tenant.devices.values()].map((device) => [device.device_id, device.serial_number]),
		);
		for (let changes = 0; changes < 800; changes++) {
			ledger.nextRound();
			await ledger.dice.pick(acts)();
			for (const [id, { serial_number: serial }] of tenant.devices) serials.set(id, serial);
		}
		const emitted = ledger.expected.flatMap(
			(line) => /^device\.removed (.*)/.exec(line)?.[1] ?? [],
		);
		const gone = [...serials.keys()].filter((id) => !tenant.devices.has(id));
		const livesOn = (id: string) =>
			!PLACEHOLDERS.includes(serials.get(id) ?? '') &&
			[...serials].some(([other, serial]) => other !== id && serial === serials.get(id));
		expect(gone.filter((id) => !emitted.includes(id) && !livesOn(id))).toEqual([]);
		expect(emitted.filter((id) => !gone.includes(id))).toEqual([]);
		expect(emitted.length).toBeGreaterThan(50);
	});
});
