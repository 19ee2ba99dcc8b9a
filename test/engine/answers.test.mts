import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { root } from '../../tools/setup.mjs';
import { chosen } from '../../tools/harness/engine.mts';
import { simulate } from './simulated.mts';

const tenant = simulate({ devices: 90, users: 12 });

/** The fields that docs/output.md names, by what the row is about. */
const documented = new Map(
	[
		...readFileSync(path.join(root, 'docs/output.md'), 'utf8').matchAll(
			/^\| ([^|]+) \| (`.*) \|$/gm,
		),
	].map(([, about, fields]) => [about, [...fields.matchAll(/`(\w+)`/g)].map(([, name]) => name)]),
);

it.each<[string, INodeParameters]>([
	['A command with a risk, such as Lock', { resource: 'deviceAction', operation: 'restart' }],
	[
		'A command without risk, such as Blank Push',
		{ resource: 'deviceAction', operation: 'blankPush' },
	],
	['Device > Delete', { resource: 'device', operation: 'delete' }],
	['Device > Add Tags, Remove Tags', { resource: 'device', operation: 'addTags', tags: 'new' }],
	['Device > Add Tags, Remove Tags', { resource: 'device', operation: 'removeTags', tags: 'new' }],
	[
		'Dry Run of a device action',
		{ resource: 'deviceAction', operation: 'restart', options: { dryRun: true } },
	],
])('docs/output.md names the fields of: %s', async (about, parameters) => {
	const { device_id: id, serial_number: confirmation } = tenant.device('Mac');
	const { json, error } = await tenant.run({ ...parameters, device: chosen(id), confirmation });
	expect(error).toBeUndefined();
	expect(json.map(Object.keys)).toEqual([documented.get(about)]);
});

it('docs/output.md is right about an item that fails', async () => {
	const { outputs } = await tenant.run(
		{
			resource: 'device',
			operation: 'get',
			device: { __rl: true, mode: 'serialNumber', value: '={{ $json.serial }}' },
		},
		{ items: [{ serial: 'NONE' }], node: { onError: 'continueErrorOutput' } },
	);
	expect(outputs[1].map(({ json }) => Object.keys(json))).toEqual([['serial', 'error', 'message']]);
});
