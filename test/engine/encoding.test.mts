import type { INodeParameters } from 'n8n-workflow';

import { chosen } from '../../tools/harness/engine.mts';
import { simulate } from './simulated.mts';

const tenant = simulate({ devices: 4 });

const threats = async (filters: INodeParameters) =>
	await tenant.run({ resource: 'threat', operation: 'getAll', filters });
const addTags = async (tags: unknown) =>
	await tenant.run({
		resource: 'device',
		operation: 'addTags',
		device: chosen(tenant.device().device_id),
		tags: tags as string,
	});
const query = async () =>
	Object.fromEntries(new URLSearchParams((await tenant.requests())[0]?.query));

describe('A number', () => {
	it.each([
		['in digits', 7],
		['as text', '7'],
		['from an expression', '={{ 3 + 4 }}'],
	])('%s is sent as it is', async (_, dateRange) => {
		expect((await threats({ dateRange })).error).toBeUndefined();
		expect(await query()).toMatchObject({ date_range: '7' });
	});

	it.each([
		['a word', 'week'],
		['a number with its unit', '7 days'],
		['what is divided by nothing', '={{ 1 / 0 }}'],
		['not a number', '={{ 0 / 0 }}'],
	])('that is %s stops the run before anything is sent', async (_, dateRange) => {
		const { error } = await threats({ dateRange });
		expect(error?.message).toMatch(/^The parameter "[^"]+" is not a number \[Item 0\]$/);
		expect(error?.description).toBe('Enter digits only');
		expect(await tenant.requests()).toEqual([]);
	});
});

describe('A list that must hold something', () => {
	it.each<[string, unknown]>([
		['commas', ' , ,'],
		['a list of empty entries', '={{ ["", null] }}'],
		['a list of blanks', '={{ [" "] }}'],
	])('and is %s stops the run before anything is sent', async (_, tags) => {
		const { error } = await addTags(tags);
		expect(error?.message).toBe('The parameter "Tags" holds no value [Item 0]');
		expect(error?.description).toBe('Enter at least one value');
		expect(await tenant.requests()).toEqual([]);
	});

	it.each<[string, unknown]>([
		['an empty list', '={{ [] }}'],
		['null', '={{ null }}'],
	])('and is %s is reported as empty', async (_, tags) => {
		const { error } = await addTags(tags);
		expect(error?.message).toBe('The parameter "Tags" is empty [Item 0]');
		expect(await tenant.requests()).toEqual([]);
	});
});

describe('A switch', () => {
	it.each([
		[true, 'true'],
		[false, 'false'],
		['TRUE', 'true'],
		['False', 'false'],
	])('of %j is sent as %s', async (filevaultEnabled, sent) => {
		const filters = { filevaultEnabled };
		const { error } = await tenant.run({ resource: 'device', operation: 'getAll', filters });
		expect(error).toBeUndefined();
		expect(await query()).toMatchObject({ filevault_enabled: sent });
	});
});
