import type { INodeParameters } from 'n8n-workflow';

import { chosen } from '../../tools/harness/engine.mts';
import { simulate } from './simulated.mts';

const tenant = simulate({ devices: 90, users: 12 });

describe('Before anything is sent', () => {
	it('a wrong ninth script of ten stops all ten', async () => {
		const given = Array.from({ length: 10 }, (_, row) => ({ row }));
		const { error } = await tenant.run(
			{
				resource: 'customScript',
				operation: 'create',
				name: '=Script {{ $json.row }}',
				executionFrequency: 'once',
				script: 'exit 0',
				additionalFields: { showInSelfService: '={{ $json.row === 9 }}' },
			},
			{ items: given },
		);
		expect(error?.message).toBe(
			'Self Service Category is needed when Show in Self Service is on [Item 9]',
		);
		expect(await tenant.writes()).toEqual([]);
	});

	it('a missing file of the last item stops all', async () => {
		const { error } = await tenant.run(
			{
				resource: 'customProfile',
				operation: 'create',
				name: 'Wi-Fi',
				binaryPropertyName: 'data',
			},
			{ items: [{}, {}] },
		);
		expect(error?.message).toBe(
			'2 of 2 items cannot be done, so nothing was sent: items 0 and 1: the input item has no binary field "data"',
		);
		expect(await tenant.requests()).toEqual([]);
	});

	it('a wrong limit stops all lists', async () => {
		const { error } = await tenant.run(
			{ resource: 'device', operation: 'getAll', limit: '={{ $json.limit }}' },
			{ items: [{ limit: 5 }, { limit: 0 }] },
		);
		expect(error?.message).toBe('Limit is not a whole number of at least 1, but "0" [Item 1]');
		expect(await tenant.requests()).toEqual([]);
	});
});

describe('A hole of a path', () => {
	it.each<[string, unknown]>([
		['the folder above', '..'],
		['the folder itself', '.'],
		['another path', 'a/b'],
		['an encoded path', '%2e%2e'],
		['an object', '={{ { id: 1 } }}'],
		['a list', '={{ ["a"] }}'],
		['a line break', 'a\nb'],
		['a query', 'x?y=1'],
		['a word', 'note'],
		['nothing', '={{ $json.nothing }}'],
		['a very long text', 'a'.repeat(4000)],
	])('takes no %s', async (_, noteId) => {
		const [{ id }] = tenant.macs(1);
		const { error } = await tenant.run({
			resource: 'deviceNote',
			operation: 'delete',
			device: chosen(id as string),
			noteId: noteId as string,
		});
		expect(error?.message).toMatch(/^The parameter "Note ID" /);
		expect(await tenant.writes()).toEqual([]);
		expect(tenant.simulator.tenant.devices.has(String(id))).toBe(true);
	});

	it('takes a number of the CVE list and no other text', async () => {
		const get = async (cve: string) =>
			await tenant.run({ resource: 'vulnerability', operation: 'get', cve });
		expect((await get('CVE-2024')).error?.message).toMatch(/is not a CVE number/);
		expect(await tenant.requests()).toEqual([]);
		expect((await get('CVE-2024-24795')).error?.message ?? '').not.toMatch(/is not a CVE number/);
	});

	it('takes one of the options and no other text', async () => {
		const { error } = await tenant.run({
			resource: 'prism',
			operation: 'getAll',
			category: '={{ "../devices" }}',
		});
		expect(error?.message).toBe('The parameter "Category" is none of the options [Item 0]');
	});
});

describe('Commands whose meaning a missing value changes', () => {
	const lost = async (operation: string, platform: string, more: INodeParameters) => {
		const { device_id: id, serial_number: confirmation } = tenant.device(platform);
		return await tenant.run({
			resource: 'deviceAction',
			operation,
			device: chosen(id),
			confirmation,
			...more,
		});
	};

	it.each<[string, string, INodeParameters, RegExp]>([
		['deleteUser', 'Mac', {}, /Nobody is named/],
		[
			'deleteUser',
			'Mac',
			{ additionalFields: { userName: '={{ $json.nothing }}' } },
			/"User Name" was added, but is empty/,
		],
		[
			'deleteUser',
			'Mac',
			{ additionalFields: { userName: 'nathan', deleteAllUsers: true } },
			/exclude each other/,
		],
		['resetWorkProfilePasscode', 'Android', {}, /would remove the present passcode/],
		[
			'resetWorkProfilePasscode',
			'Android',
			{ additionalFields: { newPassword: '={{ undefined }}' } },
			/"New Passcode" was added, but is empty/,
		],
		[
			'resetWorkProfilePasscode',
			'Android',
			{ passcodeChange: 'remove', additionalFields: { newPassword: 'k4ndji' } },
			/Passcode is set to Remove/,
		],
		['erase', 'Mac', { additionalFields: { pin: '={{ null }}' } }, /"PIN" was added, but is empty/],
		[
			'erase',
			'iPhone',
			{ additionalFields: { returnToServiceProfileId: '8b6e0d3c-27f1-4a95-b0c8-5d91e4f7a263' } },
			/Return to Service is not on/,
		],
	])('%s on %s with %j is refused', async (operation, platform, more, words) => {
		expect((await lost(operation, platform, more)).error?.message).toMatch(words);
		expect(await tenant.writes()).toEqual([]);
	});

	it('a passcode is removed where that was chosen', async () => {
		const { error } = await lost('resetWorkProfilePasscode', 'Android', {
			passcodeChange: 'remove',
		});
		expect(error).toBeUndefined();
		expect(await tenant.writes()).toHaveLength(1);
	});
});
