import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { EMPTY, sync, written } from './tenant.mts';

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
