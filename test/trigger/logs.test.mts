import { setTimeout as delay } from 'node:timers/promises';

import { camelCase, mapKeys } from 'lodash';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Host } from '../../tools/harness/host.mts';
import { Control } from '../../simulator/controlClient.mts';

let simulator: RunningSimulator;
let tenant: Control;

const LOGS: Array<[event: string, path: string, key: string]> = [
	['audit.event', '/audit-events', 'auditEvent'],
	['threat.detected', '/threats', 'threat'],
	['vulnerability.detected', '/detections', 'vulnerability'],
];

const inCamelCase = (row: Record<string, unknown>) => mapKeys(row, (_value, key) => camelCase(key));

beforeAll(async () => {
	simulator = await startSimulator({ devices: 30, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});

afterAll(async () => await simulator.close());

beforeEach(async () => await tenant.reset());

describe.each(LOGS)('%s', (event, path, key) => {
	const add = async (given: object = {}) =>
		await tenant.control<Record<string, unknown>>('POST', path, given);

	it('tells what is new, oldest first, each once', async () => {
		const host = new Host('A', simulator, { events: [event] });
		await host.activate();
		expect(await host.tick()).toEqual([]);
		const first = await add();
		// Rows of the same millisecond have no order.
		await delay(5);
		const second = await add();
		const emitted = await host.tick();
		expect(emitted).toMatchObject([
			{ event, [key]: inCamelCase(first) },
			{ event, [key]: inCamelCase(second) },
		]);
		expect(await host.tick()).toEqual([]);
		await add();
		expect(await host.tick()).toHaveLength(1);
		expect(new Set(host.delivered.map(({ eventId }) => eventId)).size).toBe(3);
	});

	it('delivers a backlog in parts, and goes on where it ended after a crash', async () => {
		const host = new Host('C', simulator, { events: [event], options: { maxEvents: 3 } });
		await host.activate();
		await host.tick();
		for (let index = 0; index < 8; index++) await add({ version: `9.${index}` });
		const sizes: number[] = [];
		for (const crash of [false, true, false, false, false])
			sizes.push((await host.tick({ crash })).length);
		expect(sizes).toEqual([3, 3, 3, 2, 0]);
		expect(new Set(host.delivered.map(({ eventId }) => eventId)).size).toBe(8);
	});
});

describe('audit events', () => {
	it('are filtered by action and target', async () => {
		const filters = { auditActions: 'delete', auditTargets: 'Blueprint, user' };
		const host = new Host('A', simulator, { events: ['audit.event'], filters });
		await host.activate();
		await tenant.control('POST', '/audit-events', { action: 'delete', target_type: 'blueprint' });
		await tenant.control('POST', '/audit-events', { action: 'update', target_type: 'blueprint' });
		await tenant.control('POST', '/audit-events', { action: 'delete', target_type: 'device' });
		expect(await host.tick()).toMatchObject([
			{ auditEvent: { action: 'delete', targetType: 'blueprint' } },
		]);
	});

	it('that appear late are still emitted', async () => {
		const host = new Host('A', simulator, { events: ['audit.event'] });
		await host.activate();
		await tenant.control('POST', '/audit-events', {});
		await host.tick();
		const late = new Date(Date.now() - 5 * 60_000).toISOString();
		await tenant.control('POST', '/audit-events', { occurred_at: late });
		expect(await host.tick()).toMatchObject([{ auditEvent: { occurredAt: late } }]);
	});

	it('of the very same moment are all emitted, also those that the cap cuts', async () => {
		const host = new Host('A', simulator, { events: ['audit.event'], options: { maxEvents: 2 } });
		await host.activate();
		const occurred_at = new Date().toISOString();
		for (let index = 0; index < 5; index++)
			await tenant.control('POST', '/audit-events', { occurred_at });
		for (let poll = 0; poll < 4; poll++) await host.tick();
		expect(new Set(host.delivered.map(({ eventId }) => eventId)).size).toBe(5);
		expect(host.delivered).toHaveLength(5);
	});
});

describe('users and blueprints', () => {
	it('tell what becomes of users', async () => {
		const events = [
			'user.archived',
			'user.changed',
			'user.created',
			'user.deleted',
			'user.deviceCountChanged',
			'user.restored',
		];
		const host = new Host('A', simulator, { events });
		await host.activate();
		const unowned = [...simulator.tenant.users.values()].filter(
			({ id }) => ![...simulator.tenant.devices.values()].some(({ user_id }) => user_id === id),
		);
		const [{ id: archived }, { id: deleted }] = unowned.filter(({ archived: is }) => !is);
		await tenant.control('PATCH', `/users/${archived}`, { archived: true, name: 'Nora Quill' });
		await tenant.control('DELETE', `/users/${deleted}`);
		const { id: created } = await tenant.control<{ id: string }>('POST', '/users', {});
		const emitted = (await host.tick()).map(({ event, user }) => [
			event,
			(user as { id: string }).id,
		]);
		expect(emitted).toHaveLength(4);
		expect(emitted).toEqual(
			expect.arrayContaining([
				['user.deleted', deleted],
				['user.archived', archived],
				['user.changed', archived],
				['user.created', created],
			]),
		);
		const [device] = simulator.tenant.devices.keys();
		await tenant.change(device, { user_id: created });
		const counted = await host.tick();
		expect(counted).toContainEqual(
			expect.objectContaining({
				event: 'user.deviceCountChanged',
				changes: { deviceCount: { from: 0, to: 1 } },
			}),
		);
	});

	it('tell what becomes of blueprints, and keep their enrollment codes to themselves', async () => {
		const host = new Host('A', simulator, {
			events: ['blueprint.changed', 'blueprint.created', 'blueprint.deleted'],
			options: { maxEvents: 10 },
		});
		await host.activate();
		const [changed, deleted] = simulator.tenant.blueprints.values();
		changed.name = 'Renamed';
		await tenant.control('DELETE', `/blueprints/${deleted.id}`);
		const items = await host.tick();
		expect(items).toMatchObject([
			{ event: 'blueprint.deleted', blueprint: { id: deleted.id } },
			{ event: 'blueprint.changed', changes: { name: { to: 'Renamed' } } },
		]);
		expect(JSON.stringify([items, host.saved])).not.toContain(changed.enrollment_code.code);
	});
});
