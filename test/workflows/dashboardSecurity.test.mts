/** The Code nodes of the dashboard for vulnerabilities, threats, trends and the page itself. */
import type { IDataObject } from 'n8n-workflow';

import { runCode } from '../helpers/codeNode.mts';
import { chartOf } from './charts.mts';

describe('Chart of Vulnerabilities', () => {
	const chart = async (groups: IDataObject[], security = true) =>
		await runCode('compliance-dashboard', 'Chart of Vulnerabilities', {
			input: groups,
			nodes: { Settings: [{ security }] },
		});
	const group = (severity: string | null, count: number) => ({ severity, count, total: 10 });

	it('shows the severest first, and counts the critical ones', async () => {
		const groups = [group('Low', 5), group(null, 1), group('CRITICAL', 2), group('High', 2)];
		const charts = await chart([...groups, group('Medium', 0)]);
		expect(chartOf(charts, 'Critical vulnerabilities')).toMatchObject({
			value: 2,
			of: 10,
			bad: true,
		});
		expect(chartOf(charts, 'Vulnerabilities by severity').bars).toEqual([
			{ label: 'CRITICAL', value: 2, of: 10, bad: true },
			{ label: 'High', value: 2, of: 10, bad: true },
			{ label: 'Low', value: 5, of: 10, bad: false },
			{ label: 'Unknown', value: 1, of: 10, bad: false },
		]);
	});

	it('shows none where there are none, says why where Kandji gives none, and nothing where it is off', async () => {
		expect(chartOf(await chart([{}]), 'Critical vulnerabilities')).toMatchObject({
			value: 0,
			of: 0,
		});
		expect(await chart([{ error: 'No permission' }])).toEqual([
			{ kind: 'failed', title: 'Vulnerabilities', note: 'No permission' },
		]);
		expect(await chart([{ error: 'No permission' }], false)).toEqual([]);
	});
});

describe('Chart of Threats', () => {
	const chart = async (threats: IDataObject[], security = true) =>
		await runCode('compliance-dashboard', 'Chart of Threats', {
			input: threats,
			nodes: { Settings: [{ security }], Devices: [{ id: 'd1', url: 'https://k/1' }] },
		});

	it('lists what nobody has closed, with a link to the device', async () => {
		const threat = {
			...{
				id: 't1',
				threat_name: 'EICAR',
				process_name: 'bash',
				device_id: 'd1',
				device_name: 'Mac',
			},
			...{
				device_serial_number: 'S1',
				status: 'not_quarantined',
				detection_date: '2026-03-01T10:00:00Z',
			},
		};
		const charts = await chart([threat, { id: 't2', process_name: 'sh', device_id: 'gone' }]);
		expect(chartOf(charts, 'Open threats')).toMatchObject({ value: 2, bad: true });
		expect(chartOf(charts, 'Threats that nobody has closed').rows).toEqual([
			{ name: 'EICAR', url: 'https://k/1', end: '2026-03-01', detail: 'Mac, S1, not quarantined' },
			{ name: 'sh', url: '', end: '', detail: '' },
		]);
	});

	it('shows none where there are none, says why where Kandji gives none, and nothing where it is off', async () => {
		expect(chartOf(await chart([{}]), 'Open threats').value).toBe(0);
		expect(await chart([{ error: 'Down' }])).toMatchObject([{ kind: 'failed', note: 'Down' }]);
		expect(await chart([{ error: 'Down' }], false)).toEqual([]);
	});
});

describe('With Trends', () => {
	const draw = async (days: IDataObject[], charts: IDataObject[] = []) =>
		await runCode('compliance-dashboard', 'With Trends', {
			input: days,
			nodes: { 'All Charts': charts },
		});
	const day = (at: number, devices: number | null) => ({
		day: `2026-01-${String(at).padStart(2, '0')}`,
		devices,
	});

	it('draws each figure from its lowest to its highest value', async () => {
		const [trend] = await draw([day(1, 10), {}, day(2, null), day(3, 20), day(4, 15)]);
		expect(trend).toMatchObject({
			kind: 'trend',
			note: expect.stringContaining('since 2026-01-01'),
		});
		expect(trend.lines).toEqual([
			{ label: 'Devices', points: '0,19 50,1 100,10', from: 10, to: 15, count: 3 },
		]);
	});

	it('draws a level line in the middle, and none of a single day', async () => {
		const [{ lines }] = await draw([day(1, 5), day(2, 5)]);
		expect(lines).toMatchObject([{ points: '0,10 100,10' }]);
		expect(await draw([day(1, 5)])).toEqual([]);
	});

	it('takes the last ninety days', async () => {
		const many = Array.from({ length: 95 }, (_, at) => ({ day: `d${at}`, devices: at }));
		const [{ lines, note }] = await draw(many);
		expect(lines).toMatchObject([{ from: 5, to: 94, count: 90 }]);
		expect(note).toContain('since d5');
	});

	it('leaves out cards without content', async () => {
		const tile = { kind: 'tile', title: 'T', value: 0 };
		const kept = await draw(
			[],
			[
				tile,
				...[
					{ kind: 'bars', bars: [] },
					{ kind: 'donut', bars: [] },
					{ kind: 'list', value: 0 },
				],
				...[{ kind: 'bars', bars: [{}] }, { kind: 'list', value: 1 }, { kind: 'failed' }],
			],
		);
		expect(kept).toEqual([
			tile,
			{ kind: 'bars', bars: [{}] },
			{ kind: 'list', value: 1 },
			{ kind: 'failed' },
		]);
	});
});

describe('Plain Text Only', () => {
	it('gives each chart its share, in a fixed order, and no text that a page or n8n would read', async () => {
		const charts = await runCode('compliance-dashboard', 'Plain Text Only', {
			input: [
				{
					kind: 'bars',
					title: '<b>{{ $x }}',
					bars: [
						{ label: '"\'&', value: 1, of: 3 },
						{ label: 'none', value: 0, of: 0 },
					],
				},
				{ kind: 'tile', title: 'T', value: 2, of: 3, note: null },
			],
		});
		expect(charts).toEqual([
			{
				kind: 'tile',
				title: 'T',
				value: 2,
				of: 3,
				note: '',
				share: 66.7,
				bars: [],
				rows: [],
				lines: [],
			},
			{
				...{ kind: 'bars', title: '&#60;b&#62;&#123;&#123; &#36;x &#125;&#125;', share: 0 },
				bars: [
					{ label: '&#34;&#39;&#38;', value: 1, of: 3, share: 33.3 },
					{ label: 'none', value: 0, of: 0, share: 0 },
				],
				...{ rows: [], lines: [], note: '' },
			},
		]);
	});
});

it('Figures of Today keeps the value of each tile by its name', async () => {
	const [figures] = await runCode('compliance-dashboard', 'Figures of Today', {
		input: [
			{ kind: 'tile', title: 'Devices', value: 5 },
			{ kind: 'tile', title: 'Encrypted Macs', value: 0 },
			{ kind: 'bars', title: 'Devices', value: 9 },
		],
	});
	expect(figures).toEqual({
		...{ day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), devices: 5, encryptedMacs: 0 },
	});
});
