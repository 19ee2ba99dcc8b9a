import { eventually } from '../../demo/stage.mts';
import type { Stage } from './stage.mts';
import { event, mac, person } from './workflows-events.mts';
import type { Person } from './workflows-events.mts';

/** What offboarding.json does, in an n8n with all ready-made workflows that `open` gives. */
export function offboards(open: () => Stage): void {
	it('offboarding changes nothing for the sample of somebody who still works here, and says so', async () => {
		const stage = open();
		const gil = await person(stage, 'Gil');
		await mac(stage, { serial_number: 'STAYS', user: gil.id });
		await stage.control('DELETE', '/requests');
		const sample = [event('user.archived', { user: gil })];
		await expect(stage.fire('offboarding', sample, 'Nothing Done')).resolves.toEqual([
			{ result: 'Gil is not archived in Kandji: nothing was done.' },
		]);
		await expect(stage.writes()).resolves.toEqual([]);
		await expect(stage.rows('Offboarding Log')).resolves.toEqual([]);
	});

	it('offboarding takes devices back at once, and locks only those that a person approved', async () => {
		const stage = open();
		const { id: blueprint } = await stage.call<{ id: string }>('POST', '/api/v1/blueprints', {
			name: 'Offboarding',
			enrollment_code: { is_active: false },
		});
		const [dan, eve, fay] = [
			await person(stage, 'Dan'),
			await person(stage, 'Eve'),
			await person(stage, 'Fay'),
		];
		const dans = [
			await mac(stage, { serial_number: 'LEAVE1', user: dan.id }),
			await mac(stage, { serial_number: 'LEAVE2', user: dan.id }),
		];
		const eves = await mac(stage, { serial_number: 'LEAVE3', user: eve.id });
		await stage.control('POST', '/faults', {
			...{ method: 'PATCH', path: `/api/v1/devices/${eves.id}`, kind: 'status' },
			...{ status: 400, body: { error: 'Not this one' } },
		});
		await stage.control('DELETE', '/requests');
		const archived = [dan, eve, fay].map((user) =>
			event('user.archived', { user: { ...user, archived: true } }),
		);
		await stage.fire('offboarding', archived, 'Start for This Person');

		const log = async () => await stage.rows('Offboarding Log');
		const waiting = await eventually('every device in the log', async () => {
			const rows = await log();
			return rows.length === 4 ? rows : undefined;
		});
		const done = {
			unassigned: 'Yes',
			moved: 'Yes',
			noted: 'Yes',
			decision: 'Waiting',
			locked: 'No',
		};
		expect(waiting).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ deviceId: dans[0].id, email: dan.email, ...done }),
				expect.objectContaining({ deviceId: dans[1].id, email: dan.email, ...done }),
				expect.objectContaining({
					...{ deviceId: eves.id, ...done },
					unassigned: expect.stringContaining('Not this one') as unknown,
				}),
				expect.objectContaining({ email: fay.email, decision: 'No devices' }),
			]),
		);
		const { devices } = stage.tenant.tenant;
		for (const { id } of [...dans, eves]) expect(devices.get(id)?.blueprint_id).toBe(blueprint);
		for (const { id } of dans) expect(devices.get(id)?.user_id).toBeNull();
		const taken = [...dans, eves].flatMap(({ id }) => [
			`PATCH /devices/${id}`,
			`PATCH /devices/${id}`,
			`POST /devices/${id}/notes`,
		]);
		expect((await stage.writes()).sort()).toEqual(taken.sort());

		const linkOf = (user: Person) =>
			String(
				waiting.find(({ email, approvalLink }) => email === user.email && approvalLink)
					?.approvalLink,
			);
		const decisions = async (user: Person) =>
			(await log())
				.filter(({ email }) => email === user.email)
				.map(({ decision, locked }) => `${String(decision)}: ${String(locked)}`);
		await stage.answer(linkOf(eve), 'Lock the devices of Eve?', 'Do not lock');
		await eventually('the refusal in the log', async () =>
			(await decisions(eve)).includes('Do not lock: No') ? true : undefined,
		);
		expect((await stage.writes()).filter((write) => write.endsWith('/lock'))).toEqual([]);

		await stage.answer(linkOf(dan), 'Lock the devices of Dan?', 'Lock');
		await eventually('the locks in the log', async () =>
			(await decisions(dan)).every((decision) => decision === 'Lock: Yes') ? true : undefined,
		);
		expect((await stage.writes()).filter((write) => write.endsWith('/lock')).sort()).toEqual(
			dans.map(({ id }) => `POST /devices/${id}/action/lock`).sort(),
		);
	});

	it('offboarding (E4) unassigns before it deletes, and says where Kandji refuses because it could not', async () => {
		const stage = open();
		const [ida, jon] = [await person(stage, 'Ida'), await person(stage, 'Jon')];
		const idas = await mac(stage, { serial_number: 'DELETE1', user: ida.id });
		const jons = await mac(stage, { serial_number: 'DELETE2', user: jon.id });
		const path = `/api/v1/devices/${jons.id}`;
		const refused = { status: 400, body: { error: 'Not this one' } };
		await stage.control('POST', '/faults', { method: 'PATCH', path, kind: 'status', ...refused });
		await stage.control('DELETE', '/requests');
		const archived = [ida, jon].map((user) =>
			event('user.archived', { user: { ...user, archived: true } }),
		);
		await stage.fire('offboarding', archived, 'Start for This Person');
		const entry = async ({ id }: Person) =>
			(await stage.rows('Offboarding Log')).find(({ userId }) => userId === id);
		for (const user of [ida, jon]) {
			const link = await eventually('the question', async () => (await entry(user))?.approvalLink);
			const title = `Lock the devices of ${user.name}?`;
			await stage.answer(String(link), title, 'Do not lock', 'Delete from Kandji');
		}
		const outcome = async (user: Person) =>
			await eventually('the deletion in the log', async () => {
				const deleted = (await entry(user))?.deleted;
				return deleted === 'No' ? undefined : deleted;
			});
		await expect(outcome(ida)).resolves.toBe('Yes');
		await expect(outcome(jon)).resolves.toContain('still assigned');
		expect(stage.tenant.tenant.users.has(ida.id)).toBe(false);
		expect(stage.tenant.tenant.users.has(jon.id)).toBe(true);
		const writes = await stage.writes();
		expect(writes.indexOf(`PATCH /devices/${idas.id}`)).toBeGreaterThanOrEqual(0);
		expect(writes.indexOf(`DELETE /users/${ida.id}`)).toBeGreaterThan(
			writes.indexOf(`PATCH /devices/${idas.id}`),
		);
	});
}
