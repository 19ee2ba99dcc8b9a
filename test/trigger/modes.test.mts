import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../helpers/control.mts';
import { modesTable } from '../helpers/modesTable.mts';
import { Host } from './host.mts';
import type { HostMode } from './host.mts';

const MODES: HostMode[] = ['A', 'B', 'C'];

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 10 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => await tenant.reset());

/** A published trigger that has told a first event, so that every mode has saved something. */
async function begun(mode: HostMode): Promise<Host> {
	const host = new Host(mode, simulator, { events: ['device.nameChanged'] });
	await host.activate();
	await host.tick();
	await rename('First');
	await host.tick();
	return host;
}

async function rename(name: string): Promise<void> {
	const [id] = simulator.tenant.devices.keys();
	await tenant.change(id, { device_name: name });
}

/** What was told since the first event, in the words of the docs. */
function outcome({ delivered }: Host): string {
	const [, ...ids] = delivered.map(({ eventId }) => eventId);
	if (ids.length === 0) return "the poll's events are lost";
	if (ids.length === 1) return 'nothing is lost';
	return new Set(ids).size === 1 ? 'they come again, same `eventId`' : 'they come again';
}

/** What happens, as the docs put it, and how it is made to happen. */
const HAPPENINGS: Record<string, (host: Host) => Promise<unknown>> = {
	'n8n dies after it saved the state, before it saved the execution': async (host) =>
		await host.tick({ unstarted: true }),
	'n8n dies after it started the execution, before it saved the state': async (host) =>
		await host.tick({ crash: true }),
};

describe('The table of modes in docs/trigger.md', () => {
	const table = modesTable('a host like n8n');

	it('says what a host of each mode shows', () => {
		expect(Object.keys(table)).toEqual(Object.keys(HAPPENINGS));
	});

	const cells = Object.entries(table).flatMap(([what, outcomes]) =>
		MODES.filter((mode) => outcomes[mode] !== 'cannot happen').map(
			(mode): [string, HostMode, string] => [what, mode, outcomes[mode]],
		),
	);

	it.each(cells)('%s, mode %s: %s', async (what, mode, promised) => {
		const host = await begun(mode);
		await rename('Second');
		await HAPPENINGS[what](host);
		await host.activate('init');
		await host.tick();
		expect(outcome(host)).toBe(promised);
	});
});
