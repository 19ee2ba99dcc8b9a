import { asTool, simulate } from '../engine/simulated.mts';
import { chosen } from '../../tools/harness/engine.mts';

const tenant = simulate({ devices: 60, users: 30 });

const change = async (id: string, fields: object) =>
	await tenant.control('PATCH', `/devices/${id}`, fields);
const act = async (operation: string, value: string, mode = 'list') =>
	await tenant.run({ resource: 'deviceAction', operation, device: chosen(value, mode) });

/** A laptop, and a phone that its owner named like the serial number of the laptop. */
async function namesake() {
	const laptop = tenant.device('Mac');
	const phone = tenant.device('iPhone');
	await change(phone.device_id, { device_name: laptop.serial_number });
	return { laptop, phone };
}

/** A person with one device, which has a name of its own. */
async function owned() {
	const device = tenant.device('Mac');
	const [user] = tenant.simulator.tenant.users.values();
	for (const other of tenant.devices()) {
		if (other.user_id === user.id) await change(other.device_id, { user_id: null });
	}
	await change(device.device_id, { user_id: user.id, device_name: 'Zoë\u2019s MacBook' });
	return { device: tenant.device('Mac'), user };
}

describe('Of several kinds of identifier', () => {
	it.each(['list', 'serialNumber'])(
		'the serial number of a laptop decides, although a phone bears it as its name (mode %s)',
		async (mode) => {
			const { laptop } = await namesake();
			const { json, error } = await act('restart', laptop.serial_number.toLowerCase(), mode);
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ id: laptop.device_id, matchedBy: 'serialNumber' }]);
			expect((await tenant.writes()).map(({ path }) => path)).toEqual([
				`/api/v1/devices/${laptop.device_id}/action/restart`,
			]);
		},
	);

	it.each(['list', 'serialNumber'])(
		'a serial number that Kandji does not know is not the phone of that name (mode %s)',
		async (mode) => {
			const { phone } = await namesake();
			await change(phone.device_id, { device_name: 'C02UNKNOWN00' });
			const { json, error } = await act('restart', 'C02UNKNOWN00', mode);
			expect(json).toEqual([]);
			expect(error?.message).toContain('"C02UNKNOWN00"');
			expect(await tenant.writes()).toEqual([]);
		},
	);

	it.each<[string, (one: string) => object, (other: string) => object, string]>([
		[
			'an asset tag before a name',
			(tag) => ({ asset_tag: tag }),
			(name) => ({ device_name: name }),
			'assetTag',
		],
		[
			'a serial number before an asset tag',
			(serial) => ({ serial_number: serial }),
			(tag) => ({ asset_tag: tag }),
			'serialNumber',
		],
	])('%s', async (_, first, second, matchedBy) => {
		const [one, other] = tenant.devices('Mac');
		await change(one.device_id, first('AB12CD34'));
		await change(other.device_id, second('AB12CD34'));
		const { json } = await act('updateInventory', 'AB12CD34');
		expect(json).toMatchObject([{ id: one.device_id, matchedBy }]);
	});

	it('the email of the user counts before the name of another device', async () => {
		const { device, user } = await owned();
		await change(tenant.devices('Mac')[1].device_id, { device_name: user.email });
		const { json } = await act('updateInventory', user.email);
		expect(json).toMatchObject([{ id: device.device_id, matchedBy: 'email' }]);
	});

	it('two devices of one serial number are not distinguished by guessing', async () => {
		const [one, other] = tenant.devices('Mac');
		await change(other.device_id, { serial_number: one.serial_number });
		const { error } = await act('updateInventory', one.serial_number);
		expect(error?.message).toContain('2 devices match');
		expect(await tenant.writes()).toEqual([]);
	});
});

describe('An operation with a risk', () => {
	it.each([
		['a name', 'name', async () => (await owned()).device.device_name],
		['an email', 'email of the user', async () => (await owned()).user.email],
	])('does not act on %s, and lists the device that is meant', async (_, called, named) => {
		const value = await named();
		const { device_id: id, serial_number: serial } = tenant.device('Mac');
		const { error } = await act('restart', value);
		expect(error?.message).toContain(`is only the ${called} of a device, so nothing was done`);
		expect(error?.description).toContain('by ID or serial number or asset tag only');
		expect(error?.description).toContain(`(${serial}) = ${id}`);
		expect(await tenant.writes()).toEqual([]);
	});

	it.each(['updateInventory', 'restart'])('takes an asset tag (%s)', async (operation) => {
		const { device_id: id } = tenant.device('Mac');
		await change(id, { asset_tag: 'LAPTOP-7' });
		const { json } = await act(operation, 'LAPTOP-7');
		expect(json).toMatchObject([{ id, matchedBy: 'assetTag' }]);
	});

	it('takes no name from an AI agent, and tells it what to use', async () => {
		const { device } = await owned();
		const { error } = await tenant.run(
			{
				resource: 'deviceAction',
				operation: 'restart',
				device: chosen(device.device_name),
				options: { allowAiAgentsTo: ['disruptive'] },
			},
			{ node: asTool },
		);
		expect(error?.message).toContain(device.serial_number);
	});

	it.each([
		['blueprint', 'blueprints', 'confirmation'],
		['user', 'users', 'confirmation'],
	])('does not delete a %s by its name', async (resource, kept) => {
		const [{ name }] = (
			tenant.simulator.tenant as never as Record<string, Map<string, { name: string }>>
		)[kept].values();
		const { error } = await tenant.run({
			resource,
			operation: 'delete',
			[resource]: chosen(name),
			confirmation: name,
		});
		expect(error?.message).toContain(`is only the name of a ${resource}`);
		expect(await tenant.writes()).toEqual([]);
	});

	it('says in a dry run by what the device was found', async () => {
		const { device_id: id, serial_number: serial } = tenant.device('Mac');
		const { json } = await tenant.run({
			resource: 'deviceAction',
			operation: 'restart',
			device: chosen(serial),
			options: { dryRun: true },
		});
		expect(json).toMatchObject([{ id, matchedBy: 'serialNumber', dryRun: true }]);
	});
});

describe('What our own messages print', () => {
	/** The candidates that the message about an ambiguous name lists. */
	async function candidates(): Promise<string[]> {
		const [one, two] = tenant.devices('Mac');
		await change(one.device_id, { device_name: 'Lab (left)' });
		await change(two.device_id, { device_name: 'Lab (left)' });
		const { error } = await act('updateInventory', 'Lab (left)');
		const listed = /one of them: (.*)$/.exec(String(error?.description))?.[1] ?? '';
		return listed.split('; ');
	}

	it('is accepted back, whole or without its ID, by an operation with a risk too', async () => {
		const printed = await candidates();
		expect(printed).toHaveLength(2);
		for (const each of printed) {
			for (const value of [each, each.split(' = ')[0], each.split(' = ')[1]]) {
				const { json, error } = await tenant.run({
					resource: 'deviceAction',
					operation: 'restart',
					device: chosen(value),
					options: { dryRun: true },
				});
				expect(error).toBeUndefined();
				expect(json).toMatchObject([{ id: each.split(' = ')[1] }]);
			}
		}
	});

	it('names no device when its parts belong to two', async () => {
		const [one, two] = tenant.devices('Mac');
		const { error } = await act('restart', `${one.device_name} (${two.serial_number})`);
		expect(error?.message).toContain('No device matches');
		const { error: other } = await act(
			'restart',
			`${one.device_name} (${one.serial_number}) = ${two.device_id}`,
		);
		expect(other?.message).toContain('No device matches');
		expect(await tenant.writes()).toEqual([]);
	});
});
