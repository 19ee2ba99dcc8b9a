/** The Code nodes of the Snipe-IT workflow by themselves. */
import type { IDataObject } from 'n8n-workflow';

import { runCode } from '../helpers/codeNode.mts';

const WORKFLOW = 'snipe-it-sync';
const SETTINGS = {
	...{ manufacturer: 'Apple', fieldset: 'Kandji', newStatus: 'Ready', tagPrefix: 'K-' },
};
const page = (name: string, rows: IDataObject[], total = rows.length) => ({
	name,
	page: { rows, total },
});

describe('Whole Lists', () => {
	const EMPTY = ['models', 'categories', 'manufacturers', 'statuslabels', 'users', 'fieldsets'];
	const read = async (...pages: IDataObject[]) => {
		const named = new Set(pages.map(({ name }) => name));
		const rest = [...EMPTY, 'assets', 'archived'].filter((name) => !named.has(name));
		const [lists] = await runCode(WORKFLOW, 'Whole Lists', {
			input: [...pages, ...rest.map((name) => page(name, []))],
			nodes: { Settings: [SETTINGS] },
		});
		return lists as IDataObject & { assets: IDataObject[]; people: IDataObject[] };
	};
	const asset = (more: IDataObject = {}) => ({
		...{ id: 1, name: 'Mac', serial: 'S1', asset_tag: 'T1', model: { name: 'Air' } },
		...{ category: { name: 'Mac' }, status_label: { name: 'Ready', status_type: 'deployable' } },
		...more,
	});

	it('joins pages, unescapes names, and takes an archived asset once', async () => {
		const lists = await read(
			page('assets', [asset()], 2),
			page('assets', [asset({ id: 2, name: 'Tom &amp; &quot;Jo&quot; &lt;x&gt; &#039;' })], 2),
			page('archived', [asset({ id: 2, name: 'Archived' })]),
		);
		expect(lists.assets.map(({ id, name }) => [id, name])).toEqual([
			[1, 'Mac'],
			[2, 'Archived'],
		]);
		const { assets } = await read(page('assets', [asset({ name: '&amp;lt; &quot;&#039;&gt;' })]));
		expect(assets[0].name).toBe('&lt; "\'>');
	});

	it.each([
		['is not whole', page('assets', [asset()], 2), 'Of 2 assets 1 were read'],
		[
			'was refused',
			{ name: 'models', page: { messages: 'Unauthorized' } },
			'Snipe-IT does not list its models: "Unauthorized"',
		],
		[
			'is something else',
			{ name: 'users', page: { html: 1 } },
			'Snipe-IT does not list its users: {"html":1}',
		],
	])('stops where a list %s', async (_, given, message) => {
		await expect(read(given)).rejects.toThrow(message);
	});

	it.each<[string, IDataObject, object]>([
		['nobody has', {}, { availability: 'deployable', assigneeEmail: null, assigneeName: null }],
		[
			'a person has',
			{ assigned_to: { type: 'user', name: 'Ann', email: 'ann@x.com' } },
			{ availability: 'deployable', assigneeEmail: 'ann@x.com', assigneeName: 'Ann' },
		],
		[
			'a place has',
			{ assigned_to: { type: 'location', name: 'Berlin' } },
			{ availability: 'location', assigneeEmail: null, assigneeName: null },
		],
		['has no model', { model: null, category: null, status_label: null }, { model: undefined }],
	])('says of an asset that %s who has it', async (_, more, expected) => {
		const { assets } = await read(page('assets', [asset(more)]));
		expect(assets[0]).toMatchObject(expected);
	});

	it('gives each asset the fields of the fieldset, with their columns', async () => {
		const rows = [{ name: 'OS' }, { name: 'Blueprint' }];
		const lists = await read(
			page('fieldsets', [
				{ id: 1, name: 'Other', fields: { rows: [{ name: 'X' }] } },
				{ id: 2, name: 'Kandji', fields: { rows } },
			]),
			page('assets', [asset({ custom_fields: { OS: { value: '15', field: '_os_1' } } })]),
			page('users', [{ id: 5, name: 'Ann', email: 'ann@x.com', phone: '1' }]),
		);
		expect(lists.assets[0]).toMatchObject({ OS: '15', Blueprint: null, columns: { OS: '_os_1' } });
		expect(lists.assets[0]).not.toHaveProperty('X');
		expect(lists.fieldset).toMatchObject({ id: 2 });
		expect(lists.people).toEqual([{ id: 5, name: 'Ann', email: 'ann@x.com' }]);
		expect((await read()).fieldset).toBeNull();
	});
});

const created = (more: IDataObject = {}) => ({
	device: { id: 'd1', model: 'MacBook Air', platform: 'Mac', assetTag: null, serialNumber: 'S1' },
	fields: { name: 'Mac', serial: 'S1', category: 'Mac', OS: '15' },
	...{ person: null, url: 'https://k/1' },
	...more,
});
const LISTS = {
	models: [{ id: 3, name: 'macbook air' }],
	categories: [{ id: 7, name: 'iPad' }],
	manufacturers: [{ id: 8, name: 'apple' }],
	statuslabels: [{ id: 2, name: 'ready' }],
	fieldset: {
		id: 4,
		fields: {
			rows: [
				{ name: 'OS', db_column_name: '_os_1' },
				{ name: 'Empty', db_column_name: '_e' },
			],
		},
	},
};

describe('What Snipe-IT lacks', () => {
	const run = async (node: string, input: IDataObject[], lists: IDataObject = LISTS, more = {}) =>
		await runCode(WORKFLOW, node, {
			input,
			nodes: { 'Whole Lists': [lists], Settings: [SETTINGS], ...more },
		});

	it('Missing Categories names each once, and the manufacturer where it lacks too', async () => {
		const two = [created(), created(), created({ fields: { category: 'IPAD' } })];
		expect(await run('Missing Categories', two)).toEqual([
			{ what: 'Category Mac', path: 'categories', body: { name: 'Mac', category_type: 'asset' } },
		]);
		expect(await run('Missing Categories', [], { ...LISTS, manufacturers: [] })).toEqual([
			{ what: 'Manufacturer Apple', path: 'manufacturers', body: { name: 'Apple' } },
		]);
	});

	it('Missing Models takes the IDs of what was made just now, and names no model that is there', async () => {
		const device = { ...created().device, model: 'Mac mini' };
		const windows = { ...device, model: null, platform: 'Windows' };
		const models = await run(
			'Missing Models',
			[created(), created({ device }), created({ device: windows })],
			LISTS,
			{
				'Create Categories': [{ body: { payload: { id: 70, name: 'Mac' } } }],
				'Missing Categories': [{ path: 'categories' }],
			},
		);
		expect(models).toEqual([
			{
				what: 'Model Mac mini',
				body: { name: 'Mac mini', category_id: 70, manufacturer_id: 8, fieldset_id: 4 },
			},
			{
				what: 'Model Windows',
				body: { name: 'Windows', category_id: 70, manufacturer_id: undefined, fieldset_id: 4 },
			},
		]);
	});

	it('Missing Models goes on where nothing was made', async () => {
		const device = { ...created().device, model: 'Mac mini' };
		const [{ body }] = await run('Missing Models', [created({ device })]);
		expect(body).toMatchObject({ name: 'Mac mini', category_id: undefined, manufacturer_id: 8 });
	});

	it('New Assets has status, model, person, tag and the filled fields', async () => {
		const [{ what, body }] = await run('New Assets', [created({ person: { id: 5 } })]);
		expect(what).toBe('Asset Mac');
		expect(body).toEqual({
			...{ name: 'Mac', serial: 'S1', asset_tag: 'K-S1', model_id: 3, status_id: 2 },
			...{ assigned_user: 5, _os_1: '15' },
		});
		const device = { ...created().device, assetTag: 'A1' };
		const [tagged] = await run('New Assets', [created({ device })]);
		expect(tagged.body).toMatchObject({ asset_tag: 'A1', assigned_user: undefined });
	});

	it('New Assets leaves out a device whose model Snipe-IT has twice: a person must say which', async () => {
		const models = [
			{ id: 3, name: 'MacBook Air' },
			{ id: 9, name: 'MACBOOK AIR' },
		];
		const mini = created({ device: { ...created().device, model: 'Mini', serialNumber: 'S2' } });
		const lists = { ...LISTS, models: [...models, { id: 5, name: 'Mini' }] };
		const made = await run('New Assets', [created(), mini], lists);
		expect(made.map(({ body }) => (body as IDataObject).model_id)).toEqual([5]);
	});

	it('New Assets uses a model that was made just now', async () => {
		const payload = { id: 33, name: 'MacBook Air' };
		const made = await run(
			'New Assets',
			[created()],
			{ ...LISTS, models: [] },
			{
				'Create Models': [{ body: { payload } }, { body: null }],
			},
		);
		expect(made[0].body).toMatchObject({ model_id: 33 });
	});

	it.each<[IDataObject, number]>([
		[{ statusCode: 200, body: { status: 'error', messages: 'No such asset' } }, 1],
		[{ statusCode: 200, body: { rows: [] } }, 1],
		[{ statusCode: 200, body: { rows: [{ id: 1 }] } }, 0],
		[{ statusCode: 429, body: { status: 'error' } }, 0],
		[{ error: 'Timed out' }, 0],
	])('Still New after the answer %j: %i', async (answer, count) => {
		const made = await run('Still New', [answer], LISTS, { 'New Assets': [created()] });
		expect(made).toHaveLength(count);
	});

	it('Changed Assets writes by columns, and leaves out what the model cannot hold', async () => {
		const asset = { id: 1, asset_tag: 'T1', columns: { OS: '_os_1', Owner: '_o' } };
		const change = (fields: IDataObject) => ({ ...created(), asset, fields });
		const changed = await run('Changed Assets', [
			change({ OS: 15, Owner: null, status: 'ready', name: 'New' }),
			change({ Unknown: 'x' }),
		]);
		expect(changed).toEqual([
			expect.objectContaining({
				...{ id: 1, what: 'Asset T1' },
				body: { _os_1: '15', _o: null, status_id: 2, name: 'New' },
			}),
		]);
	});
});

describe('Report', () => {
	const SYNC = 'Kandji Asset Sync';
	const report = async (nodes: Record<string, IDataObject[] | IDataObject[][]>) => {
		const [given] = await runCode(WORKFLOW, 'Report', {
			nodes: {
				'Last Sync': [{ time: 'yesterday' }],
				'Whole Lists': [LISTS],
				[SYNC]: [[{ summary: 'Done' }], [], [], [], [], []],
				...nodes,
			},
		});
		return given as IDataObject & { written: IDataObject; problems: IDataObject[] };
	};
	const outputs = (at: number, rows: IDataObject[]) =>
		[[{ summary: 'Done' }], [], [], [], [], []].map((each, index) => (index === at ? rows : each));

	it('has the plan, what was written, and no problem where all went well', async () => {
		const given = await report({
			'Create Assets': [{ statusCode: 200, body: { status: 'success' } }, {}],
			'Still New': [created(), created()],
		});
		expect(given).toMatchObject({ lastSync: 'yesterday', summary: 'Done', problems: [] });
		expect(given.written).toMatchObject({ 'Create Assets': 2, 'Update Assets': 0 });
		expect(await report({ 'Last Sync': [{}] })).toMatchObject({ lastSync: null });
	});

	it.each<[IDataObject, string]>([
		[{ error: 'Timed out' }, 'Timed out'],
		[
			{ statusCode: 200, body: { status: 'error', messages: { serial: ['Taken', 'Wrong'] } } },
			'Taken Wrong',
		],
		[{ statusCode: 500, body: null }, 'Snipe-IT answered 500'],
	])('names a failed request: %j', async (answer, message) => {
		const { problems, written } = await report({
			'Update Assets': [{ statusCode: 200, body: { status: 'success' } }, answer],
			'Changed Assets': [created(), { ...created(), what: 'Asset T1' }],
		});
		expect(written).toMatchObject({ 'Update Assets': 1 });
		expect(problems).toEqual([
			{ step: 'Update Assets', what: 'Asset T1', serialNumber: 'S1', message, url: 'https://k/1' },
		]);
	});

	it('takes the failures of tags in Kandji from the right output', async () => {
		const asset = { asset_tag: 'T9', serial: 'S9' };
		const { problems } = await report({
			[SYNC]: outputs(4, [{ asset, device: null }]),
			'Tag Devices': [{ error: 'Refused' }],
		});
		expect(problems).toEqual([
			{ step: 'Tag Devices', what: 'T9', serialNumber: 'S9', message: 'Refused', url: null },
		]);
	});

	it('names an asset that somebody else has made meanwhile', async () => {
		const { problems } = await report({
			'New Assets': [created(), { ...created(), device: { ...created().device, id: 'd2' } }],
			'Still New': [{ ...created(), device: { ...created().device, id: 'd2' } }],
			'Look Up': [
				{ statusCode: 200, body: { rows: [{ asset_tag: 'T5' }] } },
				{ statusCode: 200, body: { rows: [] } },
			],
		});
		expect(problems).toMatchObject([
			{ step: 'Look Up', message: expect.stringMatching(/: asset T5 has it by now$/) },
		]);
	});

	it('names fields that a model lacks, models of one name, and what needs attention', async () => {
		const asset = { model: 'Air', asset_tag: 'T1', columns: { OS: '_os_1' } };
		const change = {
			...created(),
			asset,
			fields: { name: 'x', status: 'y', OS: '15', Owner: 'z' },
		};
		expect((await report({ [SYNC]: outputs(2, [change]) })).problems).toMatchObject([
			{ message: 'The model Air has no custom field Owner', what: 'T1' },
		]);
		const twice = {
			...LISTS,
			models: [
				{ id: 3, name: 'MacBook Air' },
				{ id: 9, name: 'MACBOOK AIR' },
				{ id: 5, name: 'Other' },
			],
		};
		const { problems } = await report({ 'Whole Lists': [twice], [SYNC]: outputs(1, [created()]) });
		expect(problems).toMatchObject([
			{ message: expect.stringContaining('2 models named MacBook Air: 3, 9') },
		]);
		expect((await report({ [SYNC]: outputs(1, [created()]) })).problems).toEqual([]);
		const unclear = { ...created(), reason: 'Two assets name it' };
		expect((await report({ [SYNC]: outputs(5, [unclear]) })).problems).toMatchObject([
			{ step: 'Attention', message: 'Two assets name it', serialNumber: 'S1' },
		]);
	});
});
