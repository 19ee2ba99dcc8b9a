import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Kandji } from '../../nodes/Kandji/Kandji.node';
import { resources } from '../../nodes/Kandji/catalogue';
import { chosen, runNode } from '../../tools/harness/engine.mts';
import { simulate } from './simulated.mts';

const tenant = simulate({ devices: 60, users: 30 });

const update = async (updateFields: INodeParameters, more: INodeParameters = {}) =>
	await tenant.run({
		resource: 'device',
		operation: 'update',
		device: chosen(tenant.device('Mac').device_id, 'id'),
		updateFields,
		...more,
	});

/** A Mac with known values, and another blueprint and user than it has. */
async function ready() {
	const { device_id: id } = tenant.device('Mac');
	const [first, second] = tenant.simulator.tenant.blueprints.values();
	const [ada, ben] = tenant.simulator.tenant.users.values();
	await tenant.control('PATCH', `/devices/${id}`, {
		blueprint_id: first.id,
		user_id: ada.id,
		tags: ['old'],
		asset_tag: 'A-1',
	});
	return { first, second, ada, ben };
}

describe('The output of an update', () => {
	it.each(['simplified', 'normalized'])('begins with what changed (%s)', async (output) => {
		const { first, second, ada, ben } = await ready();
		const { json, error } = await update(
			{ blueprintId: chosen(second.id), user: chosen(ben.id), tags: 'new', assetTag: 'A-2' },
			{ output },
		);
		expect(error).toBeUndefined();
		expect(Object.keys(json[0])[0]).toBe('changes');
		expect(json[0].changes).toMatchObject({
			assetTag: { from: 'A-1', to: 'A-2' },
			blueprintId: { from: first.id, to: second.id },
			tags: { from: ['old'], to: ['new'] },
			userId: { from: ada.id, to: ben.id },
		});
	});

	it('says what was cleared', async () => {
		const { ada } = await ready();
		const { json } = await update({ clearFields: ['user', 'tags'] });
		expect(json[0].changes).toEqual({
			tags: { from: ['old'], to: [] },
			userId: { from: ada.id, to: null },
			userEmail: { from: ada.email, to: null },
		});
	});

	it('leaves out a field that had the value already', async () => {
		const { first } = await ready();
		const { json } = await update({ blueprintId: chosen(first.id), tags: 'new' });
		expect(json[0].changes).toEqual({ tags: { from: ['old'], to: ['new'] } });
	});

	it('says what the asset tag was, with one request more', async () => {
		await ready();
		const { json } = await update({ assetTag: 'A-2' });
		expect(json[0].changes).toEqual({ assetTag: { from: 'A-1', to: 'A-2' } });
		expect((await tenant.requests()).map(({ method }) => method)).toEqual(['GET', 'PATCH']);
	});

	it('has only the new value where the token may not read the device, and does the update', async () => {
		const { first } = await ready();
		const token = 'writes';
		const permissions = ['Device Information > Update a device'];
		await tenant.control('POST', '/tokens', { token, permissions });
		for (const [fields, changes] of [
			[{ assetTag: 'A-2' }, { assetTag: { to: 'A-2' } }],
			[{ blueprintId: chosen(first.id) }, { blueprintId: { to: first.id } }],
		]) {
			const device = chosen(tenant.device('Mac').device_id, 'id');
			const { json, error } = await runNode(
				{
					resource: 'device',
					operation: 'update',
					device,
					updateFields: fields as INodeParameters,
				},
				{ apiUrl: tenant.simulator.url, apiToken: token },
			);
			expect(error).toBeUndefined();
			expect(json[0].changes).toMatchObject(changes);
		}
		expect(await tenant.writes()).toHaveLength(2);
	});

	it('is untouched when Raw', async () => {
		await ready();
		const { json } = await update({ assetTag: 'A-2' }, { output: 'raw' });
		expect(json[0]).not.toHaveProperty('changes');
		expect((await tenant.requests()).map(({ method }) => method)).toEqual(['PATCH']);
	});

	it('is rehearsed by a dry run', async () => {
		await ready();
		const { json } = await update({ tags: 'new' }, { options: { dryRun: true } });
		expect(json[0]).toMatchObject({ changes: { tags: { from: ['old'], to: ['new'] } } });
		expect(await tenant.writes()).toEqual([]);
	});
});

describe('The names of choices are accepted back', () => {
	it.each(['={{ ["User", "asset tag"] }}', '={{ "user, Asset Tag" }}'])(
		'as Clear Fields (%s)',
		async (clearFields) => {
			await ready();
			const { error } = await update({ clearFields });
			expect(error).toBeUndefined();
			const [{ body }] = await tenant.writes();
			expect(body).toEqual({ user: null, asset_tag: null });
		},
	);

	it('as blueprints of Prism', async () => {
		const { second } = await ready();
		const ask = async (blueprints: string) =>
			await tenant.run({
				resource: 'prism',
				operation: 'getAll',
				category: 'device_information',
				returnAll: true,
				simplify: false,
				filters: { blueprints },
			});
		const { json, error } = await ask(`={{ ["${second.name.toUpperCase()}"] }}`);
		expect(error).toBeUndefined();
		expect(new Set(json.map((row: IDataObject) => row.blueprint_id))).toEqual(new Set([second.id]));
		expect(json).toEqual((await ask(`={{ ["${second.id}"] }}`)).json);
		expect((await ask('={{ ["Nowhere"] }}')).error?.message).toContain('No blueprint matches');
	});

	it('as fields of Prism, to filter and to count by', async () => {
		const run = async (field: string, countBy: string) => {
			const prism = { resource: 'prism', category: 'device_information' };
			const condition = [{ field, operator: 'like', value: 'mac' }];
			const [listed, counted] = [
				await tenant.run({
					...{ ...prism, operation: 'getAll', returnAll: true, simplify: false },
					filters: { conditions: { condition } },
				}),
				await tenant.run({ ...prism, operation: 'summarize', countBy }),
			];
			expect([listed.error, counted.error]).toEqual([undefined, undefined]);
			expect(listed.json.length).toBeGreaterThan(0);
			return [listed.json, counted.json];
		};
		const byKey = await run('device__name', '={{ ["model_name", "device__name"] }}');
		expect(await run('Device Name', '={{ ["Model Name", "Device Name"] }}')).toEqual(byKey);
	});

	it('as fields to order by', async () => {
		const { json, error } = await tenant.run({
			resource: 'device',
			operation: 'getAll',
			returnAll: true,
			sort: { ordering: '={{ ["Serial Number (Descending)"] }}' },
		});
		expect(error).toBeUndefined();
		const serials = json.map((device) => String(device.serialNumber));
		expect(serials).toEqual([...serials].sort().reverse());
	});
});

describe('The picker of an operation with a risk', () => {
	const { description } = new Kandji();
	const pickers = resources.flatMap(({ value: resource, operations }) =>
		operations.flatMap(({ name, value: operation, risk = '', path = [] }) =>
			path
				.filter(({ type }) => type === 'resourceLocator')
				.map((field) => ({ resource, operation, name, risk, field: field.name })),
		),
	);
	const modesOf = ({ resource, operation, field }: (typeof pickers)[number]) =>
		description.properties
			.find(
				({ name, displayOptions: { show = {} } = {} }) =>
					name === field &&
					show.resource?.includes(resource) &&
					show.operation?.includes(operation),
			)
			?.modes?.map(({ displayName }) => displayName);
	const risky = pickers.filter(({ risk }) => ['disruptive', 'destructive'].includes(risk));

	it.each(risky)('$resource > $name offers no name and no email', (picker) => {
		const modes = modesOf(picker);
		expect(modes).toContain('By ID');
		expect(modes).not.toContain('By Name');
		expect(modes).not.toContain('By Email');
	});

	it('offers them elsewhere', () => {
		const others = pickers.filter((picker) => !risky.includes(picker)).flatMap(modesOf);
		expect(others).toEqual(expect.arrayContaining(['By Name', 'By Email']));
	});
});
