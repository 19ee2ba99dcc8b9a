import type { IDataObject } from 'n8n-workflow';

import { libraryOf } from '../../simulator/areas/library.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { EVERY_EVENT, WATCHED_APP, WATCHED_PROFILE } from '../../tools/harness/everyEvent.mts';
import { Host } from '../../tools/harness/host.mts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

let simulator: RunningSimulator;
let tenant: Control;
/** Milliseconds that n8n's clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
	const { now } = Date;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
	simulator = await startSimulator({ devices: 20, rate: 0, hourly: 0, clockSkew: 1 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => {
	await tenant.reset();
	aheadMs += 2 * DAY_MS;
});

/** A published trigger of every event, with all baselines taken. */
async function started(more: object = {}): Promise<Host> {
	const [item] = libraryOf(simulator.tenant).items.keys();
	const host = new Host('B', simulator, {
		events: EVERY_EVENT.filter((event) => event !== 'trigger.heartbeat'),
		fields: ['model'],
		minOsVersions: { Mac: '10' },
		libraryItems: [item],
		appNames: WATCHED_APP,
		profileNames: WATCHED_PROFILE,
		options: { expensiveMinutes: 0, firstPoll: 'baseline' },
		...more,
	});
	await host.activate();
	for (let poll = 0; poll < 3; poll++) await host.tick();
	return host;
}

/** Rows that no list of Kandji has; those with a problem name no device. */
const ODD: unknown[] = [
	null,
	5,
	'text',
	[],
	{},
	{ status: false, gatekeeper_status: false, sip: false, name: WATCHED_APP },
	{ status: 'ERROR', profile_display_name: WATCHED_PROFILE, days_left: 1 },
];
const count = { count: ODD.length, next: null, previous: null, results: ODD };
const prism = { offset: 0, limit: 300, total: ODD.length, data: ODD };

describe('Rows of another form', () => {
	it.each<[string, unknown]>([
		['/api/v1/devices', ODD],
		['/api/v1/users', { next: null, previous: null, results: ODD }],
		['/api/v1/blueprints', count],
		['/api/v1/audit/events', { next: null, previous: null, results: ODD }],
		['/api/v1/threat-details', count],
		['/api/v1/vulnerability-management/detections', { next: null, results: ODD }],
		['/api/v1/integrations/apple/ade', count],
		['/api/v1/integrations/apple/ade/devices', count],
		['/api/v1/prism/filevault', prism],
		['/api/v1/prism/application_firewall', prism],
		['/api/v1/prism/gatekeeper_and_xprotect', prism],
		['/api/v1/prism/startup_settings', prism],
		['/api/v1/prism/apps', prism],
		['/api/v1/prism/installed_profiles', prism],
		['/api/v1/library/library-items/*', count],
	])(
		'of %s are no record and no event, and later changes are emitted',
		async (path, body) => {
			const host = await started();
			await tenant.fault({ path, kind: 'status', status: 200, body, times: 500 });
			const [id] = simulator.tenant.devices.keys();
			for (let poll = 0; poll < 4; poll++) {
				aheadMs += MINUTE_MS;
				await host.tick();
			}
			await tenant.mend();
			expect(host.delivered).toEqual([]);
			for (const { message } of host.failures) expect(message).not.toMatch(/Cannot read|undefined/);
			await tenant.change(id, { device_name: 'Iris' });
			aheadMs += 90 * MINUTE_MS;
			for (let poll = 0; poll < 4; poll++) await host.tick();
			const found = host.delivered.map((item: IDataObject) => item.event);
			expect(found).toEqual(['device.nameChanged']);
		},
		60_000,
	);
});

describe('A clock of n8n that goes back by a day', () => {
	it('delays no list beyond its interval', async () => {
		const host = await started({
			options: { expensiveMinutes: 15, userMinutes: 15 },
			events: ['fileVault.off', 'user.created', 'adeDevice.added'],
		});
		aheadMs -= DAY_MS;
		await tenant.forgetRequests();
		for (let poll = 0; poll < 3; poll++) {
			aheadMs += 16 * MINUTE_MS;
			await host.tick();
		}
		const paths = await tenant.paths();
		for (const path of ['/prism/filevault', '/users', '/ade/devices']) {
			expect(paths.filter((each) => each.includes(path)).length).toBeGreaterThanOrEqual(2);
		}
	});

	it('hides no failure beyond an hour', async () => {
		const host = await started({ events: ['device.nameChanged'] });
		await tenant.fault({ path: '/api/*', kind: 'status', status: 403, times: 9_999 });
		await host.tick();
		expect(host.failures).toHaveLength(1);
		aheadMs -= DAY_MS;
		for (let poll = 0; poll < 3; poll++) {
			aheadMs += 61 * MINUTE_MS;
			await host.tick();
		}
		expect(host.failures.length).toBeGreaterThanOrEqual(3);
	});
});
