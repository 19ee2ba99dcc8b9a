import type { INode, INodeParameters } from 'n8n-workflow';

import { chosen } from '../../tools/harness/engine.mts';
import { asTool, simulate } from './simulated.mts';

const tenant = simulate({ devices: 12 });

const update = async (updateFields: INodeParameters, id = tenant.device('Mac').device_id) =>
	await tenant.run({ resource: 'device', operation: 'update', device: chosen(id), updateFields });
const sentBody = async () => (await tenant.writes())[0]?.body;
const sentQuery = async () =>
	Object.fromEntries(new URLSearchParams((await tenant.requests())[0]?.query));
const search = async (
	filters: INodeParameters,
	more: INodeParameters = {},
	node: Partial<INode> = {},
) => await tenant.run({ resource: 'device', operation: 'getAll', filters, ...more }, { node });

describe('Updating a device', () => {
	it.each<[string, INodeParameters, unknown]>([
		['a value', { assetTag: 'A-100' }, { asset_tag: 'A-100' }],
		['a value without the blanks around it', { assetTag: ' A-100 ' }, { asset_tag: 'A-100' }],
		['a number', { assetTag: 100 }, { asset_tag: 100 }],
		['names of a list', { tags: 'loaner, sales,' }, { tags: ['loaner', 'sales'] }],
		[
			'a list from an expression',
			{ tags: '={{ ["loaner", "sales"] }}' },
			{ tags: ['loaner', 'sales'] },
		],
		['a list with empty entries', { tags: '={{ ["loaner", "", null] }}' }, { tags: ['loaner'] }],
		['only what is set', { assetTag: 'A', tags: '', user: chosen('') }, { asset_tag: 'A' }],
		['null for a cleared text', { clearFields: ['asset_tag'] }, { asset_tag: null }],
		['null for a cleared user', { clearFields: ['user'] }, { user: null }],
		['an empty list for cleared tags', { clearFields: ['tags'] }, { tags: [] }],
		[
			'set and cleared fields together',
			{ assetTag: 'A', clearFields: ['user', 'tags'] },
			{ asset_tag: 'A', user: null, tags: [] },
		],
	])('sends %s', async (_, fields, body) => {
		const { error } = await update(fields);
		expect(error).toBeUndefined();
		expect(await sentBody()).toEqual(body);
	});

	it.each<[string, INodeParameters]>([
		['no field', {}],
		['an empty text', { assetTag: '' }],
		['blanks', { assetTag: '  ' }],
		['null from an expression', { assetTag: '={{ null }}' }],
		['undefined from an expression', { assetTag: '={{ $json.nothing }}' }],
		['an empty list', { tags: '={{ [] }}' }],
		['a list of nothing', { tags: ' , ' }],
		['a list of empty entries', { tags: '={{ ["", null] }}' }],
		['an empty locator', { user: chosen('') }],
		['a locator whose expression gives nothing', { user: chosen('={{ $json.nothing }}') }],
		['nothing to clear', { clearFields: [] }],
	])('with %s changes and sends nothing', async (_, fields) => {
		const { error } = await update(fields);
		expect(error?.message).toMatch(/^Nothing to update \[Item 0\]$/);
		expect(error?.description).toMatch(/Add at least one field/);
		expect(await tenant.requests()).toEqual([]);
	});

	it('refuses to set and clear the same field', async () => {
		const { error } = await update({ assetTag: 'A-100', clearFields: ['asset_tag'] });
		expect(error?.message).toContain('"Asset Tag" is both set and cleared');
		expect(error?.description).toContain('Clear Fields');
		expect(await tenant.requests()).toEqual([]);
	});

	it('refuses to clear a field that it does not know, instead of leaving it as it is', async () => {
		const { error } = await update({ assetTag: 'A', clearFields: '={{ ["assetTag"] }}' });
		expect(error?.message).toMatch(/Clear Fields.*"assetTag"/);
		expect(error?.description).toMatch(/asset_tag, tags, user/);
		expect(await tenant.writes()).toEqual([]);
	});
});

const EMPTY: Array<[string, INodeParameters, string]> = [
	['an empty text', { assetTag: '' }, 'Asset Tag Contains'],
	['blanks', { assetTag: '  ' }, 'Asset Tag Contains'],
	['null', { assetTag: '={{ null }}' }, 'Asset Tag Contains'],
	['undefined', { assetTag: '={{ $json.nothing }}' }, 'Asset Tag Contains'],
	['an empty list', { tagNameIn: '={{ [] }}' }, 'Tag: Any of These Names'],
	['a list of nothing', { tagNameIn: ' , ' }, 'Tag: Any of These Names'],
	['an empty locator', { blueprintId: chosen('') }, 'Blueprint'],
];

describe('A filter that was added', () => {
	it.each(EMPTY)('and gives %s stops instead of returning the fleet', async (_, filters, name) => {
		const { error, items } = await search(filters);
		expect(error?.message).toBe(`"${name}" was added, but is empty [Item 0]`);
		expect(items).toEqual([]);
		expect(await tenant.requests()).toEqual([]);
	});

	it.each(EMPTY)(
		'and gets %s from an AI agent is left out, and the answer says so',
		async (_, filters) => {
			const { json, error } = await search(filters, { limit: 2 }, asTool);
			expect(error).toBeUndefined();
			expect(json).toHaveLength(1);
			expect(json[0].message).toContain('Narrowed by nothing: this is the whole list');
		},
	);
});

describe('Filters', () => {
	it.each<[string, INodeParameters, Record<string, string>]>([
		['a text', { deviceName: ' Mac ' }, { device_name: 'Mac' }],
		['false, which is a value', { filevaultEnabled: false }, { filevault_enabled: 'false' }],
		['text for a switch', { filevaultEnabled: '={{ "True" }}' }, { filevault_enabled: 'true' }],
	])('take %s as it is meant', async (_, filters, query) => {
		const { error } = await search(filters);
		expect(error).toBeUndefined();
		expect(await sentQuery()).toEqual({
			limit: '50',
			offset: '0',
			ordering: 'device_id',
			...query,
		});
	});

	it('take several orderings in their order', async () => {
		await search({}, { sort: { ordering: ['-last_check_in', 'device_name'] } });
		expect((await sentQuery()).ordering).toBe('-last_check_in,device_name,device_id');
	});

	it('refuse a switch that is neither on nor off', async () => {
		const { error } = await search({ filevaultEnabled: '={{ "maybe" }}' });
		expect(error?.message).toContain('"FileVault Enabled" is neither true nor false');
	});

	it.each([0, -5, 2.5, 'many', ''])('refuse a limit of %p', async (limit) => {
		const { error } = await search({}, { limit: `={{ ${JSON.stringify(limit)} }}` });
		expect(error?.message).toMatch(/^Limit is /);
		expect(await tenant.requests()).toEqual([]);
	});

	it('are ignored with Return All, and a limit stops early', async () => {
		expect((await search({}, { returnAll: true })).json).toHaveLength(12);
		expect((await search({}, { limit: 5 })).json).toHaveLength(5);
	});
});

describe('Dates', () => {
	const events = async (startDate: unknown) =>
		await tenant.run({
			resource: 'auditEvent',
			operation: 'getAll',
			limit: 1,
			filters: { startDate } as INodeParameters,
		});

	it.each([
		['2026-01-31', '2026-01-31'],
		['2026-01-31T08:00:00Z', '2026-01-31'],
		['={{ DateTime.fromISO("2026-01-31T08:00:00Z") }}', '2026-01-31'],
		['={{ new Date("2026-01-31T08:00:00Z") }}', '2026-01-31'],
	])('are understood as %s', async (given, day) => {
		const { error } = await events(given);
		expect(error).toBeUndefined();
		expect((await sentQuery()).start_date).toContain(day);
	});

	it.each(['yesterday', '31.01.2026', '2026-13-01'])(
		'that are none are refused: %s',
		async (given) => {
			const { error } = await events(given);
			expect(error?.message).toMatch(/^The parameter "[^"]+" is not a date \[Item 0\]$/);
			expect(error?.description).toContain('2026-01-31T08:00:00Z');
		},
	);
});
