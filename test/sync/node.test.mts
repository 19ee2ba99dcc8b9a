import { omit } from 'lodash';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { keptPreview, previewOf } from '../catalogue/schema.mts';
import {
	ASSIGN,
	ATTENTION,
	control,
	CREATE,
	EMPTY,
	fields,
	KANDJI,
	REPORT,
	ROWS,
	sync,
	UPDATE,
	written,
} from './tenant.mts';

test('an empty asset list gives the whole fleet, and the second run changes nothing', async () => {
	const first = await sync(EMPTY);
	const { created, attention, skipped } = first.report as Record<string, number>;
	expect(created + attention + skipped).toBe(40);
	expect(first.json[CREATE]).toHaveLength(created);
	expect(first.json[CREATE][0]).toMatchObject({
		action: 'create',
		reason: 'New in Kandji',
		asset: null,
		fields: { serialNumber: expect.any(String) as string },
		device: { id: expect.any(String) as string },
	});
	const second = await sync({}, { assets: written(first.json) });
	expect(second.report).toMatchObject({ created: 0, updated: 0, unchanged: created, devices: 40 });
	expect(second.json.slice(CREATE, KANDJI + 1).flat()).toEqual([]);
});

test('the output preview of the package is what the outputs behind the report give', async () => {
	const created = (await sync(EMPTY)).json;
	const assets = written(created).map(
		(each): IDataObject => ({ ...each, name: 'Old', userEmail: null }),
	);
	const { json } = await sync(
		{ assignment: 'fromKandji', options: { maxAssignments: 'off' } },
		{ assets },
	);
	const items = [...created[CREATE], ...json[UPDATE], ...json[ASSIGN]];
	expect(new Set(items.map(({ action }) => action))).toEqual(
		new Set(['create', 'update', 'assign']),
	);
	// What an asset and its fields are called depends on the other system.
	const general = items.map((each) => ({ ...each, asset: {}, fields: {}, body: {}, before: {} }));
	expect(keptPreview('', 'plan', previewOf(general))).toBe(previewOf(general));
});

test('a change in Kandji is an update of that field alone', async () => {
	const assets = written((await sync(EMPTY)).json);
	await control.control('PATCH', `/devices/${String(assets[3].deviceId)}`, {
		device_name: 'Renamed',
	});
	const { json, report } = await sync({}, { assets });
	expect(fields(json[UPDATE])).toEqual([{ name: 'Renamed' }]);
	expect(json[UPDATE][0].asset).toEqual(assets[3]);
	expect(report.updated).toBe(1);
});

test('fields of the mapping that no asset has are named and not written, run after run', async () => {
	const assets = written((await sync(EMPTY)).json).map((each) =>
		omit(each, 'deviceId', 'assetTag'),
	);
	const { report, json } = await sync({}, { assets });
	expect(report).toMatchObject({ updated: 0, linked: 0, unchanged: assets.length });
	expect(report.notices).toEqual([
		expect.stringContaining('"assetTag"'),
		expect.stringContaining('"deviceId"'),
	]);
	expect(json[UPDATE]).toEqual([]);
});

test('no asset arrives: nothing is planned unless the assets may be empty', async () => {
	const { error } = await sync({});
	expect(error?.message).toBe('There are no assets, so every device would be created');
});

test('an item that holds only an error stops the plan', async () => {
	const { error } = await sync(EMPTY, { assets: [{ error: 'Connection refused' }] });
	expect(error?.message).toBe('Assets: the node before it failed');
	expect(error?.description).toContain('Connection refused');
});

test('people that could not be read stop the plan too', async () => {
	const { error } = await sync(EMPTY, { people: [{ error: 'Forbidden', message: 'Ask' }] });
	expect(error?.message).toBe('People: the node before it failed');
});

test('Execute Once would hide all assets but the first', async () => {
	const { error } = await sync(EMPTY, { node: { executeOnce: true } });
	expect(error?.message).toBe('Execute Once hands over the first asset only');
});

test('with On Error set to Continue the assets never leave by an output; the error is one item of the report', async () => {
	const { json } = await sync(
		{ mapping: { field: [] }, assetFields: { serialNumber: 'sn' } },
		{ assets: [{ id: 1, serialNumber: 'C1' }], node: { onError: 'continueRegularOutput' } },
	);
	expect(json[REPORT]).toEqual([
		{
			error: 'Asset Fields > Serial Number is "sn", but no asset has this field',
			message: expect.stringContaining('id, serialNumber') as string,
		},
	]);
	expect(json.slice(1).flat()).toEqual([]);
});

test.each([
	['mode', { mode: 'all' }, /^Mode is none of its options, but "all"/],
	[
		'an option',
		{ options: { removal: 'delete' } },
		/^Removal: Removed Devices is none of its options, but "delete"/,
	],
	[
		'a doubled field',
		{
			mapping: {
				field: [
					{ assetField: 'a', property: 'name' },
					{ assetField: 'a', property: 'id' },
				],
			},
		},
		/"a" is filled twice/,
	],
	[
		'removal without a field',
		{ options: { removal: 'retire' } },
		/Removed Devices needs a field and a value/,
	],
	[
		'a category without a default',
		{ assetFields: { category: 'serialNumber' } },
		/^Default Category is empty/,
	],
])('%s that cannot be is refused before anything is read', async (_, parameters, message) => {
	const { error } = await sync(parameters as INodeParameters, { assets: [{ serialNumber: 'C1' }] });
	expect(error?.message).toMatch(message);
	expect(await control.requests()).toEqual([]);
});

test('assignments: people are matched by email, and an archived, shared or unknown one is said', async () => {
	const first = await sync(EMPTY);
	const assets = written(first.json, { userEmail: null });
	const emails = new Set(
		first.json[CREATE].map(
			({ device }) => (device as { user: { email: string } | null }).user?.email,
		).filter(Boolean),
	);
	const [email] = emails;
	expect(emails.size).toBeGreaterThan(0);
	const { json, report } = await sync(
		{ assignment: 'fromKandji' },
		{ assets, people: [{ id: 7, workEmail: String(email).toUpperCase(), displayName: 'X' }] },
	);
	expect(report.personFields).toEqual({
		id: 'id',
		email: 'workEmail',
		name: 'displayName',
		status: '',
	});
	expect(json[ASSIGN].length).toBeGreaterThan(0);
	for (const { person } of json[ASSIGN]) expect(person).toMatchObject({ id: '7' });
	expect(json[ROWS].map(({ notAssigned }) => notAssigned)).toEqual(
		expect.arrayContaining([expect.stringContaining('No person has the email')]),
	);
});

const retiring = (maxRemovals: string): INodeParameters => ({
	options: { removal: 'retire', removalField: 'status', removalValue: 'Retired', maxRemovals },
});

/** An asset of a device that Automated Device Enrollment cannot know. */
function windows(assets: IDataObject[]): IDataObject {
	const found = assets.find(({ platform }) => platform === 'Windows');
	if (!found) throw new Error('No Windows device in the simulated fleet');
	return found;
}

test('a device that left Kandji is retired; a cut or failed listing retires nothing', async () => {
	const assets = written((await sync(EMPTY)).json, { status: 'in use' });
	const gone = windows(assets);
	await control.control('DELETE', `/devices/${String(gone.deviceId)}`);
	const refused = await sync(retiring('0'), { assets });
	expect(refused.json[UPDATE]).toEqual([]);
	expect(refused.json[ATTENTION].map(({ reason }) => reason)).toEqual(
		expect.arrayContaining([expect.stringContaining('Max Removals allows 0')]),
	);
	const { json } = await sync(retiring('10%'), { assets });
	expect(fields(json[UPDATE])).toEqual([{ status: 'Retired' }]);
	expect(json[UPDATE][0].asset).toEqual(gone);
	await control.control('POST', '/faults', {
		method: 'GET',
		path: '/api/v1/devices',
		times: 50,
		kind: 'html',
	});
	const broken = await sync(retiring('100%'), { assets });
	expect(broken.error).toBeDefined();
	expect(broken.json.flat()).toEqual([]);
});

test('without the permission to read Automated Device Enrollment nothing is removed, and Attention says why', async () => {
	const assets = written((await sync(EMPTY)).json, { status: 'in use' });
	await control.control('DELETE', `/devices/${String(windows(assets).deviceId)}`);
	await control.control('POST', '/tokens', {
		token: 'list-only',
		permissions: ['Device Information > Device list'],
	});
	const { json } = await sync(retiring('100%'), { assets, token: 'list-only' });
	expect(json[UPDATE]).toEqual([]);
	expect(String(json[ATTENTION][0].reason)).toContain(
		'Automated Device Enrollment could not be read',
	);
});

test('without the permission to list users, people who have a device can be assigned in Kandji, and the report says so', async () => {
	const first = await sync(EMPTY);
	const holders = first.json[CREATE].map(({ device }) => (device as { user: IDataObject }).user);
	const holder = holders.find((user) => user !== null && user.archived === false);
	const free = holders.indexOf(null as unknown as IDataObject);
	const { email } = await control.control<{ email: string }>('POST', '/users', {
		...{ name: 'Without Device', email: 'without@accuhive.example' },
	});
	const assets = written(first.json).map((each): IDataObject => ({ ...each, email: null }));
	assets[free].email = String(holder?.email).toUpperCase();
	const other = holders.lastIndexOf(null as unknown as IDataObject);
	assets[other].email = email;
	await control.control('POST', '/tokens', {
		token: 'no-users',
		permissions: ['Device Information > Device list'],
	});
	const { json, report, error } = await sync(
		{ assetFields: { assigneeEmail: 'email' }, assignment: 'toKandji' },
		{ assets, token: 'no-users' },
	);
	expect(error).toBeUndefined();
	expect(free).not.toBe(other);
	expect(fields(json[KANDJI])).toEqual([{ user: holder?.id }]);
	expect(report.notices).toEqual([expect.stringContaining('lacks Users > List users')]);
});

test('details are read only when a mapped field needs them', async () => {
	const property = 'details.hardware_overview.serial_number';
	await sync(EMPTY);
	expect((await control.requests()).filter(({ path }) => path.endsWith('/details'))).toEqual([]);
	const { json } = await sync({
		...EMPTY,
		mapping: {
			field: [
				{ assetField: 'serialNumber', property: 'serialNumber' },
				{ assetField: 'hw', property },
			],
		},
	});
	expect((await control.requests()).filter(({ path }) => path.endsWith('/details'))).toHaveLength(
		40,
	);
	expect(fields(json[CREATE]).filter(({ hw }) => hw !== null).length).toBeGreaterThan(0);
});
