import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { KandjiAssetSync } from '../../nodes/Kandji/KandjiAssetSync.node';

const { methods, description } = new KandjiAssetSync();

/** What the list of a field offers while this asset arrives, and null before anything did. */
async function offered(parameter: string, asset: IDataObject | null) {
	const [collection, field] = parameter.split('.');
	const holder = description.properties.find(({ name }) => name === collection);
	const property = holder?.options?.find(({ name }) => name === field);
	const method = property && 'typeOptions' in property && property.typeOptions?.loadOptionsMethod;
	const context = { getCurrentNodeParameter: () => asset } as unknown as ILoadOptionsFunctions;
	return await methods.loadOptions[String(method)].call(context);
}

const ASSET = { id: 1, serial_number: 'C1', 'Device ID': 'd1', assigned_to: { email: 'a@b.c' } };

test.each([
	['serialNumber', 'Automatic (serial_number)'],
	['link', 'Automatic (Device ID)'],
	['assigneeEmail', 'Automatic (assigned_to.email)'],
	['lock', 'Automatic (none of the fields)'],
	['category', 'None'],
])('the list of %s begins with %s', async (field, name) => {
	const options = await offered(`assetFields.${field}`, ASSET);
	expect(options[0]).toEqual({ name, value: '' });
	expect(options.map(({ value }) => value)).toEqual(
		expect.arrayContaining(['serial_number', 'assigned_to.email']),
	);
});

test('before anything arrives the lists offer the usual names', async () => {
	for (const field of ['assetFields.serialNumber', 'personFields.email']) {
		const [automatic, ...usual] = await offered(field, null);
		expect(automatic).toEqual({ name: 'Automatic', value: '' });
		expect(usual.length).toBeGreaterThan(1);
	}
});

test('every field that most plans need is in sight from the start', () => {
	for (const [collection, hidden] of [
		['assetFields', ['category', 'imported', 'lastUser']],
		['personFields', []],
	] as const) {
		const property = description.properties.find(({ name }) => name === collection);
		const names = (property?.options ?? []).map(({ name }) => name);
		const shown = Object.keys(property?.default as object);
		expect([...shown, ...hidden].sort()).toEqual(names.sort());
	}
});
