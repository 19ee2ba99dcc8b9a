import { omit } from 'lodash';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ASSIGN, ATTENTION, control, EMPTY, KANDJI, sync, written } from './tenant.mts';

// Rows that arrive and are none, and rows that are easily taken for none.

/** The fleet as assets, each linked to its device. */
const fleet = async (more: IDataObject = {}) => written((await sync(EMPTY)).json, more);

test('rows in which serial number, ID and device ID are blank stop the plan, and a monitor with an ID does not', async () => {
	const assets = await fleet();
	const blank = Object.fromEntries(Object.keys(assets[0]).map((name) => [name, null]));
	for (const firstRun of [false, true]) {
		for (const row of [blank, { ...blank, id: '', serialNumber: ' ', name: 'No such list' }]) {
			const { error } = await sync({ firstRun }, { assets: [...assets.slice(0, 20), row] });
			expect(error?.message).toBe('Assets: 1 of 21 items is no asset');
		}
	}
	const { error } = await sync({}, { assets: [...assets, { ...blank, id: 99 }] });
	expect(error).toBeUndefined();
});

test.each<IDataObject>([
	{ jsonrpc: '2.0', id: 1, error: { code: -32000 } },
	{ id: 'req_81', message: 'Too Many Attempts.' },
])('an error message that has an ID stops the plan: %j', async (broken) => {
	const assets = await fleet();
	const { error } = await sync({}, { assets: [...assets.slice(0, 31), broken] });
	expect(error?.message).toBe('Assets: 1 of 32 items is no asset');
	const bare = await sync({}, { assets: [...assets, { id: 99 }, { id: 98, name: 'A chair' }] });
	expect(bare.error).toBeUndefined();
});

test('an asset that arrives twice with different values is not to be deleted', async () => {
	const assets = await fleet();
	const { json } = await sync(
		{},
		{ assets: [...assets, ...assets.map((asset) => ({ ...asset, readAt: 'later' }))] },
	);
	for (const { reason } of json[ATTENTION]) {
		expect(reason).toMatch(/^asset \d+ arrived 2 times with different values/);
		expect(reason).not.toContain('delete');
	}
});

test('an asset without an ID, or with one that cannot be read, counts: its device is not created again', async () => {
	const assets = (await fleet()).map(
		(asset, index): IDataObject => ({
			...asset,
			id: [null, '', ['a', 'b'], index][index % 4] as string,
		}),
	);
	for (const firstRun of [false, true]) {
		const { report } = await sync({ firstRun }, { assets });
		expect(report).toMatchObject({ assets: assets.length, created: 0, withheld: 0 });
	}
});

test('empty items stop the plan when there are more than empty lists that a Merge node joins', async () => {
	const empty = (count: number): IDataObject[] => Array.from({ length: count }, () => ({}));
	const assets = await fleet();
	for (const firstRun of [false, true]) {
		for (const given of [[...assets.slice(0, 20), ...empty(20)], empty(40)]) {
			const { error } = await sync({ firstRun }, { assets: given });
			expect(error?.message).toMatch(/^Assets: \d+ of \d+ items are empty$/);
		}
	}
	const { report } = await sync({}, { assets: [...empty(3), ...assets] });
	expect(report).toMatchObject({ assets: assets.length, created: 0 });
	const { error } = await sync({ assignment: 'fromKandji' }, { assets, people: empty(12) });
	expect(error?.message).toBe('People: 12 of 12 items are empty');
});

describe('People', () => {
	const CREATES: INodeParameters = {
		assignment: 'fromKandji',
		options: { createPeople: true, maxAssignments: 'off' },
	};
	const people = [{ id: 1, email: 'ann@accuhive.example', name: 'Ann Lee' }];
	test.each<[string, IDataObject]>([
		['an error message', { message: 'Too Many Attempts.' }],
		['errors', { errors: [{ detail: 'x' }] }],
		['a page', { data: '<html><body>502</body></html>' }],
		['blank fields', { id: null, email: '', name: ' ' }],
	])('%s in the place of a person stops the plan', async (_, broken) => {
		const assets = await fleet({ userEmail: null });
		const { error } = await sync(CREATES, { assets, people: [...people, broken] });
		expect(error?.message).toBe('People: 1 of 2 items is no person');
	});

	test('nobody is created when it is unknown where people hold their email', async () => {
		const assets = await fleet({ userEmail: null });
		const { error } = await sync(CREATES, { assets, people: [{ id: 1, name: 'NodeApiError' }] });
		expect(error?.message).toBe('Person Fields > Email is needed to tell which people are missing');
	});
});

test('an error that is an object is shown in words', async () => {
	const { error } = await sync({}, { assets: [{ error: { message: 'Too many requests' } }] });
	expect(error?.description).toContain('"Too many requests"');
});

describe('An assignee that is an ID is attention', () => {
	test.each<[string, IDataObject | string | number | string[]]>([
		['a linked record of Airtable', ['recA1B2C3D4']],
		['a user ID of Freshservice', 21000],
		['a name', 'Ann Lee'],
		['a place', { type: 'location', name: 'Desk 7' }],
	])('in a field for emails, on either side: %s', async (_, userEmail) => {
		const assets = await fleet({ userEmail } as IDataObject);
		for (const assignment of ['fromKandji', 'toKandji', 'both']) {
			const options = { writeBack: 'apply', unassign: true, maxAssignments: 'off' };
			const { json, report } = await sync({ assignment, options }, { assets });
			expect([...json[ASSIGN], ...json[KANDJI]]).toEqual([]);
			expect(report.attention).toBe(assets.length);
			expect(json[ATTENTION][0].reason).toMatch(
				/^Not assigned: userEmail of the asset is .* no email$/,
			);
		}
		await expect(control.writes()).resolves.toEqual([]);
	});

	test.each([['recA1B2C3D4'], '21000', 'c0ffee00-0000-4000-8000-000000000001'])(
		'in a field for names: %s',
		async (assigned_to) => {
			const assets = (await fleet()).map(
				(asset): IDataObject => ({ ...omit(asset, 'userEmail'), assigned_to }),
			);
			const options = { unassign: true, maxAssignments: 'off', maxUnassignments: 'off' };
			const { json } = await sync({ assignment: 'fromKandji', options }, { assets });
			expect(json[ASSIGN]).toEqual([]);
			expect(json[ATTENTION]).toHaveLength(assets.length);
			expect(json[ATTENTION][0].reason).toContain('looks like an ID and not like a name');
		},
	);
});

test.each<[string, (id: string) => string]>([
	['the page of the device', (id) => `https://accuhive.kandji.io/devices/${id}`],
	['braces', (id) => `{${id.toUpperCase()}}`],
	['a word before it', (id) => `urn:uuid:${id}`],
])('a device ID with %s names its device, which is not created again', async (_, written) => {
	const assets = (await fleet()).map(
		(asset): IDataObject => ({
			...asset,
			serialNumber: null,
			deviceId: written(String(asset.deviceId)),
		}),
	);
	for (const firstRun of [false, true]) {
		const { report } = await sync({ firstRun }, { assets });
		expect(report).toMatchObject({ created: 0, withheld: 0, updated: assets.length });
	}
});
