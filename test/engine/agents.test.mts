import type { INode, INodeParameters } from 'n8n-workflow';

import { chosen } from '../../tools/harness/engine.mts';
import { asTool, onDevices, simulate } from './simulated.mts';

const tenant = simulate({ devices: 90, users: 12 });

describe('An AI agent', () => {
	it.each([
		['deviceAction', 'erase'],
		['deviceAction', 'deleteUser'],
		['device', 'delete'],
		['deviceSecret', 'getFileVaultKey'],
		['deviceSecret', 'getUnlockPin'],
		['deviceAction', 'lock'],
		['deviceAction', 'clearPasscode'],
	])('may not run %s > %s unless the builder allowed it', async (resource, operation) => {
		const { device_id: id, serial_number: confirmation } = tenant.device('Mac');
		const { error } = await tenant.run(
			{ resource, operation, device: chosen(id), confirmation },
			{ node: asTool },
		);
		expect(error?.message).toMatch(/which is not allowed to AI agents/);
		expect(error?.description).toContain('Allow AI Agents');
		expect((await tenant.requests()).every(({ path }) => !path.includes('secrets'))).toBe(true);
		expect(await tenant.writes()).toEqual([]);
	});

	it.each(['id', 'url', 'list'])(
		'names a device as it knows it, although the sparkle button set the mode %s',
		async (mode) => {
			const { device_id: id, serial_number: value } = tenant.device('Mac');
			const given = { resource: 'device', operation: 'get', device: { __rl: true, mode, value } };
			const { json } = await tenant.run(given, { node: asTool });
			expect(json).toMatchObject([{ id, matchedBy: 'serialNumber' }]);
			const refused = await tenant.run(given);
			expect(refused.error === undefined).toBe(mode === 'list');
		},
	);

	it('still locks by no name where the mode is By ID', async () => {
		const { device_name: value } = tenant.device('Mac');
		const device = { __rl: true, mode: 'id', value };
		const { error } = await tenant.run(
			{
				...{ resource: 'deviceAction', operation: 'lock', device },
				options: { allowAiAgentsTo: ['disruptive'] },
			},
			{ node: asTool },
		);
		expect(error).toBeDefined();
		expect(await tenant.writes()).toEqual([]);
	});

	it('may run it where the builder allowed it', async () => {
		const { device_id: id } = tenant.device('Mac');
		const { json } = await tenant.run(
			{
				resource: 'deviceSecret',
				operation: 'getFileVaultKey',
				device: chosen(id),
				options: { allowAiAgentsTo: ['secret'] },
			},
			{ node: asTool },
		);
		expect(json[0]).toHaveProperty('key');
	});

	it.each<[string, Partial<INode>, INodeParameters, boolean]>([
		['an agent does not see', asTool, { allowAiAgentsTo: ['disruptive'] }, false],
		[
			'an agent sees where that is allowed too',
			asTool,
			{ allowAiAgentsTo: ['disruptive', 'secret'] },
			true,
		],
		['a workflow sees', {}, {}, true],
	])('locks a Mac with a PIN that %s', async (_, node, options, seen) => {
		const id = tenant.device('Mac').device_id;
		const { json, error } = await tenant.run(onDevices('lock', { options }), {
			items: [{ id }],
			node,
		});
		expect(error).toBeUndefined();
		expect(json[0].success).toBe(true);
		expect('PIN' in json[0]).toBe(seen);
		expect(Object.keys(json[0])[0] === 'PIN').toBe(seen);
	});

	it.each<[string, unknown]>([
		['as Kandji sends it', { PIN: '042719' }],
		['in lower case', { pin: '042719' }],
		['inside another record', { answer: { Pin: '042719' } }],
		['in a list', [{ PIN: '042719' }]],
		['inside a text', 'The unlock PIN is 042719'],
		['inside the text of a field', { message: 'Locked, pin: 042719' }],
	])('is not shown a PIN %s', async (_, body) => {
		const { device_id: id } = tenant.device('Mac');
		await tenant.control('POST', '/faults', {
			method: 'POST',
			path: `/api/v1/devices/${id}/action/lock`,
			kind: 'status',
			status: 200,
			body,
		});
		const { json, error } = await tenant.run(
			onDevices('lock', { options: { allowAiAgentsTo: ['disruptive'] } }),
			{ items: [{ id }], node: asTool },
		);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ id }]);
		expect(JSON.stringify(json)).not.toContain('042719');
	});

	it('learns that nothing was found, because an empty answer would look like silence', async () => {
		const { json } = await tenant.run(
			{ resource: 'device', operation: 'getAll', filters: { serialNumber: 'NONE' } },
			{ node: asTool },
		);
		expect(json).toEqual([
			{
				found: 0,
				message: expect.stringMatching(
					/^Nothing matches\. Narrowed by: Serial Number Contains NONE\. Try a shorter part/,
				),
			},
		]);
	});
});
