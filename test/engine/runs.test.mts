import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { chosen } from '../helpers/engine.mts';
import { simulate } from './simulated.mts';

const tenant = simulate({ devices: 90, users: 12 });

const NOWHERE = '6f1c6c2e-3f0b-4a55-9d0e-0c1a7b1d2e3f';
const ids = (count: number): IDataObject[] =>
	tenant
		.devices('Mac')
		.slice(0, count)
		.map(({ device_id: id }) => ({ id }));
const onDevices = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'deviceAction',
	operation,
	device: chosen('={{ $json.id }}'),
	...more,
});

describe('What stops a whole run', () => {
	const wholeRuns: Array<[string, INodeParameters, RegExp]> = [
		['too many devices', onDevices('lock'), /Max Devices allows 25/],
		['an unknown operation', { resource: 'device', operation: 'explode' }, /does not exist/],
	];

	it.each(wholeRuns)('%s reaches every item on the error output', async (_, parameters, words) => {
		const { outputs } = await tenant.run(parameters, {
			items: ids(26),
			node: { onError: 'continueErrorOutput' },
		});
		const [good = [], bad = []] = outputs;
		expect(good).toEqual([]);
		expect(bad.map(({ pairedItem }) => pairedItem)).toEqual(ids(26).map((_, item) => ({ item })));
		for (const { json } of bad) expect(json.error).toMatch(words);
		expect(await tenant.writes()).toEqual([]);
	});

	it.each(wholeRuns)('%s marks every item of the regular output', async (_, parameters, words) => {
		const { items } = await tenant.run(parameters, {
			items: ids(26),
			node: { onError: 'continueRegularOutput' },
		});
		expect(items).toHaveLength(26);
		for (const { json } of items) expect(json.error).toMatch(words);
	});

	it('gives items that every version of n8n takes for failing: error and message, nothing else', async () => {
		const { items } = await tenant.run(onDevices('lock'), {
			items: ids(26),
			node: { onError: 'continueRegularOutput' },
		});
		expect(Object.keys(items[0].json).sort()).toEqual(['error', 'message']);
	});
});

describe('A run that one refusal stops', () => {
	const fail = async (item: number, fault: object = {}) =>
		await tenant.control('POST', '/faults', {
			method: 'POST',
			path: `/api/v1/devices/${ids(25)[item].id}/action/restart`,
			kind: 'status',
			status: 400,
			body: ['No.'],
			...fault,
		});

	it('sends no disruptive command after the first that is refused', async () => {
		await fail(0);
		const { error } = await tenant.run(onDevices('restart'), { items: ids(25) });
		expect(error?.message).toMatch(/\[Item 0\]$/);
		expect(await tenant.writes()).toHaveLength(1);
	});

	it('tells what was carried out and what was not sent', async () => {
		await fail(2);
		const given = ids(5);
		const { error } = await tenant.run(onDevices('restart'), { items: given });
		expect(error?.description).toContain(
			`Carried out before this: ${given[0].id} [Item 0], ${given[1].id} [Item 1].`,
		);
		expect(error?.description).toContain(
			`Not sent: ${given[3].id} [Item 3], ${given[4].id} [Item 4].`,
		);
		expect(error?.description).not.toContain('Perhaps');
	});

	it('tells what nobody knows', async () => {
		await fail(1, { status: 503, body: 'upstream' });
		const given = ids(3);
		const { error } = await tenant.run(onDevices('restart'), { items: given });
		expect(error?.description).toContain(`Perhaps carried out: ${given[1].id} [Item 1].`);
		expect(await tenant.writes()).toHaveLength(2);
	});
});

describe('Equal commands to one device', () => {
	it('are sent once, and the output says so', async () => {
		const [{ id }] = ids(1);
		const [device] = tenant.devices('Mac');
		const { items, error } = await tenant.run(
			onDevices('erase', { confirmation: device.serial_number }),
			{ items: [{ id }, { id: String(id).toUpperCase() }, { id: device.serial_number }] },
		);
		expect(error).toBeUndefined();
		expect(await tenant.writes()).toHaveLength(1);
		expect(items.map(({ json }) => json.sameAsItem)).toEqual([undefined, 0, 0]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('fail together, without a second try', async () => {
		const { outputs } = await tenant.run(onDevices('restart'), {
			items: [{ id: NOWHERE }, { id: NOWHERE }],
			node: { onError: 'continueErrorOutput' },
		});
		expect(outputs[1].map(({ json }) => String(json.error).slice(-8))).toEqual([
			'[Item 0]',
			'[Item 1]',
		]);
		expect(await tenant.writes()).toHaveLength(1);
	});

	it('that differ in their fields are all sent', async () => {
		const [{ id }] = ids(1);
		await tenant.run(onDevices('setName', { deviceName: '={{ $json.name }}' }), {
			items: [
				{ id, name: 'A' },
				{ id, name: 'B' },
			],
		});
		expect(await tenant.writes()).toHaveLength(2);
	});
});

describe('Before anything is sent', () => {
	it('a wrong ninth script of ten stops all ten', async () => {
		const given = Array.from({ length: 10 }, (_, row) => ({ row }));
		const { error } = await tenant.run(
			{
				resource: 'customScript',
				operation: 'create',
				name: '=Script {{ $json.row }}',
				executionFrequency: 'once',
				script: 'exit 0',
				additionalFields: { showInSelfService: '={{ $json.row === 9 }}' },
			},
			{ items: given },
		);
		expect(error?.message).toBe(
			'Self Service Category is needed when Show in Self Service is on [Item 9]',
		);
		expect(await tenant.writes()).toEqual([]);
	});

	it('a missing file of the last item stops all', async () => {
		const { error } = await tenant.run(
			{
				resource: 'customProfile',
				operation: 'create',
				name: 'Wi-Fi',
				binaryPropertyName: 'data',
			},
			{ items: [{}, {}] },
		);
		expect(error?.message).toBe('The input item has no binary field "data" [Item 0]');
		expect(await tenant.requests()).toEqual([]);
	});

	it('a wrong limit stops all lists', async () => {
		const { error } = await tenant.run(
			{ resource: 'device', operation: 'getAll', limit: '={{ $json.limit }}' },
			{ items: [{ limit: 5 }, { limit: 0 }] },
		);
		expect(error?.message).toBe(
			'The parameter "Limit" is not a whole number of at least 1 [Item 1]',
		);
		expect(await tenant.requests()).toEqual([]);
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
			'"Delete" would act on 26 records; Max Records allows 25, so nothing was sent',
		);
		expect(await tenant.writes()).toEqual([]);
	});

	it('are shown by a dry run', async () => {
		const given = await tags(2);
		const { json } = await tenant.run(deleteTags({ dryRun: true }), { items: given });
		expect(json).toEqual(given.map(({ id }) => ({ dryRun: true, action: 'Delete', id })));
		expect(await tenant.writes()).toEqual([]);
	});
});
