import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Kandji } from '../../nodes/Kandji/Kandji.node';
import { kandjiNode } from '../helpers/engine.mts';
import { simulate } from './simulated.mts';

const tenant = simulate({ devices: 12 });
const { description } = new Kandji();

const sent = async (): Promise<Record<string, string>> =>
	Object.fromEntries(new URLSearchParams((await tenant.requests())[0]?.query));
const prism = (filters: INodeParameters): INodeParameters => ({
	resource: 'prism',
	operation: 'getAll',
	category: 'apps',
	filters,
});
const devices = (more: INodeParameters): INodeParameters => ({
	resource: 'device',
	operation: 'getAll',
	...more,
});

/** The names of a collection's fields that the panel offers or shows for these parameters. */
function shown(parameters: INodeParameters, collection: string): string[] {
	const node = kandjiNode(parameters);
	const full = NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		true,
		false,
		node,
		description,
	);
	const property = description.properties.find(
		(each) =>
			each.name === collection && NodeHelpers.displayParameter(full ?? {}, each, node, description),
	);
	const held = (parameters[collection] ?? {}) as INodeParameters;
	return (property?.options as INodeProperties[])
		.filter((each) => NodeHelpers.displayParameter(held, each, node, description, full ?? {}))
		.map(({ name }) => name);
}

const CHROME = '{"name":{"like":["Chrome"]}}';
const ONE = '2d8f4a1b-9c63-4e07-b5aa-71e0c94d36f2';

describe('A workflow that was saved before', () => {
	it.each<[string, INodeParameters, Record<string, string>]>([
		[
			'an order among the filters',
			devices({ filters: { ordering: ['-model'] } }),
			{ ordering: '-model,device_id' },
		],
		['the former filter by user', devices({ filters: { user: 'Nathan' } }), { user: 'Nathan' }],
		['conditions as JSON', prism({ filter: CHROME }), { filter: CHROME }],
		['blueprints as text', prism({ blueprintIds: ONE }), { blueprint_ids: ONE }],
	])('with %s runs as it did', async (_, parameters, query) => {
		const { error } = await tenant.run(parameters);
		expect(error).toBeUndefined();
		expect(await sent()).toMatchObject(query);
	});

	it.each<[string, INodeParameters, string]>([
		['an order', devices({ filters: { ordering: ['-model'] } }), 'ordering'],
		['an expression', prism({ filter: '={{ $json.filter }}' }), 'filter'],
		['an empty text', prism({ blueprintIds: '' }), 'blueprintIds'],
	])('shows %s where it was, and a new one does not offer it there', (_, parameters, name) => {
		expect(shown(parameters, 'filters')).toContain(name);
		expect(shown({ ...parameters, filters: {} }, 'filters')).not.toContain(name);
	});

	it('goes on holding it when it is saved again', () => {
		const held = devices({ filters: { ordering: ['-model'], user: 'Nathan' } });
		const saved = NodeHelpers.getNodeParameters(
			description.properties,
			held,
			false,
			false,
			kandjiNode(held),
			description,
		);
		expect(saved?.filters).toEqual(held.filters);
	});
});

describe('A workflow of today', () => {
	it('finds the order under Sort, which outdoes one among the filters', async () => {
		await tenant.run(devices({ sort: { ordering: ['model'] }, filters: { ordering: ['-model'] } }));
		expect((await sent()).ordering).toBe('model,device_id');
	});

	const conditions = (...condition: IDataObject[]) =>
		prism({ conditions: { condition } as unknown as INodeParameters });

	it.each<[string, IDataObject[], unknown]>([
		[
			'text',
			[{ field: 'name', operator: 'like', value: 'Chrome' }],
			{ name: { like: ['Chrome'] } },
		],
		[
			'several texts',
			[{ field: 'name', operator: 'not_in', value: 'Chrome, Firefox' }],
			{ name: { not_in: ['Chrome', 'Firefox'] } },
		],
		[
			'true',
			[{ field: 'apple_silicon', operator: 'eq', value: 'True' }],
			{ apple_silicon: { eq: true } },
		],
		[
			'a span of days',
			[
				{ field: 'created_at', operator: 'gte', value: '2026-01-01' },
				{ field: 'created_at', operator: 'lt', value: '2026-02-01' },
			],
			{ created_at: { gte: '2026-01-01T00:00:00Z', lt: '2026-02-01T00:00:00Z' } },
		],
		['a number', [{ field: 'size', operator: 'gt', value: '7' }], { size: { gt: 7 } }],
		[
			'two texts in two rows',
			[
				{ field: 'name', operator: 'like', value: 'Chrome' },
				{ field: 'name', operator: 'like', value: 'Firefox' },
			],
			{ name: { like: ['Chrome', 'Firefox'] } },
		],
	])('builds conditions on %s from fields', async (_, rows, filter) => {
		const { error } = await tenant.run(conditions(...rows));
		expect(error).toBeUndefined();
		expect(JSON.parse((await sent()).filter)).toEqual(filter);
	});

	it.each<[string, IDataObject[], string]>([
		['no value', [{ field: 'name', operator: 'like', value: '' }], 'is not filled in'],
		['no field', [{ field: '', operator: 'like', value: 'Chrome' }], 'is not filled in'],
		['no date', [{ field: 'name', operator: 'gt', value: 'soon' }], 'is not a date'],
		[
			'one kind twice',
			[
				{ field: 'created_at', operator: 'gt', value: '2026-01-01' },
				{ field: 'created_at', operator: 'gt', value: '2026-02-01' },
			],
			'two conditions of one kind on created_at',
		],
		['no row', [], '"Conditions" was added, but is empty'],
	])('is refused for conditions with %s', async (_, rows, message) => {
		const { error } = await tenant.run(conditions(...rows));
		expect(error?.message).toContain(message);
		expect(await tenant.requests()).toEqual([]);
	});

	it('is refused where an older field says the same', async () => {
		const { error } = await tenant.run(prism({ blueprintIds: ONE, blueprints: [ONE] }));
		expect(error?.message).toContain(
			'"Blueprint IDs" and "Blueprint Names or IDs" exclude each other',
		);
	});
});
