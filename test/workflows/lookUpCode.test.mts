/** The Code nodes of the workflows that answer questions about one device or person, by themselves. */
import type { IDataObject } from 'n8n-workflow';

import { runCode } from '../helpers/codeNode.mts';

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const mac = (more: IDataObject = {}) => ({
	...{ id: 'd1', name: 'Mac 1', serialNumber: 'S1', platform: 'Mac', osVersion: '15.2' },
	...{ url: 'https://k/1', mdmEnabled: true, missing: false, blueprintName: 'Standard' },
	lastCheckIn: ago(1),
	...more,
});

describe('posture-check: Judge', () => {
	const RULES = {
		...{ minimumVersions: '{"Mac":"15.2","Windows":"11"}', silentDays: 7, encryption: true },
		...{ blueprints: '', deniedBlueprints: 'Quarantine', requiredApps: '' },
		...{ uncheckedVersions: '', uncheckedEncryption: '' },
	};
	const ON = { filevault: { filevault_enabled: true } };
	const judge = async (
		device: IDataObject,
		{
			rules = {},
			details = ON,
			apps = [],
		}: { rules?: IDataObject; details?: IDataObject; apps?: IDataObject[] } = {},
	) => {
		const [verdict] = await runCode('posture-check', 'Judge', {
			nodes: {
				Settings: [{ ...RULES, ...rules }],
				Found: [device],
				Details: [details],
				Apps: apps,
			},
		});
		return verdict as {
			status: number;
			compliant: boolean;
			reasons: string[];
			devices: IDataObject[];
		};
	};

	it('passes a Mac that keeps every rule, and shows nothing but what is asked for', async () => {
		expect(await judge(mac())).toEqual({
			...{ status: 200, compliant: true, reasons: [] },
			devices: [
				{
					...{ name: 'Mac 1', serialNumber: 'S1', platform: 'Mac', osVersion: '15.2' },
					...{ url: 'https://k/1', compliant: true, reasons: [] },
				},
			],
		});
	});

	it.each<[string, IDataObject, Parameters<typeof judge>[1], string]>([
		['missing', { missing: true }, {}, 'It is marked as missing'],
		['without MDM', { mdmEnabled: false }, {}, 'Its MDM profile was removed'],
		['denied blueprint', { blueprintName: 'Quarantine' }, {}, 'It is in the blueprint Quarantine'],
		[
			'not an allowed blueprint',
			{},
			{ rules: { blueprints: 'A, B' } },
			'It is in the blueprint Standard, not in A or B',
		],
		[
			'no rule for the platform',
			{ platform: 'Vision' },
			{ rules: { uncheckedEncryption: 'Vision' } },
			'No lowest version is set for Vision',
		],
		['silent', { lastCheckIn: ago(8) }, {}, 'Its last check-in is 8 days ago, more than 7'],
		['never there', { lastCheckIn: null }, {}, 'It never checked in'],
		['old', { osVersion: '15.1.9' }, {}, 'Mac 15.1.9 is older than 15.2'],
		['old by a digit more', { osVersion: '9.10' }, {}, 'Mac 9.10 is older than 15.2'],
		['no version', { osVersion: null }, {}, 'Mac null is older than 15.2'],
		[
			'FileVault off',
			{},
			{ details: { filevault: { filevault_enabled: false } } },
			'FileVault is off',
		],
		['FileVault unknown', {}, { details: {} }, 'Kandji does not know whether FileVault is on'],
		[
			'Windows',
			{ platform: 'Windows', osVersion: '11' },
			{},
			'Kandji does not report the disk encryption of Windows',
		],
		[
			'lacks an app',
			{},
			{ rules: { requiredApps: 'Sensor' }, apps: [{ app_name: 'Other' }] },
			'Sensor is not installed',
		],
	])('says no and why: %s', async (_, device, given, reason) => {
		const verdict = await judge(mac(device), given);
		expect(verdict).toMatchObject({ status: 200, compliant: false });
		expect(verdict.reasons).toEqual([`Mac 1: ${reason}`]);
	});

	it.each<[string, IDataObject, Parameters<typeof judge>[1]]>([
		['a newer version', { osVersion: '15.10' }, {}],
		['a check-in seven days ago', { lastCheckIn: ago(6.9) }, {}],
		['an allowed blueprint', {}, { rules: { blueprints: 'Standard' } }],
		[
			'a platform that passes unchecked',
			{ platform: 'Vision' },
			{ rules: { uncheckedVersions: 'TV, Vision', uncheckedEncryption: 'Vision' } },
		],
		['no rule about encryption', {}, { rules: { encryption: false }, details: {} }],
		[
			'an app by its bundle ID in another case',
			{},
			{ rules: { requiredApps: 'com.x.sensor' }, apps: [{ bundle_id: 'COM.X.Sensor' }] },
		],
	])('passes %s', async (_, device, given) => {
		expect(await judge(mac(device), given)).toMatchObject({ compliant: true, reasons: [] });
	});

	it('answers 503 where Kandji could not be asked, and passes nothing', async () => {
		const rules = { requiredApps: 'Sensor' };
		for (const given of [{ details: { error: 'Down' } }, { rules, apps: [{ error: 'Down' }] }]) {
			const verdict = await judge(mac(), given);
			expect(verdict).toMatchObject({ status: 503, compliant: false });
			expect(verdict.reasons).toContain('Mac 1: Kandji could not be asked: Down');
			expect(verdict.devices[0]).not.toHaveProperty('failed');
		}
	});

	it('names a device without a name by its serial number', async () => {
		const { reasons } = await judge(mac({ name: '', missing: true }));
		expect(reasons).toEqual(['S1: It is marked as missing']);
	});
});

describe('posture-check: Exactly Those', () => {
	const find = async (query: IDataObject, input: IDataObject[]) =>
		await runCode('posture-check', 'Exactly Those', { input, nodes: { Ask: [{ query }] } });
	const ann = mac({ user: { email: 'ann@x.com' } });
	const neighbour = mac({ id: 'd2', serialNumber: 'S12', user: { email: 'joann@x.com' } });

	it.each<[IDataObject]>([
		[{ serialNumber: ' s1 ' }],
		[{ email: 'ANN@x.com' }],
		[{ serialNumber: 'S1', email: 'ann@x.com' }],
	])('takes the whole value and no neighbour: %j', async (query) => {
		expect(await find(query, [neighbour, ann])).toEqual([ann]);
	});

	it.each<[IDataObject, IDataObject[], object]>([
		[
			{ serialNumber: 'S9' },
			[ann],
			{ status: 200, reasons: ['Kandji manages no device with the serial number S9'] },
		],
		[
			{ email: 'eve@x.com' },
			[mac({ user: null })],
			{ status: 200, reasons: ['Kandji manages no device of eve@x.com'] },
		],
		[
			{ serialNumber: 'S1', email: 'joann@x.com' },
			[neighbour, ann],
			{
				status: 200,
				reasons: ['Kandji manages no device with the serial number S1 of joann@x.com'],
			},
		],
		[{ serialNumber: 'S1' }, [mac({ removed: true })], { status: 200, devices: [] }],
		[{ serialNumber: 'S1' }, [], { status: 200, devices: [] }],
		[
			{ serialNumber: 'S1' },
			[{ error: 'Down' }],
			{ status: 503, reasons: ['Kandji could not be asked: Down'] },
		],
	])('says no for %j', async (query, input, expected) => {
		expect(await find(query, input)).toMatchObject([
			{ compliant: false, devices: [], ...expected },
		]);
	});
});

describe('find-a-device: Answer Text', () => {
	const answer = async (wanted: string, input: IDataObject[]) => {
		const [{ plain }] = await runCode('find-a-device', 'Answer Text', {
			input,
			nodes: { Settings: [{ wanted }] },
		});
		return plain as { title: string; message: string };
	};
	const ann = mac({
		model: 'Air',
		user: { name: 'Ann', email: 'ann@x.com' },
		lastCheckIn: '2026-03-01T10:20:00',
	});

	it('shows the device with its person, blueprint, check-in and link', async () => {
		expect(await answer('s1', [ann, mac({ id: 'd2', serialNumber: 'S12' })])).toEqual({
			title: 'Mac 1',
			message: [
				'<b>Mac 1</b>: Air with 15.2, serial number S1.',
				'Assigned to Ann (ann@x.com).',
				'Blueprint: Standard. Last check-in: 1 March 2026, 10:20.',
				'<a href="https://k/1" target="_blank">Open in Kandji</a>',
			].join('\n'),
		});
	});

	it('lists all devices of a person', async () => {
		const { title, message } = await answer('ANN@x.com', [ann, { ...ann, id: 'd2', name: '' }]);
		expect(title).toBe('2 devices');
		expect(message.split('\n\n')).toHaveLength(2);
		expect(message).toContain('<b>S1</b>');
	});

	it('says what is not known', async () => {
		const bare = { id: 'd1', serialNumber: 'S1', name: null, url: 'javascript:x', user: null };
		expect(await answer('S1', [bare])).toEqual({
			title: 'S1',
			message: [
				'<b>S1</b>: a device with an unknown system, serial number S1.',
				'Assigned to nobody.',
				'Blueprint: none. Last check-in: never.',
			].join('\n'),
		});
	});

	it.each<[string, IDataObject[], string]>([
		['S', [ann], 'Not found'],
		['ann', [ann], 'Not found'],
		['S1', [{ error: '<b>Down' }], 'Kandji could not be asked'],
		['S1', [{}], 'Not found'],
	])('answers "%s" without a device', async (wanted, input, title) => {
		const given = await answer(wanted, input);
		expect(given.title).toBe(title);
		expect(given.message).not.toContain('<');
	});
});

describe('missing-or-stale-alert: Message', () => {
	it('names device, person, state and last check-in, and goes on without them', async () => {
		const [full, bare] = await runCode('missing-or-stale-alert', 'Message', {
			input: [
				{
					...{
						url: 'https://k/1',
						events: [
							{ event: 'device.missing', eventId: 'e1' },
							{ event: 'device.stale', eventId: 'e2' },
						],
					},
					device: mac({
						model: 'Air',
						user: { email: 'ann@x.com' },
						lastCheckIn: '2026-03-01T10:00:00Z',
					}),
				},
				{
					events: [{ event: 'device.other', eventId: 'e3' }],
					device: { serialNumber: 'S2', user: null },
				},
			],
		});
		expect(full).toMatchObject({
			...{ eventId: 'e1', serialNumber: 'S1', userEmail: 'ann@x.com', kandjiUrl: 'https://k/1' },
			plain: {
				device: 'Mac 1',
				message:
					'Mac 1 (Air, S1, ann@x.com) is missing and stale. Last check-in: 2026-03-01. https://k/1',
			},
		});
		expect(bare.plain).toEqual({
			device: '',
			message: 'S2 (S2, assigned to nobody) is device.other. Last check-in: never. ',
		});
	});
});
