import type { INodeParameters } from 'n8n-workflow';

import { UNKIND } from '../client/client.mts';
import { chosen } from '../../tools/harness/engine.mts';
import { asTool, onDevices, simulate } from './simulated.mts';

const tenant = simulate({ devices: 90, users: 12 });

describe('A confirmation', () => {
	const erase = async (confirmation: string, device = tenant.device('Mac')) =>
		await tenant.run({
			resource: 'deviceAction',
			operation: 'erase',
			device: chosen(device.device_id),
			confirmation,
		});

	it.each<[string, () => string]>([
		['is missing', () => '={{ "" }}'],
		['is blank', () => '={{ "  " }}'],
		['is the serial number of another device', () => tenant.devices('Mac')[1].serial_number],
		['is a part of the serial number', () => tenant.device('Mac').serial_number.slice(0, -1)],
		['is the name of the device', () => tenant.device('Mac').device_name],
		['is the ID of the device', () => tenant.device('Mac').device_id],
		['comes from an expression that gives nothing', () => '={{ $json.nothing }}'],
	])('that %s lets nothing be sent', async (_, confirmation) => {
		const { error } = await erase(confirmation());
		expect(error?.message).toMatch(
			/is not the serial number of the chosen device, so nothing was sent \[Item 0\]$/,
		);
		expect(error?.description).toContain('serial number');
		expect(`${error?.message} ${error?.description}`).not.toMatch(UNKIND);
		expect(await tenant.writes()).toEqual([]);
	});

	it('in lower case and with blanks is right', async () => {
		const { error } = await erase(` ${tenant.device('Mac').serial_number.toLowerCase()} `);
		expect(error).toBeUndefined();
		expect(await tenant.writes()).toHaveLength(1);
	});

	it('that is wrong for one item stops the run before anything is sent', async () => {
		const [one, two] = tenant.devices('Mac');
		const { error } = await tenant.run(
			onDevices('erase', { confirmation: '={{ $json.serial }}' }),
			{
				items: [
					{ id: one.device_id, serial: one.serial_number },
					{ id: two.device_id, serial: one.serial_number },
				],
			},
		);
		expect(error?.message).toContain('[Item 1]');
		expect(await tenant.writes()).toEqual([]);
	});

	it('of a user is the email', async () => {
		const [{ id }] = tenant.simulator.tenant.users.values();
		const { error } = await tenant.run({
			resource: 'user',
			operation: 'delete',
			user: chosen(id),
			confirmation: 'somebody@example.com',
		});
		expect(error?.message).toContain('is not the email of the chosen user');
		expect(await tenant.writes()).toEqual([]);
	});

	it('of a device that does not exist is not asked of others', async () => {
		const { error } = await tenant.run({
			resource: 'device',
			operation: 'delete',
			device: chosen('6f1c6c2e-3f0b-4a55-9d0e-0c1a7b1d2e3f'),
			confirmation: 'C02FK1ZMQ6L4',
		});
		expect(error).toMatchObject({ httpCode: '404' });
		expect(await tenant.writes()).toEqual([]);
	});
});

describe('Max Devices', () => {
	it('lets 25 devices pass', async () => {
		const { json, error } = await tenant.run(onDevices('restart'), { items: tenant.macs(25) });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(25);
	});

	it('stops 26 devices before anything is sent, and names the limit', async () => {
		const { error } = await tenant.run(onDevices('restart'), { items: tenant.macs(26) });
		expect(error?.message).toBe(
			'"Restart" would act on 26 devices; Options > Max Devices allows 25, so nothing was sent',
		);
		expect(error?.description).toContain('raise Options > Max Devices');
		expect(await tenant.writes()).toEqual([]);
	});

	it('stops 26 devices even where the workflow goes on after failing items', async () => {
		await tenant.run(onDevices('restart'), {
			items: tenant.macs(26),
			node: { onError: 'continueRegularOutput' },
		});
		expect(await tenant.writes()).toEqual([]);
	});

	it.each<[string, unknown, number, number]>([
		['a higher number', 30, 26, 26],
		['a lower number', 2, 3, 0],
	])('takes %s', async (_, maxDevices, count, sent) => {
		const options = { maxDevices } as INodeParameters;
		await tenant.run(onDevices('restart', { options }), { items: tenant.macs(count) });
		expect(await tenant.writes()).toHaveLength(sent);
	});

	it.each<[string, unknown, string]>([
		['zero', 0, 'Max Devices is not a whole number of at least 1, but "0"'],
		['nothing', '={{ $json.nothing }}', 'Max Devices is empty'],
		['an empty text', '={{ "" }}', 'Max Devices is empty'],
		['a word', '={{ "many" }}', 'Max Devices is not a whole number of at least 1, but "many"'],
		['an object', '={{ $json }}', 'Max Devices is not a whole number of at least 1, but an object'],
	])('that is %s stops the run', async (_, maxDevices, message) => {
		for (const [operation, where] of [
			['restart', { options: { maxDevices } }],
			['shutdown', { maxDevices }],
		] as const) {
			const { error } = await tenant.run(onDevices(operation, where as INodeParameters), {
				items: tenant.macs(1),
			});
			expect(error?.message).toBe(`${message} [Item 0]`);
		}
		expect(await tenant.writes()).toEqual([]);
	});

	it('is named as the panel shows it', async () => {
		const { error } = await tenant.run(onDevices('lock'), { items: tenant.macs(26) });
		expect(error?.message).toContain('; Max Devices allows 25, so');
		const raised = await tenant.run(onDevices('lock', { maxDevices: 26 }), {
			items: tenant.macs(26),
		});
		expect(raised.json).toHaveLength(26);
	});

	it('counts a device once, however it is named', async () => {
		const { device_id: id, serial_number: serial } = tenant.device('Mac');
		const names = Array.from({ length: 15 }, () => [
			{ id },
			{ id: id.toUpperCase() },
			{ id: serial },
		]).flat();
		const { error } = await tenant.run(onDevices('restart', { options: { maxDevices: 1 } }), {
			items: names,
		});
		expect(error).toBeUndefined();
	});

	it('does not stop what only reads or notes', async () => {
		const { json } = await tenant.run(
			{ resource: 'device', operation: 'get', device: chosen('={{ $json.id }}') },
			{ items: tenant.macs(40) },
		);
		expect(json).toHaveLength(40);
	});
});

describe('Dry Run', () => {
	it.each<[string, unknown]>([
		['on', true],
		['on by an expression', '={{ true }}'],
		['on by an expression that gives text', '={{ "true" }}'],
	])('%s sends nothing and lists the devices that would be acted on', async (_, dryRun) => {
		const { json } = await tenant.run(onDevices('shutdown', { dryRun } as INodeParameters), {
			items: tenant.macs(3),
		});
		expect(await tenant.writes()).toEqual([]);
		expect(json).toEqual(
			tenant
				.devices('Mac')
				.slice(0, 3)
				.map(({ device_id: id, serial_number: serialNumber, device_name: name }) =>
					expect.objectContaining({ dryRun: true, action: 'Shutdown', id, serialNumber, name }),
				),
		);
	});

	it.each<[string, unknown]>([
		['nothing', '={{ $json.nothing }}'],
		['null', '={{ null }}'],
		['an empty text', '={{ "" }}'],
		['an empty list', '={{ [] }}'],
		['a word', '={{ "perhaps" }}'],
	])('whose expression gives %s stops the run', async (_, dryRun) => {
		for (const [operation, where] of [
			['restart', { options: { dryRun } }],
			['shutdown', { dryRun }],
		] as const) {
			const { error } = await tenant.run(onDevices(operation, where as INodeParameters), {
				items: tenant.macs(1),
			});
			expect(error?.message).toMatch(/^Dry Run is /);
		}
		expect(await tenant.writes()).toEqual([]);
	});

	it('off acts', async () => {
		await tenant.run(onDevices('shutdown', { dryRun: false }), {
			items: tenant.macs(1),
		});
		expect(await tenant.writes()).toHaveLength(1);
	});

	it('shows more devices than Max Devices would let be acted on', async () => {
		const { json, hints } = await tenant.run(onDevices('restart', { options: { dryRun: true } }), {
			items: tenant.macs(26),
		});
		expect(json).toHaveLength(26);
		expect(json[0].warning).toBe(
			'The real run would be refused: "Restart" would act on 26 devices; Options > Max Devices allows 25, so nothing was sent',
		);
		expect(hints.map(({ message }) => message)).toContain(json[0].warning);
		expect(await tenant.writes()).toEqual([]);
	});

	it('does not excuse a wrong confirmation', async () => {
		const { error } = await tenant.run(onDevices('erase', { confirmation: 'X', dryRun: true }), {
			items: tenant.macs(1),
		});
		expect(error?.message).toContain('nothing was sent');
	});
});

describe('An update of devices', () => {
	const update = async (
		updateFields: INodeParameters,
		count: number,
		more: INodeParameters = {},
		node = {},
	) =>
		await tenant.run(
			{
				resource: 'device',
				operation: 'update',
				device: chosen('={{ $json.id }}'),
				updateFields,
				...more,
			},
			{ items: tenant.macs(count), node },
		);
	const blueprint = () => chosen([...tenant.simulator.tenant.blueprints.keys()][0]);
	const dangerous: Array<[string, () => INodeParameters]> = [
		['moves them to a blueprint', () => ({ blueprintId: blueprint() })],
		['clears their users', () => ({ clearFields: ['user'] })],
		['assigns them', () => ({ user: chosen([...tenant.simulator.tenant.users.keys()][0]) })],
		['replaces their tags', () => ({ tags: 'a' })],
		['clears their tags', () => ({ clearFields: ['tags'] })],
	];

	it.each(dangerous)('that %s is guarded by Max Devices', async (_, fields) => {
		const { error } = await update(fields(), 26);
		expect(error?.message).toContain('would act on 26 devices; Options > Max Devices allows 25');
		expect(await tenant.writes()).toEqual([]);
		expect((await update(fields(), 25)).json).toHaveLength(25);
	});

	it.each(dangerous)('that %s needs a permission where an agent asks', async (_, fields) => {
		const { error } = await update(fields(), 1, {}, asTool);
		expect(error?.message).toContain('"Update" is disruptive, which is not allowed to AI agents');
		expect(await tenant.writes()).toEqual([]);
		const allowed = await update(
			fields(),
			1,
			{ options: { allowAiAgentsTo: ['disruptive'] } },
			asTool,
		);
		expect(allowed.error).toBeUndefined();
	});

	it('that changes the asset tag alone is free', async () => {
		expect((await update({ assetTag: '={{ $json.id }}' }, 26)).json).toHaveLength(26);
		expect((await update({ assetTag: 'A-1' }, 1, {}, asTool)).error).toBeUndefined();
		expect((await update({ clearFields: ['asset_tag'] }, 26)).error).toBeUndefined();
	});

	it('can be rehearsed', async () => {
		const { json } = await update({ blueprintId: blueprint() }, 2, { options: { dryRun: true } });
		expect(json[0]).toMatchObject({ dryRun: true, action: 'Update' });
		expect(await tenant.writes()).toEqual([]);
	});
});

describe('Treat Pending as Success', () => {
	const lock = async (options: INodeParameters) =>
		await tenant.run(onDevices('lock', { options }), { items: tenant.macs(1) });
	const already = async () =>
		await tenant.control('POST', '/faults', {
			method: 'POST',
			kind: 'status',
			status: 400,
			body: 'This device is already locked.',
		});

	it('off takes an answer such as "already locked" for a refusal', async () => {
		await already();
		const { error } = await lock({});
		expect(error?.message).toContain('This device is already locked');
	});

	it('on takes it for a success and says so', async () => {
		await already();
		const { json, error } = await lock({ treatPendingAsSuccess: true });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			success: true,
			alreadyPending: true,
			message: 'This device is already locked.',
		});
	});

	it('on still refuses everything else', async () => {
		await tenant.control('POST', '/faults', {
			method: 'POST',
			kind: 'status',
			status: 400,
			body: ['No.'],
		});
		expect((await lock({ treatPendingAsSuccess: true })).error?.message).toContain('No');
	});
});
