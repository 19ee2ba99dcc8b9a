/** Code nodes of ready-made workflows by themselves: the cases that a walk through the whole workflow does not meet. */
import type { IDataObject } from 'n8n-workflow';

import { workflowNames } from '../../tools/gallery.mts';
import { runCode } from '../helpers/codeNode.mts';
import { readyWorkflow } from '../helpers/workflow.mts';

const PLAIN = /^const plain = (\(text, length = 80\) => .*);$/m;

describe('The function that cleans a text', () => {
	const copies = workflowNames().flatMap((name) =>
		readyWorkflow(name).nodes.flatMap((node) => {
			const [, code] = PLAIN.exec(String(node.parameters.jsCode ?? '')) ?? [];
			return code === undefined ? [] : [{ name, node: node.name, code }];
		}),
	);

	it('is the same everywhere', () => {
		expect(copies.length).toBeGreaterThan(10);
		expect(copies.filter(({ code }) => code !== copies[0].code)).toEqual([]);
	});

	it.each<[unknown, string]>([
		['Ann', 'Ann'],
		['  Ann \n\t Lee\u200b\u202e ', 'Ann Lee'],
		['<b>&[x]{y}|!</b>', '‹b›＆(x)(y)¦！‹/b›'],
		['😀'.repeat(90), '😀'.repeat(80)],
		[undefined, ''],
		[null, ''],
		[12, '12'],
	])('turns %j into %j', (given, plain) => {
		const clean = new Function(`return ${copies[0].code}`)() as (text: unknown) => string;
		expect(clean(given)).toBe(plain);
	});
});

describe('onboarding: Ticket Text', () => {
	const event = (device: IDataObject, more: IDataObject = {}) => ({
		url: 'https://x.kandji.io/devices/1',
		device: {
			...{ name: 'Mac 1', serialNumber: 'S1', model: 'MacBook Air', assetTag: 'T1' },
			...{ blueprintName: 'Standard', user: { name: 'Ann', email: 'ann@x.com' }, ...device },
		},
		...more,
	});
	const plainOf = async (given: IDataObject) =>
		(await runCode('onboarding', 'Ticket Text', { input: [given] }))[0].plain;

	it('says what is to be set up, for whom, and who had it', async () => {
		const previousUser = { name: '', email: 'bob@x.com' };
		expect(await plainOf(event({}, { previousUser }))).toEqual({
			...{ device: 'Mac 1', url: 'https://x.kandji.io/devices/1', model: 'MacBook Air' },
			...{ name: 'Ann', assetTag: 'T1', subject: 'Set up MacBook Air S1 for Ann' },
			description:
				'Mac 1 was assigned to Ann (ann@x.com), before that to bob@x.com. Blueprint: Standard. https://x.kandji.io/devices/1',
		});
	});

	it.each<[IDataObject, object]>([
		[{ name: null }, { device: 'S1' }],
		[{ model: null }, { subject: 'Set up device S1 for Ann' }],
		[
			{ user: { name: null, email: 'ann@x.com' } },
			{ subject: 'Set up MacBook Air S1 for ann@x.com' },
		],
	])('goes on without %j', async (device, expected) => {
		expect(await plainOf(event(device))).toMatchObject(expected);
	});
});

describe('quarantine: Decision', () => {
	const decide = async ({
		blueprintId = 'q',
		serialNumber = 'S1',
		asked = 's1 ',
		state = '',
		released = false,
	}) => {
		const [decision] = await runCode('quarantine', 'Decision', {
			input: [{ state }],
			nodes: {
				'Find Device': [{ blueprintId, serialNumber, name: 'Mac', blueprintName: 'Standard' }],
				Settings: [{ serialNumber: asked, reason: 'Malware', blueprint: 'Quarantine' }],
				'Quarantine Blueprint': [{ id: 'q' }],
				...(released ? { Release: [{}] } : {}),
			},
		});
		return decision;
	};

	it.each<[Parameters<typeof decide>[0], object]>([
		[{ blueprintId: 's' }, { step: 'Quarantine', status: 200, stillThere: false }],
		[
			{},
			{
				step: 'Refuse',
				status: 200,
				answer: {
					quarantined: true,
					already: true,
					reason: 'S1 is in the blueprint Quarantine already',
				},
			},
		],
		[
			{ asked: 'OTHER' },
			{
				step: 'Refuse',
				status: 404,
				answer: {
					quarantined: false,
					already: false,
					reason: 'No device has the serial number OTHER',
				},
			},
		],
		[
			{ asked: 'OTHER', blueprintId: 's' },
			{ step: 'Refuse', status: 404, answer: { quarantined: false, already: false } },
		],
		[
			{ released: true, state: 'Quarantined' },
			{ step: 'Release', stillThere: true },
		],
		[
			{ released: true, state: 'Moving', blueprintId: 's' },
			{ step: 'Release', stillThere: false },
		],
		[
			{ released: true, state: 'Released' },
			{
				step: 'Refuse',
				status: 404,
				answer: { released: false, reason: 'S1 was not put into quarantine by this workflow' },
			},
		],
		[
			{ released: true, state: 'Quarantined', asked: 'OTHER' },
			{ step: 'Refuse', status: 404 },
		],
	])('decides for %j', async (given, expected) => {
		expect(await decide(given)).toMatchObject(expected);
	});
});

describe('lock-and-follow-up', () => {
	const HOUR = 3_600_000;
	const outcome = async (status: IDataObject, hoursAgo = 1) => {
		const acceptedAt = new Date(Date.now() - hoursAgo * HOUR).toISOString();
		const row = { deviceId: 'd1', serialNumber: 'S1', who: 'ann@x.com', acceptedAt };
		const [result] = await runCode('lock-and-follow-up', 'Outcome', {
			input: [status],
			nodes: { Settings: [{ followHours: 24 }], 'Open Locks': [row] },
		});
		return {
			...result,
			text: String((result.plain as IDataObject).message).replace(/ Locked by.*/, ''),
		};
	};

	it.each<[IDataObject, number, string, string]>([
		[{ result: 'completed', resultDetail: 'x' }, 1, 'completed', 'S1 is locked.'],
		[{ result: 'failed', resultDetail: 'No PIN' }, 1, 'failed', 'S1 refused the lock. No PIN.'],
		[{ error: 'Kandji is down' }, 1, 'pending', 'S1 has not obeyed yet. Kandji is down.'],
		[{ result: 'pending', resultDetail: 'Waits' }, 23, 'pending', 'S1 has not obeyed yet. Waits.'],
		[
			{ result: 'pending', resultDetail: 'Waits' },
			24,
			'given up',
			'S1 has not obeyed within 24 hours. Waits.',
		],
		[{ result: 'completed' }, 30, 'completed', 'S1 is locked.'],
	])('Outcome of %j after %i hours is %s', async (status, hours, state, text) => {
		expect(await outcome(status, hours)).toMatchObject({ deviceId: 'd1', state, text });
	});

	it.each<[IDataObject, string]>([
		[{}, 'Nothing was locked. The two serial numbers differ.'],
		[{ error: 'No device matches' }, 'Nothing was locked. No device matches.'],
		[{ error: 'Refused', message: 'by Kandji' }, 'Nothing was locked. Refused. by Kandji.'],
	])('Not Locked says why: %j', async (given, text) => {
		const [{ plain }] = await runCode('lock-and-follow-up', 'Not Locked', { input: [given] });
		expect(plain).toEqual({ text });
	});
});

describe('offboarding', () => {
	const ann = { user: { id: 'u1', email: 'ann@x.com', name: 'Ann' }, occurredAt: '2026-01-01' };
	const bob = { user: { id: 'u2', email: 'bob@x.com', name: 'Bob' }, occurredAt: '2026-01-02' };
	const device = (id: string, user: string | null) => ({
		...{ id, name: `Mac ${id}`, serialNumber: `S${id}`, url: `https://k/${id}` },
		user: user === null ? null : { id: user },
	});
	const rowsOf = async (input: IDataObject[]) =>
		await runCode('offboarding', 'One Row per Device', {
			input,
			nodes: { 'Is Archived': [ann, bob] },
		});

	it('One Row per Device gives each person the devices that Kandji reports', async () => {
		const rows = await rowsOf([
			device('2', 'u2'),
			device('1', 'u1'),
			device('3', 'u1'),
			device('4', null),
		]);
		expect(rows.map(({ userId, deviceId }) => [userId, deviceId])).toEqual([
			['u1', '1'],
			['u1', '3'],
			['u2', '2'],
		]);
		expect(rows[0]).toEqual({
			...{ userId: 'u1', email: 'ann@x.com', name: 'Ann', archivedAt: '2026-01-01' },
			...{ deviceId: '1', device: 'Mac 1', serialNumber: 'S1', kandjiUrl: 'https://k/1' },
		});
	});

	it.each<[IDataObject[], string]>([
		[[], 'No devices'],
		[[{ error: 'No permission' }], 'Not read: No permission'],
	])('One Row per Device says of somebody without: %j', async (input, problem) => {
		expect(await rowsOf(input)).toMatchObject([
			{ userId: 'u1', deviceId: '', problem },
			{ userId: 'u2', deviceId: '', problem },
		]);
	});

	it('One Question per Person lists at most 20 devices', async () => {
		const rows = Array.from({ length: 22 }, (_, at) => ({
			...{ id: at, userId: 'u1', name: 'Ann', email: 'ann@x.com' },
			...{ deviceId: String(at), device: `Mac ${at}`, serialNumber: `S${at}` },
		}));
		const none = { id: 50, userId: 'u2', name: 'Bob', email: 'bob@x.com', deviceId: '' };
		const [first, second] = await runCode('offboarding', 'One Question per Person', {
			input: [...rows, none],
		});
		const { id, text } = first.plain as { id: number; text: string };
		expect(id).toBe(0);
		expect(text).toMatch(/^Ann \(ann@x\.com\) has left\. Devices taken back: Mac 0 \(S0\), /);
		expect(text).toContain('Mac 19 (S19).');
		expect(text).not.toContain('Mac 20');
		expect(second.plain).toEqual({
			id: 50,
			text: 'Bob (bob@x.com) has left. Devices taken back: no devices.',
		});
	});

	it.each<[IDataObject, IDataObject[], RegExp]>([
		[
			{ archived: true },
			[{ deviceId: 'd1', device: 'Mac', serialNumber: 'S1' }],
			/shows the person as archived\..*Mac: <b>S1<\/b>/,
		],
		[
			{ archived: false },
			[{ deviceId: '' }],
			/not show the person as archived any more.*No devices\./,
		],
		[{ error: 'Down' }, [{ deviceId: '' }], /could not be asked about the person: Down/],
	])('Question shows what Kandji says now: %j', async (now, entries, html) => {
		const rows: IDataObject[] = entries.map((entry, id) => ({
			id,
			userId: 'u1',
			name: 'Ann',
			email: 'ann@x.com',
			...entry,
		}));
		const [question] = await runCode('offboarding', 'Question', {
			input: [now],
			nodes: { 'Entries of the Person': rows },
		});
		expect(question).toMatchObject({
			...{ userId: 'u1', email: 'ann@x.com', entries: rows.map(({ id }) => id) },
			plain: { title: 'Devices of Ann', html: expect.stringMatching(html) },
		});
	});
});

describe('assetbots-actions: Device Page', () => {
	const fieldsOf = async (device: IDataObject, actions: string[] = []) => {
		const [{ plain }] = await runCode('assetbots-actions', 'Device Page', {
			input: [{ device: { name: 'Mac', model: 'Air', serialNumber: 'S1', ...device }, actions }],
		});
		return (plain as { fields: IDataObject[] }).fields;
	};

	it.each<[IDataObject, string]>([
		[{ url: 'https://x/1' }, '<a href="https://x/1" target="_blank">View in Kandji</a>'],
		[{ url: 'https://x/1" onclick="y' }, 'assigned to nobody. </p>'],
		[{ url: 'https://x/1\nhttps://y' }, 'assigned to nobody. </p>'],
		[{ url: 'javascript:alert(1)//https://x' }, 'assigned to nobody. </p>'],
		[{ user: { name: 'Ann' } }, 'assigned to Ann. </p>'],
		[{ user: { name: 'Ann', email: 'ann@x.com' } }, 'assigned to ann@x.com. </p>'],
	])('shows %j', async (device, html) => {
		expect((await fieldsOf(device))[0].html).toContain(html);
	});

	it('offers actions only where there are some', async () => {
		expect(await fieldsOf({})).toMatchObject([
			{ html: expect.stringContaining('No action is offered') },
		]);
		const fields = await fieldsOf({}, ['Lock']);
		expect(fields[0].html).not.toContain('No action');
		expect(fields.slice(1)).toMatchObject([
			{ fieldLabel: 'Action', fieldOptions: { values: [{ option: 'Lock' }] } },
			{ fieldLabel: 'Serial number again' },
		]);
	});
});

it('software-inventory: New Rows writes none where no app was found', async () => {
	const rows = [{ version: '1', name: 'A' }, { found: 0 }];
	expect(
		await runCode('software-inventory', 'New Rows', { nodes: { 'One Row per Version': rows } }),
	).toEqual([rows[0]]);
});

it('evidence-pack: App Rows names each app with its device', async () => {
	const app = {
		...{ device_id: 'd1', serial_number: 'S1', device__name: 'Mac', name: 'App', path: '/A' },
		...{ bundle_id: 'b', version: '1.0.1', short_version: '1.0', developer_name: 'Dev' },
		last_collected_at: '2026-01-01',
	};
	const [row] = await runCode('evidence-pack', 'App Rows', {
		input: [app],
		nodes: { 'Still in Kandji': [{ id: 'd1' }], Apps: [app], Settings: [{}] },
	});
	expect(Object.values(row)).toEqual(
		expect.arrayContaining(['d1', 'S1', 'Mac', 'App', 'b', '1.0', 'Dev', '/A', '2026-01-01']),
	);
});
