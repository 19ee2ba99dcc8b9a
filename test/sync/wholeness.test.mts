import type { IDataObject, INodeParameters } from 'n8n-workflow';

import {
	ASSIGN,
	control,
	CREATE,
	EMPTY,
	KANDJI,
	REPORT,
	ROWS,
	sync,
	UPDATE,
	written,
} from './tenant.mts';

/** The fleet as assets, each linked to its device. */
const fleet = async (more: IDataObject = {}) => written((await sync(EMPTY)).json, more);

/** Forgets the requests of the preparation. */
const forget = async () => await control.control('DELETE', '/requests');

describe('Error messages in the place of rows stop the plan', () => {
	test.each<[string, IDataObject[]]>([
		['throttled', [{ message: 'Too Many Attempts.' }]],
		['not allowed', [{ status: 'error', messages: 'Unauthorized.' }]],
		['a page that failed', [{ page: 3, error: '429' }]],
	])('%s, beside good rows and alone', async (_, broken) => {
		const assets = (await fleet()).slice(0, 20);
		await forget();
		for (const given of [[...assets, ...broken], broken]) {
			const { error, json } = await sync({ firstRun: true }, { assets: given });
			expect(error?.message).toMatch(/is no asset|cannot be guessed|no asset has this field/);
			expect(json.flat()).toEqual([]);
		}
		await expect(control.requests()).resolves.toEqual([]);
	});
});

test('the same rows three times count once, and the report names Execute Once', async () => {
	const assets = await fleet();
	const { report, json } = await sync({}, { assets: [...assets, ...assets, ...assets] });
	expect(report).toMatchObject({ assets: assets.length, attention: 0, unchanged: assets.length });
	expect(report.notices).toEqual([expect.stringContaining('Execute Once')]);
	expect(json[CREATE]).toEqual([]);
});

test('assets without any readable key stop the plan, unless it is the first run', async () => {
	const assets = (await fleet()).map(
		(asset, id): IDataObject => ({
			...asset,
			id,
			serialNumber: id % 2 ? null : ' ',
			deviceId: null,
		}),
	);
	const { error } = await sync({}, { assets });
	expect(error?.message).toMatch(/none of the \d+ assets has a value in serialNumber, deviceId/);
	const { report } = await sync({ firstRun: true }, { assets });
	expect(Number(report.created)).toBeGreaterThan(20);
});

describe('A field chosen by name that no row has stops the run, and the message names it', () => {
	const assignment = 'fromKandji';
	const removal = { removal: 'mark', removalField: 'stats', removalValue: 'Gone' };
	test.each<[string, INodeParameters, string]>([
		['assignee', { assignment, assetFields: { assigneeEmail: 'asignee' } }, 'Assignee Email'],
		[
			'nested assignee',
			{ assignment, assetFields: { assigneeEmail: 'holder.mail' } },
			'Assignee Email',
		],
		['lock', { assetFields: { lock: 'state' } }, 'Lock'],
		['link', { assetFields: { link: 'kandji' } }, 'Kandji Device ID'],
		['removed', { options: removal }, 'Removal: Field'],
		['display ID', { options: { displayIdField: 'display' } }, 'Display ID Field'],
		['email of a person', { personFields: { email: 'mial' } }, 'Person Fields > Email'],
	])('%s', async (_, parameters, field) => {
		const assets = [{ id: 1, serialNumber: 'C1', deviceId: 'd1', holder: { email: 'a@b.c' } }];
		const { error } = await sync(parameters, { assets, people: [{ id: 1, email: 'a@b.c' }] });
		expect(error?.message).toContain(field);
		expect(error?.message).toMatch(/no (asset|person) has this field/);
		await expect(control.requests()).resolves.toEqual([]);
	});

	test('a nested field is there while nobody is assigned anywhere', async () => {
		const assets = (await fleet()).map((asset): IDataObject => ({ ...asset, assigned_to: null }));
		const { error } = await sync(
			{ assignment, assetFields: { assigneeEmail: 'assigned_to.email' } },
			{ assets },
		);
		expect(error).toBeUndefined();
	});
});

describe('Settings fail closed: nothing is read, and the message names the field', () => {
	const GONE = '={{ $json.nothing }}';
	const mapped = (value: string) => ({
		mapping: { field: [{ assetField: 'status', property: '', value }] },
	});
	test.each<[string, INodeParameters, RegExp]>([
		['Preview', { preview: GONE }, /^Preview is neither true nor false/],
		['First Run', { firstRun: GONE }, /^First Run is neither true nor false/],
		[
			'First Run as a list',
			{ firstRun: '={{ [true] }}' as never },
			/^First Run is neither true nor false/,
		],
		['Mode', { mode: GONE }, /^Mode is none of its options/],
		['a limit', { options: { maxCreates: GONE } }, /^Limits: Max Creates/],
		['a limit that is a typo', { options: { maxCreates: '4O%' } }, /^Limits: Max Creates/],
		['lock values', { options: { lockValues: GONE } }, /^Assignment: Lock Values/],
		[
			'lock values without a lock',
			{ options: { lockValues: 'Sold' } },
			/no field of the assets holds a lock/,
		],
		[
			'a removed value',
			{ options: { removalValue: '={{ {} }}' } },
			/^Removal: Value is not a text/,
		],
		['a category', { defaultCategory: 'undefined' }, /^Default Category is not a text/],
		['a field name', { assetFields: { serialNumber: GONE } }, /^Serial Number is not a text/],
		['a fixed value', mapped(GONE), /^Value is not a text/],
		['a fixed value that is no number', mapped('={{ NaN }}'), /^Value is not a text/],
		[
			'lock values that are an empty list',
			{ options: { lockValues: '={{ [] }}' } },
			/^Assignment: Lock Values/,
		],
		['lock values that are blank', { options: { lockValues: '={{ " " }}' } }, /^Assignment: Lock/],
		['a field that is a list', { assetFields: { lock: '={{ [] }}' } }, /^Lock is not a text/],
		[
			'a device property that does not exist',
			{ mapping: { field: [{ assetField: 'email', property: '={{ 0 }}', write: 'always' }] } },
			/^Field Mapping > email has the device property "0", which does not exist/,
		],
		['an empty fixed value', mapped(''), /^Value for "status" is empty/],
		[
			'a value map',
			{ mapping: { field: [{ assetField: 'name', property: 'name', valueMap: 'Mac' }] } },
			/^Value Map has the entry "Mac"/,
		],
		[
			'Side That Changed with Plan Only',
			{
				assignment: 'both',
				assetFields: { lastUser: 'serialNumber', assigneeEmail: 'email' },
				options: { assignmentWinner: 'changed' },
			},
			/needs Kandji: Write Back > Apply/,
		],
		[
			'an assignee in the mapping',
			{
				assignment: 'fromKandji',
				mapping: { field: [{ assetField: 'email', property: 'user.email' }] },
				assetFields: { assigneeEmail: 'email' },
			},
			/holds the assignee/,
		],
	])('%s', async (_, parameters, message) => {
		const { error } = await sync(parameters, {
			assets: [{ id: 1, serialNumber: 'C1', deviceId: 'd1', email: 'a@b.c' }],
		});
		expect(error?.message).toMatch(message);
		await expect(control.requests()).resolves.toEqual([]);
	});
});

describe('Limits', () => {
	test('half of the assets arrive: nothing is created, and the rows say what a run without the limit would write', async () => {
		const assets = await fleet();
		const half = assets.slice(0, assets.length / 2);
		const { json, report } = await sync({ preview: true }, { assets: half });
		expect(json[CREATE]).toEqual([]);
		expect(report).toMatchObject({ created: 0, withheld: assets.length - half.length });
		expect(report.summary).toContain('Max Creates');
		const withheld = json[ROWS].filter(({ withheldBy }) => withheldBy === 'creates');
		expect(withheld).toHaveLength(assets.length - half.length);
		expect(withheld[0].changes).toContain('serialNumber: none → ');
		await expect(sync({ firstRun: true }, { assets: half })).resolves.toMatchObject({
			report: { created: assets.length - half.length, withheld: 0 },
		});
	});

	test('a limit that is set counts', async () => {
		const assets = (await fleet()).map((asset): IDataObject => ({ ...asset, name: 'Old' }));
		const stopped = await sync({ options: { maxUpdates: '50%' } }, { assets });
		expect(stopped.json[UPDATE]).toEqual([]);
		const passed = await sync({ options: { maxUpdates: 'off' } }, { assets });
		expect(passed.json[UPDATE]).toHaveLength(assets.length);
	});
});

describe('What people see', () => {
	test('the report is one small item, and every device and asset is one row with old and new values', async () => {
		const assets = (await fleet()).map(
			(asset, index): IDataObject => (index === 3 ? { ...asset, name: 'Old' } : asset),
		);
		const { json, report } = await sync({}, { assets });
		expect(json[REPORT]).toHaveLength(1);
		expect(JSON.stringify(report).length).toBeLessThan(2_000);
		expect(Object.keys(report)[0]).toBe('summary');
		expect(report.summary).toBe(
			`40 devices and ${assets.length} assets compared: 1 to update${Number(report.attention) ? `, ${String(report.attention)} for a person to look at` : ''}.`,
		);
		const [row] = json[ROWS].filter(({ result }) => result === 'updated');
		expect(row).toMatchObject({
			assetId: '3',
			before: { name: 'Old' },
			after: { name: expect.any(String) as string },
		});
		expect(row.changes).toMatch(/^name: Old → /);
	});

	test('a mapped field has its rule and its value map', async () => {
		const assets = (await fleet()).map(
			(asset): IDataObject => ({ ...asset, kind: null, note: 'kept' }),
		);
		const field = [
			{ assetField: 'serialNumber', property: 'serialNumber' },
			{ assetField: 'kind', property: 'platform', valueMap: 'Mac = 3, iPhone = 5' },
			{ assetField: 'note', property: 'model', write: 'ifEmpty' },
		];
		const { json } = await sync({ mapping: { field } }, { assets });
		const written = json[UPDATE].map(({ fields, device }) => [
			(device as IDataObject).platform,
			fields,
		]);
		expect(written).toContainEqual(['Mac', { kind: '3' }]);
		expect(written).toContainEqual(['Windows', { kind: 'Windows' }]);
		expect(JSON.stringify(written)).not.toContain('note');
	});

	test('details of a device that left meanwhile leave it out, and the report says so', async () => {
		const assets = await fleet();
		const gone = String(assets[4].deviceId);
		await control.fault({
			path: `/api/v1/devices/${gone}/details`,
			times: 5,
			kind: 'status',
			status: 404,
		});
		const field = [
			{ assetField: 'serialNumber', property: 'serialNumber' },
			{ assetField: 'name', property: 'details.hardware_overview.serial_number' },
		];
		const { report, error, json } = await sync({ mapping: { field } }, { assets });
		expect(error).toBeUndefined();
		expect(report.notices).toEqual([expect.stringContaining('left Kandji while it was read')]);
		expect([...json[ASSIGN], ...json[KANDJI]]).toEqual([]);
		const touched = json[UPDATE].map(({ asset }) => (asset as IDataObject).deviceId);
		expect(touched).not.toContain(gone);
	});
});
