import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { chosen } from '../../tools/harness/engine.mts';
import { onDevices, simulate } from './simulated.mts';

const tenant = simulate({ devices: 90, users: 12 });

describe('What stops a whole run', () => {
	const wholeRuns: Array<[string, INodeParameters, RegExp]> = [
		['too many devices', onDevices('lock'), /Max Devices allows 25/],
		['an unknown operation', { resource: 'device', operation: 'explode' }, /does not exist/],
	];

	it.each(wholeRuns)('%s reaches every item on the error output', async (_, parameters, words) => {
		const { outputs } = await tenant.run(parameters, {
			items: tenant.macs(26),
			node: { onError: 'continueErrorOutput' },
		});
		const [good = [], bad = []] = outputs;
		expect(good).toEqual([]);
		expect(bad.map(({ pairedItem }) => pairedItem)).toEqual(
			tenant.macs(26).map((_, item) => ({ item })),
		);
		for (const { json } of bad) expect(json.error).toMatch(words);
		expect(await tenant.writes()).toEqual([]);
	});

	it.each(wholeRuns)('%s marks every item of the regular output', async (_, parameters, words) => {
		const { items } = await tenant.run(parameters, {
			items: tenant.macs(26),
			node: { onError: 'continueRegularOutput' },
		});
		expect(items).toHaveLength(26);
		for (const { json } of items) expect(json.error).toMatch(words);
	});

	it('gives items that every version of n8n takes for failing: error and message, nothing else', async () => {
		const { items } = await tenant.run(onDevices('lock'), {
			items: tenant.macs(26),
			node: { onError: 'continueRegularOutput' },
		});
		expect(Object.keys(items[0].json).sort()).toEqual(['error', 'message']);
	});
});

describe('A run that one refusal stops', () => {
	const fail = async (item: number, fault: object = {}) =>
		await tenant.control('POST', '/faults', {
			method: 'POST',
			path: `/api/v1/devices/${tenant.macs(25)[item].id}/action/restart`,
			kind: 'status',
			status: 400,
			body: ['No.'],
			...fault,
		});

	it('sends no disruptive command after the first that is refused', async () => {
		await fail(0);
		const { error } = await tenant.run(onDevices('restart'), { items: tenant.macs(25) });
		expect(error?.message).toMatch(/\[Item 0\]$/);
		expect(await tenant.writes()).toHaveLength(1);
	});

	it('tells what was carried out and what was not sent', async () => {
		await fail(2);
		const given = tenant.macs(5);
		const { error } = await tenant.run(onDevices('restart'), { items: given });
		expect(error?.description).toContain(
			`Carried out before this: ${given[0].id} (item 0), ${given[1].id} (item 1).`,
		);
		expect(error?.description).toContain(
			`Not sent: ${given[3].id} (item 3), ${given[4].id} (item 4).`,
		);
		expect(error?.description).not.toContain('Perhaps');
	});

	it('tells what nobody knows', async () => {
		await fail(1, { status: 503, body: 'upstream' });
		const given = tenant.macs(3);
		const { error } = await tenant.run(onDevices('restart'), { items: given });
		expect(error?.description).toContain(`Perhaps carried out: ${given[1].id} (item 1).`);
		expect(await tenant.writes()).toHaveLength(2);
	});
});

describe('Equal commands to one device', () => {
	it('are sent once, and the output says so', async () => {
		const [{ id }] = tenant.macs(1);
		const [device] = tenant.devices('Mac');
		const { items, error } = await tenant.run(
			onDevices('erase', { confirmation: device.serial_number }),
			{ items: [{ id }, { id: String(id).toUpperCase() }, { id: device.serial_number }] },
		);
		expect(error).toBeUndefined();
		expect(await tenant.writes()).toHaveLength(1);
		expect(items.map(({ json }) => json.sameAsItem)).toEqual([undefined, 0, 0]);
		expect(items.map(({ json }) => json.alreadyPending)).toEqual([undefined, true, true]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('fail together, without a second try', async () => {
		const [{ id }] = tenant.macs(1);
		await tenant.control('POST', '/faults', {
			method: 'POST',
			path: `/api/v1/devices/${id}/action/restart`,
			kind: 'status',
			status: 400,
			body: ['No.'],
		});
		const { outputs } = await tenant.run(onDevices('restart'), {
			items: [{ id }, { id }],
			node: { onError: 'continueErrorOutput' },
		});
		expect(outputs[1].map(({ json }) => String(json.error).slice(-8))).toEqual([
			'[Item 0]',
			'[Item 1]',
		]);
		expect(await tenant.writes()).toHaveLength(1);
	});

	it('that differ in their fields are all sent', async () => {
		const [{ id }] = tenant.macs(1);
		await tenant.run(onDevices('setName', { deviceName: '={{ $json.name }}' }), {
			items: [
				{ id, name: 'A' },
				{ id, name: 'B' },
			],
		});
		expect(await tenant.writes()).toHaveLength(2);
	});
});

describe('Deletes that nothing brings back', () => {
	const tags = async (count: number): Promise<IDataObject[]> => {
		const { json } = await tenant.run(
			{ resource: 'tag', operation: 'create', name: '={{ $json.name }}' },
			{ items: Array.from({ length: count }, (_, row) => ({ name: `tag ${row}` })) },
		);
		await tenant.control('DELETE', '/requests');
		return json.map(({ id }) => ({ id }));
	};
	const deleteTags = (options: INodeParameters = {}): INodeParameters => ({
		resource: 'tag',
		operation: 'delete',
		tag: chosen('={{ $json.id }}'),
		options,
	});

	it('are limited like commands to devices', async () => {
		const { error } = await tenant.run(deleteTags(), { items: await tags(26) });
		expect(error?.message).toBe(
			'"Delete" would act on 26 records; Options > Max Records allows 25, so nothing was sent',
		);
		expect(await tenant.writes()).toEqual([]);
	});

	it('are shown by a dry run', async () => {
		const given = await tags(2);
		const { json } = await tenant.run(deleteTags({ dryRun: true }), { items: given });
		expect(json).toEqual(
			given.map(({ id }) => ({ dryRun: true, action: 'Delete', id, matchedBy: 'id' })),
		);
		expect(await tenant.writes()).toEqual([]);
	});
});

describe('Tags', () => {
	const tagged = async (operation: string, tags: string) => {
		const { device_id: id } = tenant.device('Mac');
		return (await tenant.run({ resource: 'device', operation, device: chosen(id), tags })).json[0];
	};

	it('are added to those that the device has, and taken from them', async () => {
		const before = [...tenant.device('Mac').tags];
		const added = await tagged('addTags', 'spare, night shift');
		expect(added).toMatchObject({
			changed: true,
			tags: [...before, 'spare', 'night shift'],
			added: ['spare', 'night shift'],
			removed: [],
		});
		const removed = await tagged('removeTags', 'spare');
		expect(removed).toMatchObject({ tags: [...before, 'night shift'], removed: ['spare'] });
	});

	it('that change nothing are not sent', async () => {
		expect(await tagged('removeTags', 'never there')).toMatchObject({ changed: false });
		expect(await tenant.writes()).toEqual([]);
	});

	it('of several items for one device are all kept', async () => {
		const { device_id: id } = tenant.device('Mac');
		await tenant.run(
			{ resource: 'device', operation: 'addTags', device: chosen(id), tags: '={{ $json.tag }}' },
			{ items: Array.from({ length: 8 }, (_, row) => ({ tag: `t${row}` })) },
		);
		expect(tenant.device('Mac').tags).toEqual(expect.arrayContaining(['t0', 't3', 't7']));
	});
});

describe('A confirmation', () => {
	it('is never right for a device that cannot be read', async () => {
		const { device_id: id } = tenant.device('Mac');
		await tenant.control('POST', '/faults', {
			method: 'GET',
			path: `/api/v1/devices/${id}`,
			kind: 'status',
			status: 200,
			body: {},
			times: 5,
		});
		const { error } = await tenant.run({
			resource: 'deviceAction',
			operation: 'erase',
			device: chosen(id),
			confirmation: id,
		});
		expect(error?.message).toMatch(/cannot be checked/);
		expect(await tenant.writes()).toEqual([]);
	});
});

describe('Writes to a record of which there is one', () => {
	it('keep the order of their items', async () => {
		const { error } = await tenant.run(
			{
				resource: 'blueprintRouting',
				operation: 'update',
				updateFields: { enrollmentActive: '={{ $json.on }}' },
			},
			{ items: Array.from({ length: 9 }, (_, row) => ({ on: row % 2 === 0 })) },
		);
		expect(error).toBeUndefined();
		const sent = (await tenant.writes()).map(({ body }) => JSON.stringify(body));
		expect(sent.map((body) => body.includes('true'))).toEqual(
			Array.from({ length: 9 }, (_, row) => row % 2 === 0),
		);
	});
});
