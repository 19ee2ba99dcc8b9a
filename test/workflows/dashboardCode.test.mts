/** The Code nodes of the dashboard by themselves: what each figure counts. */
import type { IDataObject } from 'n8n-workflow';

import { runCode } from '../helpers/codeNode.mts';
import { chartOf } from './charts.mts';
import type { Chart } from './charts.mts';

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const valuesOf = ({ bars }: Chart) =>
	Object.fromEntries(bars.map(({ label, value }) => [label, value]));

describe('Charts of Devices', () => {
	let id = 0;
	const device = (more: IDataObject = {}) => ({
		...{ id: `d${id++}`, name: 'Mac', serialNumber: 'S1', platform: 'Mac', osVersion: '15.2' },
		...{
			blueprintName: 'Standard',
			user: { name: 'Ann' },
			lastCheckIn: ago(0.5),
			url: 'https://k/1',
		},
		...more,
	});
	const charts = async (devices: IDataObject[], settings: IDataObject = {}) =>
		await runCode('compliance-dashboard', 'Charts of Devices', {
			input: devices,
			nodes: {
				Settings: [
					{ silentDays: 14, newestVersions: '{}', mayBeUnassigned: 'AppleTV', ...settings },
				],
			},
		});

	it('counts devices that are there, by platform in a fixed order and by blueprint', async () => {
		const all = await charts([
			device({ platform: 'Windows', blueprintName: 'PCs' }),
			...[device(), device(), device({ platform: null, blueprintName: null })],
			...[device({ platform: 'AppleTV' }), device({ removed: true }), {}],
		]);
		expect(chartOf(all, 'Devices')).toMatchObject({ kind: 'tile', value: 5 });
		expect(
			chartOf(all, 'Devices per platform').bars.map(({ label, value }) => [label, value]),
		).toEqual([
			['Mac', 2],
			['Apple TV', 1],
			['Windows', 1],
			['Unknown', 1],
		]);
		const blueprints = chartOf(all, 'Devices per blueprint');
		expect(blueprints).toMatchObject({ note: '' });
		expect(blueprints.bars[0]).toEqual({ label: 'Standard', value: 3, of: 5 });
		expect(valuesOf(blueprints)).toEqual({ Standard: 3, PCs: 1, None: 1 });
	});

	it('shows the twelve largest blueprints, and says so', async () => {
		const many = Array.from({ length: 13 }, (_, at) => device({ blueprintName: `B${at}` }));
		const chart = chartOf(
			await charts([...many, device({ blueprintName: 'B12' })]),
			'Devices per blueprint',
		);
		expect(chart.note).toBe('The twelve largest of 13.');
		expect(chart.bars).toHaveLength(12);
		expect(chart.bars[0]).toMatchObject({ label: 'B12', value: 2 });
	});

	it.each<[string, string, number]>([
		['the newest version that is there', '{}', 1],
		['the version in Settings', '{"Mac":"15.2"}', 2],
		['a version that nobody has', '{"Mac":"26"}', 0],
	])('takes as current %s', async (_, newestVersions, value) => {
		const macs = [
			device({ osVersion: '15.10' }),
			device({ osVersion: '15.2' }),
			device({ osVersion: '9.9' }),
		];
		const all = await charts(macs, { newestVersions });
		expect(chartOf(all, 'Current OS')).toMatchObject({ value, of: 3 });
		expect(chartOf(all, 'OS currency').bars).toMatchObject([{ value, of: 3 }]);
	});

	it('sorts check-ins by age, each device once', async () => {
		const ages = [-0.1, 0.5, 2, 7.5, 13, 15];
		const all = await charts([
			...ages.map((days) => device({ lastCheckIn: ago(days) })),
			device({ lastCheckIn: null, firstEnrollment: ago(3) }),
			device({ lastCheckIn: null }),
		]);
		expect(
			chartOf(all, 'Last check-in').bars.map(({ label, value, bad }) => [label, value, bad]),
		).toEqual([
			['Within a day', 2, false],
			['2 to 7 days', 2, false],
			['8 to 14 days', 2, false],
			['Over 14 days', 2, true],
		]);
		expect(chartOf(all, 'Silent')).toMatchObject({ value: 2, of: 8, bad: true });
	});

	it('lists the silent, the longest first, and those without a person but for what may be', async () => {
		const all = await charts([
			device({ name: 'Late', lastCheckIn: ago(20.5), model: 'Air' }),
			device({ name: '', serialNumber: 'S9', lastCheckIn: null, user: null }),
			device({ name: 'TV', platform: 'AppleTV', user: null }),
		]);
		const silent = chartOf(all, 'Silent for over 14 days');
		expect(silent.rows).toEqual([
			{ name: 'S9', url: 'https://k/1', detail: 'S9', end: 'never' },
			{ name: 'Late', url: 'https://k/1', detail: 'Air, S1, Ann', end: '20 days' },
		]);
		expect(chartOf(all, 'Assigned to nobody').rows).toMatchObject([
			{ name: 'S9', end: 'Standard' },
		]);
		expect(chartOf(all, 'Unassigned')).toMatchObject({ value: 1, of: 3 });
	});

	it('draws an empty tenant, and says when Kandji did not answer', async () => {
		expect(chartOf(await charts([{}]), 'Devices').value).toBe(0);
		expect(await charts([{ error: 'Down' }])).toEqual([
			{ kind: 'failed', title: 'Devices', note: 'Down' },
		]);
	});
});

describe('Chart of Encryption', () => {
	const chart = async (records: IDataObject[], devices: IDataObject[]) =>
		await runCode('compliance-dashboard', 'Chart of Encryption', {
			input: records,
			nodes: { Devices: devices },
		});

	it('counts the Macs that are there by what Prism says of them', async () => {
		const mac = (id: string, more: IDataObject = {}) => ({ id, platform: 'Mac', ...more });
		const all = await chart(
			[
				{ device_id: 'a', status: true, key_escrowed: true },
				{ device_id: 'b', status: true, key_escrowed: false },
				...[
					{ device_id: 'c', status: false },
					{ device_id: 'd', status: null },
				],
				...[{ device_id: 'gone', status: false }, { device_id: 'x', status: true }, {}],
			],
			[
				mac('a'),
				mac('b'),
				mac('c'),
				mac('d'),
				mac('e'),
				mac('gone', { removed: true }),
				{ id: 'x', platform: 'Windows' },
			],
		);
		expect(chartOf(all, 'Encrypted Macs')).toMatchObject({ value: 2, of: 5 });
		expect(chartOf(all, 'Encryption of Macs').bars).toEqual([
			{ label: 'On, key escrowed', value: 1, of: 5 },
			{ label: 'On, key not escrowed', value: 1, of: 5, bad: true },
			{ label: 'Off', value: 1, of: 5, bad: true },
			{ label: 'Not reported', value: 2, of: 5, bad: true },
		]);
		expect(await chart([{ error: 'No permission' }], [])).toMatchObject([
			{ kind: 'failed', note: 'No permission' },
		]);
	});
});

describe('Chart of Failures', () => {
	/** The statuses of items by number; n8n pairs each with its item. */
	const chart = async (statuses: IDataObject[], names: string[]) =>
		await runCode('compliance-dashboard', 'Chart of Failures', {
			nodes: { Statuses: statuses, 'Each Item Once': names.map((name) => ({ name })) },
		});
	const status = (word: string) => ({ computer: { id: 'd' }, status: word });

	it('counts failed installs of each item, of the devices that it is meant for', async () => {
		const all = await chart(
			[
				status('FAILED'),
				status('error'),
				status('PASS'),
				status('EXCLUDED'),
				status('INCOMPATIBLE'),
				{ status: 'ERROR' },
			],
			['A', 'B', 'C', 'D', 'E', 'F'],
		);
		expect(chartOf(all, 'Failed installs')).toMatchObject({ value: 2, of: 3, bad: true });
		const chartOfItems = chartOf(all, 'Library item failures');
		expect(chartOfItems.note).toBe('Of the devices that each item is meant for.');
		expect(chartOfItems.bars).toEqual([
			{ label: 'A', value: 1, of: 1, bad: true },
			{ label: 'B', value: 1, of: 1, bad: true },
		]);
	});

	it('shows the ten worst, the worst first, and says so', async () => {
		const words = Array.from({ length: 13 }, () => status('ERROR'));
		const names = ['Last', 'Worst', 'Worst', ...words.slice(3).map((_, at) => `I${at}`)];
		const { bars, note } = chartOf(await chart(words, names), 'Library item failures');
		expect(note).toBe('The ten worst of 12.');
		expect(bars).toHaveLength(10);
		expect(bars[0]).toMatchObject({ label: 'Worst', value: 2, of: 2 });
		expect(bars[1].label).toBe('Last');
	});

	it('says so where one item could not be read', async () => {
		expect(await chart([status('PASS'), { error: 'Down' }], ['A', 'B'])).toEqual([
			{ kind: 'failed', title: 'Library items', note: 'Down' },
		]);
	});
});
