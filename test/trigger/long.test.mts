import { Host } from '../../tools/harness/host.mts';
import { MINUTE_MS, useMovedTenant } from '../helpers/movedTenant.mts';

const USERS = 1_000;
/** The pages that Kandji hands out where it takes no size. */
const PAGE = 25;
const LATENCY_MS = 60;

const moved = useMovedTenant({ devices: 40, users: USERS }, { latency: 0 });

const asked = async (path: string) =>
	(await moved.tenant.paths()).filter((each) => each === `GET /api/v1${path}`).length;
/** By Kandji's clock. */
const ago = (ms: number) => new Date(new Date().getTime() - ms).toISOString();

/** Answers the list of users in small pages, in any size that is asked for. */
async function smallPages(): Promise<void> {
	const { users } = moved.simulator.tenant;
	const ids = [...users.keys()];
	for (let first = 0; first < ids.length; first += PAGE) {
		const next = first + PAGE < ids.length ? `https://x.kandji.io/?cursor=c${first + PAGE}` : null;
		const results = ids.slice(first, first + PAGE).map((id) => ({ ...users.get(id) }));
		const body = { next, previous: null, results };
		await moved.tenant.fault({ path: '/api/v1/users', kind: 'status', status: 200, body });
	}
}

describe('Many users', () => {
	const events = ['device.nameChanged', 'user.created', 'user.changed'];

	it('are read 300 a page where Kandji takes it', async () => {
		const host = new Host('A', moved.simulator, { events });
		await host.activate();
		expect(await asked('/users')).toBe(Math.ceil(moved.simulator.tenant.users.size / 300));
	});

	it('are read over several polls where a poll’s time is too short, and hold up no device', async () => {
		// 41 pages at this latency take longer than a poll of this length may read.
		await moved.tenant.control('POST', '/reset', { latency: LATENCY_MS });
		const host = new Host('B', moved.simulator, { events });
		await host.activate();
		const { id } = await moved.tenant.control<{ id: string }>('POST', '/users', {});
		const [device] = moved.simulator.tenant.devices.keys();
		await moved.tenant.change(device, { device_name: 'Iris' });
		await smallPages();
		for (let poll = 0; host.delivered.length < 2 && poll < 60; poll++) {
			await host.tick({ budgetMs: 4_000 });
		}
		expect(host.executions).toBe(2);
		expect(host.delivered).toMatchObject([
			{ event: 'device.nameChanged' },
			{ event: 'user.created', user: { id } },
		]);
		expect(host.failures).toEqual([]);
	});

	it('rest after a long reading, so that they cost no more than a tenth of the hour', async () => {
		const host = new Host('A', moved.simulator, { events });
		await host.activate();
		await smallPages();
		await host.tick();
		const pages = Math.ceil(moved.simulator.tenant.users.size / PAGE);
		await moved.tenant.mend();
		await moved.tenant.forgetRequests();
		moved.aheadMs += pages * 3_500;
		await host.tick();
		expect(await asked('/users')).toBe(0);
		expect(await asked('/devices')).toBe(1);
		moved.aheadMs += pages * 100 + MINUTE_MS;
		await host.tick();
		expect(await asked('/users')).toBeGreaterThan(0);
	});
});

describe('Rows of a log', () => {
	it('are heard although n8n’s clock is an hour ahead of Kandji’s', async () => {
		const host = new Host('A', moved.simulator, { events: ['audit.event'] });
		const body = { next: null, previous: null, results: [] };
		const date = new Date(new Date().getTime() - 120 * MINUTE_MS).toUTCString();
		await moved.tenant.fault({
			path: '/api/v1/audit/events',
			kind: 'status',
			status: 200,
			headers: { date },
			body,
			times: 2,
		});
		await host.activate();
		await moved.tenant.control('POST', '/audit-events', { occurred_at: ago(118 * MINUTE_MS) });
		expect(await host.tick()).toHaveLength(1);
	});

	it('that one reading misses are not emitted again', async () => {
		const host = new Host('A', moved.simulator, { events: ['audit.event'] });
		await host.activate();
		await moved.tenant.control('POST', '/audit-events', {});
		expect(await host.tick()).toHaveLength(1);
		const body = { next: null, previous: null, results: [] };
		await moved.tenant.fault({ path: '/api/v1/audit/events', kind: 'status', status: 200, body });
		expect(await host.tick()).toEqual([]);
		expect(await host.tick()).toEqual([]);
	});

	it('without a time are emitted once', async () => {
		const host = new Host('A', moved.simulator, { events: ['audit.event'] });
		await host.activate();
		const results = [{ id: 'timeless', action: 'update', occurred_at: null }];
		const body = { next: null, previous: null, results };
		await moved.tenant.fault({
			path: '/api/v1/audit/events',
			kind: 'status',
			status: 200,
			body,
			times: 3,
		});
		for (let poll = 0; poll < 3; poll++) await host.tick();
		expect(host.delivered).toMatchObject([
			{ event: 'audit.event', auditEvent: { id: 'timeless' } },
		]);
	});

	it.each<[string, string, object]>([
		['audit.event', '/audit/events', { id: 'late', occurred_at: ago(50 * MINUTE_MS) }],
		[
			'vulnerability.detected',
			'/vulnerability-management/detections',
			{ device_id: 'd', cve_id: 'CVE-1', first_detection_date: ago(20 * 60 * MINUTE_MS) },
		],
	])('of %s that appear late are emitted once', async (event, path, row) => {
		const host = new Host('A', moved.simulator, { events: [event] });
		await host.activate();
		await host.tick();
		const body = { next: null, previous: null, results: [row] };
		await moved.tenant.fault({
			path: `/api/v1${path}`,
			kind: 'status',
			status: 200,
			body,
			times: 3,
		});
		for (let poll = 0; poll < 3; poll++) await host.tick();
		expect(host.delivered).toHaveLength(1);
	});
});

describe('Vulnerabilities that are detected again', () => {
	it('cost no more than a tenth of the hour, and are not emitted', async () => {
		const host = new Host('A', moved.simulator, { events: ['vulnerability.detected'] });
		await host.activate();
		const now = new Date();
		const again = Array.from({ length: 40 }, (_, page) => ({
			next: page < 39 ? `after${page}` : null,
			previous: null,
			results: Array.from({ length: 10 }, (__, row) => ({
				device_id: `d${page}`,
				cve_id: `CVE-${row}`,
				first_detection_date: '2026-01-01 00:00:00.000000',
				latest_detection_date: now.toISOString(),
			})),
		}));
		const path = '/api/v1/vulnerability-management/detections';
		for (const body of again) await moved.tenant.fault({ path, kind: 'status', status: 200, body });
		await host.tick();
		await moved.tenant.mend();
		await moved.tenant.forgetRequests();
		for (let poll = 0; poll < 5; poll++) await host.tick();
		expect(await moved.tenant.paths()).toEqual([]);
		expect(host.delivered).toEqual([]);
	});
});
