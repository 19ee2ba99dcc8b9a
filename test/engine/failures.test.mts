import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { chosen } from '../../tools/harness/engine.mts';
import { simulate } from './simulated.mts';

const tenant = simulate({ devices: 90, users: 12 });

const NOWHERE = '6f1c6c2e-3f0b-4a55-9d0e-0c1a7b1d2e3f';

/** Items of which the given ones name a device that does not exist. */
const items = (count: number, wrong: number[]): IDataObject[] =>
	tenant
		.devices('Mac')
		.slice(0, count)
		.map(({ device_id: id }, index) => ({ id: wrong.includes(index) ? NOWHERE : id, row: index }));
const command = async (
	operation: string,
	given: IDataObject[],
	node: Partial<INode> = {},
	more: INodeParameters = {},
) =>
	await tenant.run(
		{ resource: 'deviceAction', operation, device: chosen('={{ $json.id }}'), ...more },
		{ items: given, node },
	);
const fault = async (path: string, more: object = {}) =>
	await tenant.control('POST', '/faults', {
		path,
		kind: 'status',
		status: 400,
		body: ['No.'],
		...more,
	});
const paired = (list: Array<{ pairedItem?: unknown }>) => list.map(({ pairedItem }) => pairedItem);

/** How outputs name a device that was acted on; read before it is gone. */
const shown = new Map<string, IDataObject>();
beforeEach(() => {
	for (const device of tenant.devices()) {
		const { device_id: id, serial_number: serialNumber, device_name: name, platform } = device;
		const user = tenant.simulator.tenant.users.get(device.user_id ?? '')?.email ?? null;
		shown.set(id, { id, serialNumber, name, platform, user, matchedBy: 'id' });
	}
});
const shownOf = (id: string) => shown.get(id);

describe('When items fail', () => {
	it('the run stops with the first of them, and its message names the item', async () => {
		const { error, items: out } = await command('restart', items(10, [3, 6]));
		expect(error?.message).toMatch(/ \[Item 3\]$/);
		expect(error).toMatchObject({ context: { itemIndex: 3 }, httpCode: '404' });
		expect(out).toEqual([]);
	});

	it('Continue On Fail gives one item for each, in order, and exactly the failing ones fail', async () => {
		const { items: out, error } = await command('restart', items(10, [0, 3, 9]), {
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(paired(out)).toEqual(items(10, []).map((_, item) => ({ item })));
		expect(out.map(({ json }) => 'error' in json)).toEqual(
			items(10, []).map((_, item) => [0, 3, 9].includes(item)),
		);
		expect(out[3].json).toMatchObject({
			error: expect.stringMatching(/ \[Item 3\]$/),
			message: expect.stringContaining('Check the ID'),
		});
	});

	it('the error output gets exactly the failing ones, with what the item held', async () => {
		const { outputs } = await command('restart', items(10, [0, 3, 9]), {
			onError: 'continueErrorOutput',
		});
		const [good, bad] = outputs;
		expect(paired(good)).toEqual([1, 2, 4, 5, 6, 7, 8].map((item) => ({ item })));
		expect(paired(bad)).toEqual([0, 3, 9].map((item) => ({ item })));
		for (const [index, { json }] of bad.entries()) {
			expect(json.error).toMatch(new RegExp(`\\[Item ${[0, 3, 9][index]}\\]$`));
			expect(json.message).toContain('Check the ID');
		}
	});

	it('each that shares a look-up is reported with its own number', async () => {
		await fault('/api/v1/devices', { status: 403, times: 99 });
		const { items: out } = await tenant.run(
			{ resource: 'device', operation: 'get', device: chosen('C02FK1ZMQ6L4') },
			{ items: [{}, {}, {}], node: { onError: 'continueRegularOutput' } },
		);
		expect(out.map(({ json }) => /\[Item \d\]/.exec(String(json.error))?.[0])).toEqual([
			'[Item 0]',
			'[Item 1]',
			'[Item 2]',
		]);
	});

	it('while a confirmation is wrong, the others are still carried out', async () => {
		const [one, two] = tenant.devices('Mac');
		const given = [
			{ id: one.device_id, serial: 'WRONG' },
			{ id: two.device_id, serial: two.serial_number },
		];
		const { outputs } = await command(
			'erase',
			given,
			{ onError: 'continueErrorOutput' },
			{ confirmation: '={{ $json.serial }}' },
		);
		expect(outputs.map(paired)).toEqual([[{ item: 1 }], [{ item: 0 }]]);
		expect((await tenant.writes()).map(({ path }) => path)).toEqual([
			`/api/v1/devices/${two.device_id}/action/erase`,
		]);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'Retry On Fail does not send again what was carried out (%s)',
		async (onError) => {
			const node: Partial<INode> = { onError, retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			const { outputs } = await command('restart', items(6, [0, 4]), node);
			const sent = (await tenant.writes()).map(({ path }) => path);
			expect(sent).toHaveLength(4);
			expect(new Set(sent).size).toBe(4);
			const failing = outputs.flat().filter(({ json }) => json.error !== undefined);
			expect(paired(failing)).toEqual([{ item: 0 }, { item: 4 }]);
			const [first, later] = failing.map(({ json }) => json);
			// n8n decides by the first item alone, and writes nothing else of an error that stands beside the data.
			expect(first).toEqual({ error: expect.stringMatching(/\[Item 0\]$/) });
			expect(later.error).toMatch(/\[Item 4\]$/);
			expect(later.message).toContain('Check the ID');
			expect(later.row).toBe(onError === 'continueErrorOutput' ? 4 : undefined);
		},
	);

	it('nothing that waits behind a failed write to the same device is sent', async () => {
		const { device_id: id } = tenant.device('Mac');
		await fault(`/api/v1/devices/${id}`, { method: 'PATCH' });
		const given = Array.from({ length: 10 }, (_, index) => ({ id, tag: `A-${index}` }));
		const { error } = await tenant.run(
			{
				resource: 'device',
				operation: 'update',
				device: chosen('={{ $json.id }}'),
				updateFields: { assetTag: '={{ $json.tag }}' },
			},
			{ items: given },
		);
		expect(error?.message).toContain('[Item 0]');
		expect(await tenant.writes()).toHaveLength(1);
	});
});

describe('Writes', () => {
	it('to the same device keep the order of their items, others run side by side', async () => {
		const [one, two] = tenant.devices('Mac');
		const given = Array.from({ length: 40 }, (_, index) => ({
			id: (index % 2 === 0 ? one : two).device_id,
			tag: `A-${index}`,
		}));
		const { json, error } = await tenant.run(
			{
				resource: 'device',
				operation: 'update',
				device: chosen('={{ $json.id }}'),
				updateFields: { assetTag: '={{ $json.tag }}' },
			},
			{ items: given },
		);
		expect(error).toBeUndefined();
		expect(json.map(({ assetTag: tag }) => tag)).toEqual(given.map(({ tag }) => tag));
		for (const { device_id: id } of [one, two]) {
			const sent = (await tenant.writes()).filter(({ path }) => path.endsWith(id));
			const wanted = given.filter((each) => each.id === id).map(({ tag }) => ({ asset_tag: tag }));
			expect(sent.map(({ body }) => body)).toEqual(wanted);
		}
		expect(tenant.simulator.tenant.devices.get(two.device_id)?.asset_tag).toBe('A-39');
	});

	it('that delete answer that it is done, with the ID', async () => {
		const { device_id: id, serial_number: confirmation } = tenant.device('Mac');
		const { items: out } = await tenant.run({
			resource: 'device',
			operation: 'delete',
			device: chosen(confirmation, 'list'),
			confirmation,
		});
		const json = { deleted: true, ...shownOf(id), matchedBy: 'serialNumber' };
		expect(out).toEqual([{ json, pairedItem: { item: 0 } }]);
	});

	it('that delete a user who still has a device say so in the words of Kandji', async () => {
		const owner = tenant.devices().find(({ user_id: id }) => id !== null)?.user_id ?? '';
		const email = tenant.simulator.tenant.users.get(owner)?.email ?? '';
		const { error } = await tenant.run({
			resource: 'user',
			operation: 'delete',
			user: chosen(owner),
			confirmation: email,
		});
		expect(error?.message).toContain('User still assigned to one or more devices');
	});

	it('that Kandji answers with nothing give an item all the same', async () => {
		const { items: out } = await command('restart', items(1, []));
		const [{ id }] = items(1, []);
		const lookUp = expect.stringContaining('Device > Get Command Status');
		const sent = { command: 'RestartDevice', acceptedAt: expect.stringMatching(/^\d{4}-.*Z$/) };
		const json = { success: true, accepted: true, ...sent, ...shownOf(String(id)), lookUp };
		expect(out).toEqual([{ json, pairedItem: { item: 0 } }]);
	});

	it('that cancel a lost mode request do not claim that the device was deleted', async () => {
		const { device_id: id } = tenant.device('iPhone');
		await tenant.control('POST', '/faults', { method: 'DELETE', kind: 'status', status: 204 });
		const { json } = await tenant.run({
			resource: 'deviceAction',
			operation: 'cancelLostMode',
			device: chosen(id),
		});
		expect(json).toEqual([{ success: true, ...shownOf(id) }]);
	});

	it('whose answer holds a top-level error are no failure', async () => {
		const { device_id: id } = tenant.device('Mac');
		await tenant.control('POST', '/faults', {
			path: `/api/v1/devices/${id}`,
			kind: 'status',
			status: 200,
			body: { device_id: id, error: 'last sync' },
		});
		const { outputs } = await tenant.run(
			{ resource: 'device', operation: 'get', device: chosen(id), output: 'raw' },
			{ node: { onError: 'continueErrorOutput' } },
		);
		expect(outputs[1]).toEqual([]);
		expect(outputs[0][0].json).toMatchObject({ device_id: id, errorDetail: 'last sync' });
	});
});

it('Every item of a list belongs to the input item that asked for it', async () => {
	const { items: out } = await tenant.run(
		{ resource: 'device', operation: 'getAll', limit: 3 },
		{ items: [{}, {}] },
	);
	expect(paired(out)).toEqual([0, 0, 0, 1, 1, 1].map((item) => ({ item })));
});
