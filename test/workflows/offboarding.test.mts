import type { IDataObject } from 'n8n-workflow';

import { HARMFUL, HOSTILE } from '../helpers/hostile.mts';
import { MemoryTables } from '../helpers/dataTables.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import { readyWorkflow, runReady } from '../helpers/workflow.mts';

const FILE = 'offboarding';
const LOG = 'Offboarding Log';
const LOCK = 'Lock the devices';
const BOTH = 'Lock the devices and delete the person';

describe('offboarding', () => {
	const tenant = new TestTenant();
	let tables: MemoryTables;

	beforeAll(async () => {
		await tenant.open();
		await tenant.call('POST', '/api/v1/blueprints', {
			...{ name: 'Offboarding', enrollment_code: { is_active: false } },
		});
	});
	afterAll(async () => await tenant.close());
	beforeEach(() => {
		tables = new MemoryTables();
	});

	const archived = async (name: string, macs: number) => {
		const user = await tenant.person(name);
		const devices = [];
		for (let at = 0; at < macs; at++) devices.push(await tenant.mac({ user: user.id }));
		await tenant.behind.control('PATCH', `/users/${user.id}`, { archived: true });
		return { user: { ...user, archived: true }, devices };
	};
	const leave = async (...users: IDataObject[]) => {
		const events = users.map((user) => ({ user, occurredAt: '2026-11-20T08:00:00Z' }));
		const pins = { 'Kandji Trigger': events };
		return await runReady(FILE, { pins, credential: tenant.credential, tables });
	};
	const decide = async (entry: unknown, decision: string, confirm: string) =>
		await runReady(FILE, {
			pins: { Decide: [{ entry: entry as number, user: { email: 'it@accuhive.example' } }] },
			answers: { Ask: { decision: [decision], confirm } },
			credential: tenant.credential,
			tables,
		});
	const log = () => tables.rows(LOG);
	/** Decides on a page that stays open until something has happened. */
	const decideAfter = async (happens: () => Promise<unknown>, decision: string, confirm: string) =>
		await runReady(FILE, {
			pins: { Decide: [{ entry: log()[0].id as number, user: { email: 'it@accuhive.example' } }] },
			answers: {
				Ask: async () => {
					await happens();
					return { decision: [decision], confirm };
				},
			},
			credential: tenant.credential,
			tables,
		});
	const locks = async () => (await tenant.writes()).filter((write) => write.endsWith('/lock'));

	it('lets only people who are logged in to n8n decide', () => {
		const form = readyWorkflow(FILE).nodes.find(({ name }) => name === 'Decide');
		expect(form?.parameters.authentication).toBe('n8nUserAuth');
	});

	it('changes nothing for somebody who is not archived', async () => {
		const user = await tenant.person('Gil');
		await tenant.mac({ user: user.id });
		await tenant.writes();
		const { items } = await leave(user);
		expect(items('Nothing Done')).toHaveLength(1);
		await expect(tenant.writes()).resolves.toEqual([]);
		expect(log()).toEqual([]);
	});

	it('takes back the devices of each person, and logs a person without any', async () => {
		const [dan, fay, eve] = [
			await archived('Dan', 2),
			await archived('Fay', 0),
			await archived('Eve', 1),
		];
		await leave(dan.user, fay.user, eve.user);
		const rows = log();
		expect(rows).toHaveLength(4);
		const ids = (email: string) =>
			rows
				.filter((row) => row.email === email)
				.map(({ deviceId }) => deviceId)
				.sort();
		expect(ids(dan.user.email)).toEqual(dan.devices.map(({ device_id }) => device_id).sort());
		expect(ids(eve.user.email)).toEqual(eve.devices.map(({ device_id }) => device_id));
		expect(ids(fay.user.email)).toEqual(['']);
		for (const { device_id } of dan.devices) {
			await expect(tenant.device(device_id)).resolves.toMatchObject({
				...{ blueprint_name: 'Offboarding', user: '' },
			});
		}
		await expect(locks()).resolves.toEqual([]);
	});

	it('locks after the email was typed, and only once', async () => {
		const { user, devices } = await archived('Ida', 2);
		await leave(user);
		const [{ id }] = log();
		await tenant.writes();
		await decide(id, LOCK, ` ${user.email.toUpperCase()} `);
		await expect(locks()).resolves.toHaveLength(2);
		expect(log()).toMatchObject(
			devices.map(() => ({ locked: 'Yes', decision: LOCK, decidedBy: 'it@accuhive.example' })),
		);
		const { ran } = await decide(id, LOCK, user.email);
		expect(ran('Nothing Waits')).toBe(true);
		await expect(locks()).resolves.toEqual([]);
	});

	it.each([
		[LOCK, ''],
		[LOCK, 'somebody@else.example'],
		[BOTH, 'x'],
		['Nothing', ''],
	])('does nothing after %j with %j', async (decision, confirm) => {
		const { user } = await archived('Jon', 1);
		await leave(user);
		const [{ id }] = log();
		await tenant.writes();
		await decide(id, decision, confirm);
		await expect(tenant.writes()).resolves.toEqual([]);
		expect(log()[0].decision).toBe(decision === 'Nothing' ? 'Nothing' : 'Waiting');
	});

	it('does nothing when Kandji no longer shows the person as archived', async () => {
		const { user } = await archived('Kim', 1);
		await leave(user);
		await tenant.behind.control('PATCH', `/users/${user.id}`, { archived: false });
		await tenant.writes();
		const { last } = await decide(log()[0].id, BOTH, user.email);
		expect(JSON.stringify(last('Ask'))).toContain('does not show the person as archived');
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it('does nothing when the person comes back while the page is open', async () => {
		const { user } = await archived('Kai', 1);
		await leave(user);
		await tenant.writes();
		const { ran } = await decideAfter(
			async () => {
				await tenant.behind.control('PATCH', `/users/${user.id}`, { archived: false });
			},
			BOTH,
			user.email,
		);
		expect(ran('Not Confirmed')).toBe(true);
		await expect(tenant.writes()).resolves.toEqual([]);
		expect(log()[0].decision).toBe('Waiting');
	});

	it('locks only what the page showed', async () => {
		const { user, devices } = await archived('Lea', 1);
		await leave(user);
		const late = await tenant.mac({ user: user.id });
		await tenant.writes();
		await decideAfter(async () => await leave(user), LOCK, user.email);
		await expect(locks()).resolves.toEqual([`POST /devices/${devices[0].device_id}/action/lock`]);
		expect(log().find(({ deviceId }) => deviceId === late.device_id)?.decision).toBe('Waiting');
	});

	it('takes nothing from somebody who is back when the event is late', async () => {
		const { user } = await archived('Ole', 1);
		await tenant.behind.control('PATCH', `/users/${user.id}`, { archived: false });
		await tenant.writes();
		await leave(user);
		await expect(tenant.writes()).resolves.toEqual([]);
		expect(log()).toMatchObject([
			{ deviceId: '', unassigned: expect.stringContaining('archived') },
		]);
	});

	it('does not lock a device that somebody else has by now', async () => {
		const { user, devices } = await archived('Leo', 1);
		await leave(user);
		const next = await tenant.person('Next');
		await tenant.behind.change(devices[0].device_id, { user: next.id });
		await tenant.writes();
		await decide(log()[0].id, LOCK, user.email);
		await expect(locks()).resolves.toEqual([]);
		expect(log()[0].locked).toBe(`Not locked: it is assigned to ${next.email} now`);
	});

	it('deletes the person after the devices, confirmed by what was typed', async () => {
		const { user, devices } = await archived('Mia', 1);
		await leave(user);
		await tenant.writes();
		await decide(log()[0].id, BOTH, user.email);
		await expect(tenant.writes()).resolves.toEqual([
			`POST /devices/${devices[0].device_id}/action/lock`,
			`DELETE /users/${user.id}`,
		]);
		expect(log()).toMatchObject([{ locked: 'Yes', deleted: 'Yes' }]);
	});

	it('goes on where a step fails for one device, and logs it', async () => {
		const { user, devices } = await archived('Ned', 2);
		const path = `/api/v1/devices/${devices[0].device_id}`;
		const refused = { status: 400, body: { error: 'Not this one' } };
		await tenant.behind.fault({ method: 'PATCH', path, kind: 'status', ...refused, times: 2 });
		await leave(user);
		await tenant.behind.mend();
		const outcome = ({ device_id }: { device_id: string }) =>
			log().find(({ deviceId }) => deviceId === device_id);
		expect(outcome(devices[0])?.unassigned).toContain('Not this one');
		expect(outcome(devices[0])?.noted).toBe('Yes');
		expect(outcome(devices[1])).toMatchObject({ unassigned: 'Yes', moved: 'Yes', noted: 'Yes' });
	});

	it.each(Object.entries(HOSTILE))('shows a name with %s as plain text', async (_kind, name) => {
		const { user } = await archived(name.slice(0, 200), 0);
		await tenant.mac({ device_name: name, user: user.id });
		const { error, items } = await leave(user);
		expect(error).toBeUndefined();
		const { last } = await decide(log()[0].id, 'Nothing', '');
		const asked = [last('Ask'), ...items('One Question per Person')];
		expect(JSON.stringify(asked).replaceAll('\\"', '"')).not.toMatch(HARMFUL);
		expect(JSON.stringify(asked).length).toBeLessThan(3000);
	});
});
