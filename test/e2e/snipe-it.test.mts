import type { INode } from 'n8n-workflow';

import { runWorkflow } from '../../demo/execution.mts';
import { Control } from '../helpers/control.mts';
import { startSnipeIt } from '../standins/snipe-it.mts';
import type { RunningSnipeIt } from '../standins/snipe-it.mts';
import type { Asset, SnipeItSettings } from '../standins/snipe-it-state.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const FILE = 'snipe-it-sync';

interface Report {
	devices: number;
	assets: number;
	created: number;
	updated: number;
	assigned: number;
	kandjiChanges: number;
	unchanged: number;
	attention: number;
	notices: string[];
	written: Record<string, number>;
	problems: Array<{ step: string; what: string; serialNumber: string | null; message: string }>;
}

let stage: Stage;
let control: Control;
let snipeIt: RunningSnipeIt;
/** The options of the sync as the file has them. */
let planned: object;

beforeAll(async () => {
	stage = await openStage('snipe-it', 0, FILE);
	control = new Control(stage.tenant);
	const { rest, workflows } = stage.workspace;
	const { nodes } = await rest.send<{ nodes: INode[] }>('GET', `/workflows/${workflows[FILE]}`);
	planned = nodes.find(({ name }) => name === 'Kandji Asset Sync')?.parameters.options as object;
}, 180_000);
afterAll(async () => await stage.close());
afterEach(async () => await snipeIt.close());

/** An empty tenant, and a Snipe-IT that knows Ann and Bob. */
async function open(settings: Partial<SnipeItSettings> = {}): Promise<void> {
	await control.control('POST', '/reset', { devices: 0 });
	for (const { id } of stage.tenant.tenant.users.values()) stage.tenant.tenant.users.delete(id);
	snipeIt = await startSnipeIt(settings);
	for (const [name, email] of PEOPLE) {
		await control.control('POST', '/users', { name, email });
		snipeIt.state.addUser(name, email);
	}
}

const PEOPLE = [
	['Ann Lee', 'ann@accuhive.example'],
	['Bob Ray', 'bob@accuhive.example'],
];
const [[, ANN], [, BOB]] = PEOPLE;

const mac = async (serial_number: string, given: object = {}): Promise<string> => {
	const body = { platform: 'Mac', model: 'MacBook Air (M3)', user: null, asset_tag: '' };
	return (
		await control.enrol({ ...body, device_name: `Mac ${serial_number}`, serial_number, ...given })
	).device_id;
};

/** Points the workflow at this test's Snipe-IT, and without pauses unless `settings` say so. */
async function prepare(options: object, settings: object): Promise<string> {
	const { rest, workflows } = stage.workspace;
	const where = `/workflows/${workflows[FILE]}`;
	const { id } = await rest.send<{ id: string }>('POST', '/credentials', {
		name: 'Snipe-IT',
		type: 'httpBearerAuth',
		data: { token: snipeIt.token },
	});
	const workflow = await rest.send<{ nodes: INode[] }>('GET', where);
	const values: Record<string, unknown> = {
		url: snipeIt.url,
		pauseMs: 0,
		pageSize: 500,
		...settings,
	};
	for (const { name, credentials, parameters } of workflow.nodes) {
		if (credentials?.httpBearerAuth) credentials.httpBearerAuth = { id, name: 'Snipe-IT' };
		if (name === 'Kandji Asset Sync') parameters.options = { ...planned, ...options };
		if (name !== 'Settings') continue;
		const { assignments } = parameters.assignments as {
			assignments: Array<{ name: string; value: unknown }>;
		};
		for (const each of assignments) each.value = values[each.name] ?? each.value;
	}
	await rest.send('PATCH', `${where}?forceSave=true`, workflow);
	return workflows[FILE];
}

/** Runs the workflow; its report, and the writes that reached Snipe-IT meanwhile. */
async function sync(options: object = {}, settings: object = {}) {
	snipeIt.writes.length = 0;
	await control.forgetRequests();
	const id = await prepare(options, settings);
	const steps = { trigger: 'Run Now', result: 'Report' };
	const [report] = (await runWorkflow(stage.workspace.rest, id, steps)) as Report[];
	return { ...report, writes: [...snipeIt.writes] };
}

const QUIET = { created: 0, updated: 0, assigned: 0, kandjiChanges: 0, writes: [], problems: [] };

/** A second run must find nothing to do, and write nothing to either side. */
async function expectQuiet(more: object = {}): Promise<void> {
	await expect(sync()).resolves.toMatchObject({ ...QUIET, ...more });
	await expect(control.writes()).resolves.toEqual([]);
}

const holder = (serial: string) => snipeIt.state.asset(serial).holder?.to;
const status = (asset: Asset, label: string) => {
	asset.status = snipeIt.state.statuslabels.named(label);
};

describe('The Snipe-IT workflow in a real n8n', () => {
	it('fills an empty Snipe-IT, tags the devices, and then changes nothing', async () => {
		await open();
		const ann = await mac('AAA111', { device_name: 'Ann\'s "Mac" & <co>', user: ANN });
		await mac('BBB222', { asset_tag: 'T-2' });
		await control.enrol({
			platform: 'iPad',
			model: 'iPad Air',
			serial_number: 'CCC333',
			user: BOB,
		});
		await mac('Not Available', { device_name: 'Nameless' });
		const first = await sync();
		expect(first).toMatchObject({
			created: 3,
			written: { 'Create Categories': 3, 'Create Models': 2, 'Create Assets': 3 },
			problems: [{ step: 'Attention', serialNumber: 'Not Available' }],
		});
		expect(snipeIt.state.asset('AAA111')).toMatchObject({
			name: 'Ann\'s "Mac" & <co>',
			tag: 'KANDJI-AAA111',
			model: {
				name: 'MacBook Air (M3)',
				category: { name: 'Computer', type: 'asset' },
				manufacturer: { name: 'Apple' },
			},
			status: { name: 'Ready to Deploy' },
			holder: { to: { email: ANN } },
			custom: {
				_snipeit_kandji_device_id_1: ann,
				_snipeit_blueprint_2: expect.any(String) as string,
			},
		});
		expect(snipeIt.state.asset('BBB222')).toMatchObject({ tag: 'T-2', holder: null });
		expect(stage.tenant.tenant.devices.get(ann)?.asset_tag).toBe('KANDJI-AAA111');
		await expectQuiet({ unchanged: 3, problems: [{ step: 'Attention' }] });
	});

	it('shows in a preview what it would do, and writes nothing', async () => {
		await open();
		await mac('AAA111', { user: ANN });
		await expect(sync({ preview: true })).resolves.toMatchObject({ created: 1, writes: [] });
		await expect(control.writes()).resolves.toEqual([]);
	});

	it('renames, hands over and takes back, and leaves what is archived or at a place', async () => {
		await open();
		const serials = ['MOVE1', 'BACK1', 'GONE1', 'DESK1', 'NEXT1'];
		const ids = new Map<string, string>();
		for (const serial of serials) ids.set(serial, await mac(serial, { user: ANN }));
		await sync();
		await expectQuiet({ unchanged: 5 });
		const change = async (serial: string, changes: object) =>
			await control.change(ids.get(serial) ?? '', changes);
		await change('MOVE1', { user: BOB, device_name: 'Bobs' });
		await change('BACK1', { user: null });
		for (const serial of ['GONE1', 'DESK1']) await change(serial, { user: BOB });
		const { state } = snipeIt;
		status(state.asset('GONE1'), 'Archived');
		state.asset('DESK1').holder = { type: 'location', to: state.locations.add('Desk 7', {}) };
		state.asset('NEXT1').tag = 'NEW-TAG';
		const report = await sync();
		expect(report).toMatchObject({ updated: 1, assigned: 2, kandjiChanges: 1, problems: [] });
		const asked = (serial: string) => `/hardware/${state.asset(serial).id}`;
		expect(report.writes.sort()).toEqual(
			[
				`PATCH ${asked('MOVE1')}`,
				`POST ${asked('MOVE1')}/checkin`,
				`POST ${asked('MOVE1')}/checkout`,
				`POST ${asked('BACK1')}/checkin`,
			].sort(),
		);
		expect(state.asset('MOVE1').name).toBe('Bobs');
		expect(holder('MOVE1')).toMatchObject({ email: BOB });
		expect(holder('BACK1')).toBeUndefined();
		expect(holder('GONE1')).toMatchObject({ email: ANN });
		expect(holder('DESK1')).toMatchObject({ name: 'Desk 7' });
		const next = ids.get('NEXT1') ?? '';
		expect(stage.tenant.tenant.devices.get(next)?.asset_tag).toBe('NEW-TAG');
		await expectQuiet({ unchanged: 5 });
	});

	it('gives nothing to somebody whom Snipe-IT does not know, however like a name may be', async () => {
		await open();
		const email = 'nn@accuhive.example';
		await control.control('POST', '/users', { name: 'N N', email });
		await mac('ALIKE1', { user: email });
		await expect(sync()).resolves.toMatchObject({ created: 1, problems: [] });
		expect(holder('ALIKE1')).toBeUndefined();
		await expectQuiet({ unchanged: 1 });
	});

	it('retires the asset of a device that left Kandji, when told to', async () => {
		await open();
		const id = await mac('LEFT1');
		await mac('STAYS1');
		await sync();
		await control.remove(id);
		await expectQuiet();
		const retire = {
			...{ removal: 'retire', removalField: 'status', removalValue: 'Archived' },
			mostRemovals: 50,
		};
		await expect(sync(retire)).resolves.toMatchObject({ removed: 1, problems: [] });
		expect(snipeIt.state.asset('LEFT1').status.name).toBe('Archived');
		await expect(sync(retire)).resolves.toMatchObject({ ...QUIET, removed: 0 });
	});

	it('touches no assets that share a serial number, and takes no notes for one', async () => {
		await open();
		await mac('TWICE1');
		await mac('NOTES1');
		const { state } = snipeIt;
		const category = state.categories.add('Computer', { type: 'asset' });
		const own = { number: null, category, manufacturer: null };
		const fieldset = state.fieldsets.named('Kandji');
		const model = state.models.add('MacBook Air (M3)', { ...own, fieldset });
		const label = state.statuslabels.named('Ready to Deploy');
		const old = (tag: string, serial: string, notes: string) =>
			state.assets.add(tag, {
				...{ tag, serial, notes, model, status: label, company: null, holder: null },
				...{ custom: {}, deleted: false, checkouts: 0, checkins: 0 },
			});
		old('1', 'twice1', '');
		old('2', 'TWICE1', '');
		old('3', 'OTHER1', 'Replaces NOTES1');
		const report = await sync();
		expect(report).toMatchObject({
			created: 1,
			written: { 'Create Models': 0, 'Create Assets': 1 },
		});
		expect(report.problems).toHaveLength(3);
		for (const { message } of report.problems) expect(message).toMatch(/2 assets have .*TWICE1/);
		expect(snipeIt.state.asset('OTHER1').name).toBe('3');
		expect(snipeIt.state.asset('NOTES1').name).toBe('Mac NOTES1');
		await expectQuiet({ problems: report.problems });
	});

	it('lists every refusal that comes with status 200, in its own words, and goes on', async () => {
		await open();
		await mac('FIRST1', { user: ANN });
		await mac('OTHER1');
		snipeIt.refuse(/^POST \/hardware$/, { asset_tag: ['Taken.'], serial: ['Bad.', 'Worse.'] });
		const first = await sync();
		expect(first.written).toMatchObject({ 'Create Assets': 1 });
		expect(first.problems).toMatchObject([
			{ step: 'Create Assets', message: 'Taken. Bad. Worse.', serialNumber: 'FIRST1' },
		]);
		await expect(sync()).resolves.toMatchObject({ created: 1, problems: [] });
		const device = [...stage.tenant.tenant.devices.values()].find(
			({ serial_number }) => serial_number === 'FIRST1',
		);
		await control.change(device?.device_id ?? '', { user: BOB, device_name: 'Renamed' });
		snipeIt.refuse(/^POST .*checkout$/, 'That asset is not available for checkout!');
		snipeIt.refuse(/^PATCH/, 'Not today');
		const second = await sync();
		expect(second.problems).toMatchObject([
			{ step: 'Update Assets', message: 'Not today' },
			{ step: 'Check Out', message: 'That asset is not available for checkout!' },
		]);
		await expect(sync()).resolves.toMatchObject({ updated: 1, assigned: 1, problems: [] });
		expect(holder('FIRST1')).toMatchObject({ email: BOB });
		await expectQuiet();
	});

	it('says which model cannot hold a field, and writes nothing for it', async () => {
		await open();
		await mac('HOLDS1');
		await sync();
		snipeIt.state.asset('HOLDS1').model.fieldset = null;
		await mac('HOLDS2', { model: 'MacBook Pro' });
		const message = 'The model MacBook Air (M3) has no custom field Blueprint, Kandji Device ID';
		const problems = [{ step: 'Update Assets', message, serialNumber: 'HOLDS1' }];
		await expect(sync()).resolves.toMatchObject({ created: 1, problems });
		await expect(sync()).resolves.toMatchObject({ unchanged: 1, writes: [], problems });
	});

	it('does without custom fields where Snipe-IT has no such fieldset', async () => {
		await open();
		snipeIt.state.fieldsets.rows.length = 0;
		await mac('PLAIN1');
		await expect(sync()).resolves.toMatchObject({ created: 1, problems: [] });
		await expectQuiet({ unchanged: 1 });
	});

	it('reads every page, and stops when Snipe-IT gives less than a page', async () => {
		await open();
		for (const serial of ['ONE1', 'TWO2', 'THREE3', 'FOUR4', 'FIVE5']) await mac(serial);
		await sync();
		await expect(sync({}, { pageSize: 2 })).resolves.toMatchObject({
			...QUIET,
			assets: 5,
			unchanged: 5,
		});
		snipeIt.state.settings.maxResults = 3;
		await expect(sync()).rejects.toThrow(/Of 5 assets 3 were read/);
		expect(snipeIt.writes).toEqual([]);
	});

	it('plans nothing when a list is refused with status 200', async () => {
		await open();
		await mac('AAA111');
		snipeIt.refuse(/^GET \/hardware\?/, 'Insufficient permissions');
		await expect(sync()).rejects.toThrow(/does not list its assets: "Insufficient permissions"/);
		expect(snipeIt.writes).toEqual([]);
	});

	it('lists what a throttle refused, and writes it when it may again', async () => {
		await open();
		for (const serial of ['ONE1', 'TWO2', 'THREE3']) await mac(serial);
		// Eight lists, two categories with the manufacturer, one model and one asset.
		snipeIt.state.settings.perMinute = 12;
		const first = await sync();
		expect(first.written).toMatchObject({ 'Create Assets': 1 });
		expect(first.problems).toMatchObject([
			{ step: 'Create Assets', message: 'Too many requests' },
			{ step: 'Create Assets', message: 'Too many requests' },
		]);
		snipeIt.state.settings.perMinute = 0;
		await expect(sync()).resolves.toMatchObject({ created: 2, problems: [] });
		await expectQuiet({ unchanged: 3 });
	});
});
