import type { IDataObject } from 'n8n-workflow';

import { libraryOf } from '../../simulator/areas/library.mts';
import { EVERY_EVENT, WATCHED_APP, WATCHED_PROFILE } from '../../tools/harness/everyEvent.mts';
import { Host } from '../../tools/harness/host.mts';
import { MINUTE_MS, useMovedTenant } from '../helpers/movedTenant.mts';

const DAY_MS = 1_440 * MINUTE_MS;

// Kandji's clock moves with this machine's: with a skew, the simulator dates its answers by `Date.now`.
const moved = useMovedTenant({ devices: 20, clockSkew: 1 }, { stepMs: 2 * DAY_MS });

/** A published trigger of every event, with all baselines taken. */
async function started(more: object = {}): Promise<Host> {
	const [item] = libraryOf(moved.simulator.tenant).items.keys();
	const host = new Host('B', moved.simulator, {
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
			await moved.tenant.fault({ path, kind: 'status', status: 200, body, times: 500 });
			const [id] = moved.simulator.tenant.devices.keys();
			for (let poll = 0; poll < 4; poll++) {
				moved.aheadMs += MINUTE_MS;
				await host.tick();
			}
			await moved.tenant.mend();
			expect(host.delivered).toEqual([]);
			for (const { message } of host.failures) expect(message).not.toMatch(/Cannot read|undefined/);
			await moved.tenant.change(id, { device_name: 'Iris' });
			moved.aheadMs += 90 * MINUTE_MS;
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
		moved.aheadMs -= DAY_MS;
		await moved.tenant.forgetRequests();
		for (let poll = 0; poll < 3; poll++) {
			moved.aheadMs += 16 * MINUTE_MS;
			await host.tick();
		}
		const paths = await moved.tenant.paths();
		for (const path of ['/prism/filevault', '/users', '/ade/devices']) {
			expect(paths.filter((each) => each.includes(path)).length).toBeGreaterThanOrEqual(2);
		}
	});

	it('hides no failure beyond an hour', async () => {
		const host = await started({ events: ['device.nameChanged'] });
		await moved.tenant.fault({ path: '/api/*', kind: 'status', status: 403, times: 9_999 });
		await host.tick();
		expect(host.failures).toHaveLength(1);
		moved.aheadMs -= DAY_MS;
		for (let poll = 0; poll < 3; poll++) {
			moved.aheadMs += 61 * MINUTE_MS;
			await host.tick();
		}
		expect(host.failures.length).toBeGreaterThanOrEqual(3);
	});
});
