import type { Stage } from './stage.mts';
import { event, mac, person } from './workflows-events.mts';

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

	it('offboarding takes devices back at once, and lets nobody decide who only has the link', async () => {
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
		for (const { id } of [dan, eve, fay]) {
			await stage.control('PATCH', `/users/${id}`, { archived: true });
		}
		await stage.control('DELETE', '/requests');
		const archived = [dan, eve, fay].map((user) =>
			event('user.archived', { user: { ...user, archived: true } }),
		);
		await stage.fire('offboarding', archived, 'One Question per Person');

		const waiting = await stage.rows('Offboarding Log');
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
				expect.objectContaining({ email: fay.email, unassigned: 'No devices' }),
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

		await stage.activate('offboarding');
		const form = new FormData();
		form.set('field-0', String(waiting[0].id));
		const { status } = await stage.web('form/kandji-offboarding', { method: 'POST', body: form });
		await stage.deactivate('offboarding');
		expect(status).toBeGreaterThanOrEqual(400);
	});
}
