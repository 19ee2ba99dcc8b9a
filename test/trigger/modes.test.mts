import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { modesTable } from '../helpers/modesTable.mts';
import { Host } from '../../tools/harness/host.mts';
import type { HostMode } from '../../tools/harness/host.mts';

const MODES: HostMode[] = ['A', 'B', 'C'];

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 10 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => await tenant.reset());

async function rename(name: string): Promise<void> {
	const [id] = simulator.tenant.devices.keys();
	await tenant.change(id, { device_name: name });
}

/** What a published trigger went through before a device is renamed. */
const QUIET = async (host: Host) => await host.tick();
const EVENTS = async (host: Host) => {
	await host.tick();
	await rename('First');
	await host.tick();
};

interface Happening {
	/** What the trigger went through before the change. */
	before: (host: Host) => Promise<unknown>;
	/** What happens when the device has another name. */
	then: (host: Host) => unknown;
}

/** What happens, as the docs put it. */
const HAPPENINGS: Record<string, Happening> = {
	'n8n dies after publishing, before the first scheduled poll': {
		before: async () => await Promise.resolve(),
		then: (host) => host.restart(),
	},
	'n8n dies after quiet polls, before the first event ever': {
		before: QUIET,
		then: (host) => host.restart(),
	},
	'n8n dies after events': { before: EVENTS, then: (host) => host.restart() },
	'The node gets another name while the workflow is not published': {
		before: EVENTS,
		then: (host) => host.rename('Another name'),
	},
	'n8n dies after it saved the state, before it saved the execution': {
		before: EVENTS,
		then: async (host) => await host.tick({ unstarted: true }),
	},
	'n8n dies after it started the execution, before it saved the state': {
		before: EVENTS,
		then: async (host) => await host.tick({ crash: true }),
	},
};

/** What was emitted of the change, in the words of the docs. */
function outcome(ids: unknown[], saved: boolean): string {
	if (ids.length === 0) return saved ? "the poll's events are lost" : 'new baseline';
	if (ids.length === 1) return 'nothing is lost';
	return new Set(ids).size === 1 ? 'they come again, same `eventId`' : 'they come again';
}

describe('The table of modes in docs/trigger.md', () => {
	const table = modesTable('a real n8n', 'a host like n8n');

	it('says what a host of each mode shows', () => {
		expect(Object.keys(table)).toEqual(Object.keys(HAPPENINGS));
	});

	const cells = Object.entries(table).flatMap(([what, outcomes]) =>
		MODES.filter((mode) => outcomes[mode] !== 'cannot happen').map(
			(mode): [string, HostMode, string] => [what, mode, outcomes[mode]],
		),
	);

	it.each(cells)('%s, mode %s: %s', async (what, mode, promised) => {
		const { before, then } = HAPPENINGS[what];
		const host = new Host(mode, simulator, { events: ['device.nameChanged'] });
		await host.activate();
		await before(host);
		const emitted = host.delivered.length;
		await rename('Second');
		await then(host);
		await host.activate('init');
		await host.tick();
		const ids = host.delivered.slice(emitted).map(({ eventId }) => eventId);
		expect(outcome(ids, what.includes('saved the state'))).toBe(promised);
	});
});
