import type { Asset } from '../../demo/standins/snipe-it-state.mts';
import { ANN, BOB, SnipeItBench } from './snipe-it-bench.mts';
import type { Run } from './snipe-it-bench.mts';

let bench: SnipeItBench;
beforeAll(async () => {
	bench = await SnipeItBench.open();
}, 180_000);
afterAll(async () => await bench.close());
afterEach(async () => await bench.snipeIt.close());

const QUIET = { created: 0, updated: 0, assigned: 0, kandjiChanges: 0, writes: [], problems: [] };

/** A second run must find nothing to do, and write nothing to either side. */
async function expectQuiet(more: object = {}, run: Run = {}): Promise<void> {
	await expect(bench.sync(run)).resolves.toMatchObject({ ...QUIET, ...more });
	await expect(bench.control.writes()).resolves.toEqual([]);
}

const give = (asset: Asset, label: string) => {
	asset.status = bench.snipeIt.state.statuslabels.named(label);
};

describe('The Snipe-IT workflow in a real n8n', () => {
	it('fills an empty Snipe-IT, tags the devices, and then changes nothing', async () => {
		await bench.start();
		const ann = await bench.mac('AAA111', { device_name: 'Ann\'s "Mac" & <co>', user: ANN });
		await bench.mac('BBB222', { asset_tag: 'T-2' });
		await bench.control.enrol({
			platform: 'iPad',
			model: 'iPad Air',
			serial_number: 'CCC333',
			user: BOB,
		});
		await bench.mac('Not Available', { device_name: 'Nameless' });
		const first = await bench.sync();
		expect(first).toMatchObject({
			created: 3,
			written: { 'Create Categories': 3, 'Create Models': 2, 'Create Assets': 3 },
			problems: [{ step: 'Attention', serialNumber: 'Not Available' }],
		});
		expect(bench.snipeIt.state.asset('AAA111')).toMatchObject({
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
		expect(bench.snipeIt.state.asset('BBB222')).toMatchObject({ tag: 'T-2', holder: null });
		expect(bench.tagInKandji(ann)).toBe('KANDJI-AAA111');
		await expectQuiet({ unchanged: 3, problems: [{ step: 'Attention' }] });
	});

	it('shows in a preview what it would do, and writes nothing', async () => {
		await bench.start();
		await bench.mac('AAA111', { user: ANN });
		await expect(bench.sync({ panel: { preview: true } })).resolves.toMatchObject({
			created: 1,
			writes: [],
		});
		await expect(bench.control.writes()).resolves.toEqual([]);
	});

	it('renames, hands over and takes back, and leaves what is archived or at a place', async () => {
		await bench.start();
		const serials = ['MOVE1', 'BACK1', 'GONE1', 'DESK1', 'NEXT1'];
		const ids = new Map<string, string>();
		for (const serial of serials) ids.set(serial, await bench.mac(serial, { user: ANN }));
		await bench.sync();
		await expectQuiet({ unchanged: 5 });
		const change = async (serial: string, changes: object) =>
			await bench.control.change(ids.get(serial) ?? '', changes);
		await change('MOVE1', { user: BOB, device_name: 'Bobs' });
		await change('BACK1', { user: null });
		for (const serial of ['GONE1', 'DESK1']) await change(serial, { user: BOB });
		const { state } = bench.snipeIt;
		give(state.asset('GONE1'), 'Archived');
		state.asset('DESK1').holder = { type: 'location', to: state.locations.add('Desk 7', {}) };
		state.asset('NEXT1').tag = 'NEW-TAG';
		const report = await bench.sync();
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
		expect(bench.holder('MOVE1')).toMatchObject({ email: BOB });
		expect(bench.holder('BACK1')).toBeUndefined();
		expect(bench.holder('GONE1')).toMatchObject({ email: ANN });
		expect(bench.holder('DESK1')).toMatchObject({ name: 'Desk 7' });
		const next = ids.get('NEXT1') ?? '';
		expect(bench.tagInKandji(next)).toBe('NEW-TAG');
		await expectQuiet({ unchanged: 5 });
	});

	it('gives nothing to somebody whom Snipe-IT does not know, however like a name may be', async () => {
		await bench.start();
		const email = 'nn@accuhive.example';
		await bench.control.control('POST', '/users', { name: 'N N', email });
		await bench.mac('ALIKE1', { user: email });
		await expect(bench.sync()).resolves.toMatchObject({ created: 1, problems: [] });
		expect(bench.holder('ALIKE1')).toBeUndefined();
		await expectQuiet({ unchanged: 1 });
	});

	it('retires the asset of a device that left Kandji, when the setting says so', async () => {
		await bench.start();
		const id = await bench.mac('LEFT1');
		await bench.mac('STAYS1');
		await bench.sync();
		await bench.control.remove(id);
		await expectQuiet();
		const options = {
			...{ removal: 'retire', removalField: 'status', removalValue: 'Archived' },
		};
		await expect(bench.sync({ options })).resolves.toMatchObject({ removed: 1, problems: [] });
		expect(bench.snipeIt.state.asset('LEFT1').status.name).toBe('Archived');
		await expect(bench.sync({ options })).resolves.toMatchObject({ ...QUIET, removed: 0 });
	});

	it('touches no assets that share a serial number, and takes no notes for one', async () => {
		await bench.start();
		await bench.mac('TWICE1');
		await bench.mac('NOTES1');
		const { state } = bench.snipeIt;
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
		const report = await bench.sync();
		expect(report).toMatchObject({
			created: 1,
			written: { 'Create Models': 0, 'Create Assets': 1 },
		});
		expect(report.problems).toHaveLength(3);
		for (const { message } of report.problems) expect(message).toMatch(/2 assets have .*TWICE1/);
		expect(bench.snipeIt.state.asset('OTHER1').name).toBe('3');
		expect(bench.snipeIt.state.asset('NOTES1').name).toBe('Mac NOTES1');
		await expectQuiet({ problems: report.problems });
	});

	it('lists every refusal that comes with status 200, in its own words, and goes on', async () => {
		await bench.start();
		const id = await bench.mac('FIRST1', { user: ANN });
		await bench.mac('OTHER1');
		bench.snipeIt.refuse(/^POST \/hardware$/, {
			asset_tag: ['Taken.'],
			serial: ['Bad.', 'Worse.'],
		});
		const first = await bench.sync();
		expect(first.written).toMatchObject({ 'Create Assets': 1 });
		expect(first.problems).toMatchObject([
			{ step: 'Create Assets', message: 'Taken. Bad. Worse.', serialNumber: 'FIRST1' },
		]);
		await expect(bench.sync()).resolves.toMatchObject({ created: 1, problems: [] });
		await bench.control.change(id, { user: BOB, device_name: 'Renamed' });
		bench.snipeIt.refuse(/^POST .*checkout$/, 'That asset is not available for checkout!');
		bench.snipeIt.refuse(/^PATCH/, 'Not today');
		const second = await bench.sync();
		expect(second.problems).toMatchObject([
			{ step: 'Update Assets', message: 'Not today' },
			{ step: 'Check Out', message: 'That asset is not available for checkout!' },
		]);
		await expect(bench.sync()).resolves.toMatchObject({ updated: 1, assigned: 1, problems: [] });
		expect(bench.holder('FIRST1')).toMatchObject({ email: BOB });
		await expectQuiet();
	});

	it('lists a write whose answer was lost, and neither sends nor makes anything twice', async () => {
		await bench.start();
		await bench.mac('LOST1', { user: ANN });
		await bench.mac('LOST2');
		bench.snipeIt.break(/^POST \/hardware$/, 'before');
		bench.snipeIt.break(/^POST \/hardware$/, 'after');
		const first = await bench.sync();
		expect(first.written).toMatchObject({ 'Create Assets': 0 });
		expect(first.problems).toMatchObject([
			{ step: 'Create Assets', serialNumber: expect.stringMatching(/^LOST/) as string },
			{ step: 'Create Assets', serialNumber: expect.stringMatching(/^LOST/) as string },
		]);
		for (const { message } of first.problems) expect(message).not.toContain('[object');
		expect(first.writes.filter((write) => write === 'POST /hardware')).toHaveLength(2);
		await expect(bench.sync()).resolves.toMatchObject({ created: 1, problems: [] });
		expect(bench.snipeIt.state.present).toHaveLength(2);
		await expectQuiet({ unchanged: 2 });
	});

	it('says which model cannot hold a field, and writes nothing for it', async () => {
		await bench.start();
		await bench.mac('HOLDS1');
		await bench.sync();
		bench.snipeIt.state.asset('HOLDS1').model.fieldset = null;
		await bench.mac('HOLDS2', { model: 'MacBook Pro' });
		const message = 'The model MacBook Air (M3) has no custom field Blueprint, Kandji Device ID';
		const problems = [{ step: 'Update Assets', message, serialNumber: 'HOLDS1' }];
		await expect(bench.sync()).resolves.toMatchObject({ created: 1, problems });
		await expect(bench.sync()).resolves.toMatchObject({ unchanged: 1, writes: [], problems });
	});

	it('does without custom fields where Snipe-IT has no such fieldset', async () => {
		await bench.start();
		bench.snipeIt.state.fieldsets.rows.length = 0;
		await bench.mac('PLAIN1');
		await expect(bench.sync()).resolves.toMatchObject({ created: 1, problems: [] });
		await expectQuiet({ unchanged: 1 });
	});

	it('writes true and false as words, so that they are equal when they are read', async () => {
		await bench.start();
		const { state } = bench.snipeIt;
		state.fieldsets.named('Kandji').fields.push(state.addField('Missing'));
		const field = [{ assetField: 'Missing', property: 'missing' }];
		const run = { panel: { mapping: { field } } };
		const id = await bench.mac('WORDS1');
		await bench.sync(run);
		expect(state.asset('WORDS1').custom).toMatchObject({ _snipeit_missing_3: 'false' });
		await expectQuiet({ unchanged: 1 }, run);
		await bench.control.change(id, { is_missing: true });
		await bench.sync(run);
		expect(state.asset('WORDS1').custom).toMatchObject({ _snipeit_missing_3: 'true' });
		await expectQuiet({ unchanged: 1 }, run);
	});

	it('reads every page, and stops when Snipe-IT gives less than a page', async () => {
		await bench.start();
		for (const serial of ['ONE1', 'TWO2', 'THREE3', 'FOUR4', 'FIVE5']) await bench.mac(serial);
		await bench.sync();
		await expect(bench.sync({ settings: { pageSize: 2 } })).resolves.toMatchObject({
			...QUIET,
			assets: 5,
			unchanged: 5,
		});
		bench.snipeIt.state.settings.maxResults = 3;
		await expect(bench.sync()).rejects.toThrow(/Of 5 assets 3 were read/);
		expect(bench.snipeIt.writes).toEqual([]);
	});

	it('plans nothing when a list is refused with status 200', async () => {
		await bench.start();
		await bench.mac('AAA111');
		bench.snipeIt.refuse(/^GET \/hardware\?/, 'Insufficient permissions');
		await expect(bench.sync()).rejects.toThrow(
			/does not list its assets: "Insufficient permissions"/,
		);
		expect(bench.snipeIt.writes).toEqual([]);
	});

	it('lists what a throttle refused, and writes it when it may again', async () => {
		await bench.start();
		for (const serial of ['ONE1', 'TWO2', 'THREE3']) await bench.mac(serial);
		// Eight lists, two categories with the manufacturer, one model, three look-ups and one asset.
		bench.snipeIt.state.settings.perMinute = 15;
		const first = await bench.sync();
		expect(first.written).toMatchObject({ 'Create Assets': 1 });
		expect(first.problems).toMatchObject([
			{ step: 'Create Assets', message: 'Too many requests' },
			{ step: 'Create Assets', message: 'Too many requests' },
		]);
		bench.snipeIt.state.settings.perMinute = 0;
		await expect(bench.sync()).resolves.toMatchObject({ created: 2, problems: [] });
		await expectQuiet({ unchanged: 3 });
	});

	it('makes no asset that another run made since the lists were read', async () => {
		await bench.start({ autoIncrement: true });
		await bench.mac('FIRST1');
		await bench.mac('BOTH1');
		const { state } = bench.snipeIt;
		const settings = { tagPrefix: '' };
		await bench.sync({ settings });
		await bench.mac('NEW1');
		const { model } = state.asset('FIRST1');
		bench.snipeIt.meanwhile(/^GET \/hardware\/byserial/, () => {
			state.asset('BOTH1').serial = 'CHANGED1';
			state.assets.add('By another run', {
				...state.asset('FIRST1'),
				tag: '77',
				serial: 'new1',
				model,
			});
		});
		const second = await bench.sync({ settings });
		expect(second.written).toMatchObject({ 'Create Assets': 0 });
		expect(second.problems).toMatchObject([
			{
				...{ step: 'Look Up', serialNumber: 'NEW1' },
				message: expect.stringMatching(/^Not created.*asset 77 has it by now$/) as string,
			},
		]);
		expect(state.present.filter(({ serial }) => serial?.toUpperCase() === 'NEW1')).toHaveLength(1);
	});

	it('makes no asset when Snipe-IT does not say whether it has one', async () => {
		await bench.start({ autoIncrement: true });
		await bench.mac('ASK1');
		bench.snipeIt.break(/^GET \/hardware\/byserial/, 'before');
		const first = await bench.sync({ settings: { tagPrefix: '' } });
		expect(first.problems).toMatchObject([{ step: 'Look Up', serialNumber: 'ASK1' }]);
		expect(bench.snipeIt.state.present).toEqual([]);
		await bench.sync({ settings: { tagPrefix: '' } });
		expect(bench.snipeIt.state.asset('ASK1').tag).toMatch(/^\d+$/);
	});

	it('doubles nothing when two runs meet, because Snipe-IT takes a tag once', async () => {
		await bench.start();
		for (let number = 1; number <= 20; number += 1) await bench.mac(`MEET${number}`);
		const runs = await Promise.allSettled([bench.sync(), bench.sync()]);
		expect(runs.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
		const serials = bench.snipeIt.state.present.map(({ serial }) => serial);
		expect(new Set(serials).size).toBe(20);
		expect(serials).toHaveLength(20);
		await expectQuiet({ unchanged: 20 });
	});

	it('keeps a log of the runs, and says when the last one was', async () => {
		await bench.start();
		const before = (await bench.log()).at(-1);
		await bench.mac('LOG1');
		const first = await bench.sync();
		expect(first.lastSync).toBe(before?.time);
		const row = (await bench.log()).at(-1);
		expect(row).toMatchObject({
			time: expect.stringMatching(/^2\d{3}-\d\d-\d\dT/) as string,
			execution: expect.stringMatching(/^\d+$/) as string,
			summary: '1 devices and 0 assets compared: 1 to create.',
			...{
				created: 1,
				updated: 0,
				assigned: 0,
				removed: 0,
				attention: 0,
				withheld: 0,
				problems: 0,
			},
		});
		await expect(bench.sync()).resolves.toMatchObject({ lastSync: row?.time });
	});
});
