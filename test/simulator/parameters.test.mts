import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { DocumentedRequest } from '../../tools/shapes.mts';
import { READ, listed, settle, V1 } from './documented-reads.mts';
import { bench } from './harness.mts';
import type { Bench } from './harness.mts';

// Each documented parameter of a query changes the answer, so that none is overlooked.

const requests = JSON.parse(
	readFileSync(path.join(__dirname, 'requests.json'), 'utf8'),
) as DocumentedRequest[];

const parameters = requests.flatMap(({ request, query = [] }) =>
	query.map((name) => ({ where: request.replace('GET ', ''), name })),
);

const LONG_AGO = '2001-01-01';
const LATER = '2101-01-01';

/** A value that must make a difference; everything else is asked for what nobody is called. */
const VALUES: Record<string, string> = {
	limit: '1',
	offset: '1',
	size: '1',
	page: '2',
	archived: 'true',
	sso: 'true',
	category: 'filevault',
	date_range: '0',
	detection_date: LATER,
	detection_date_from: LATER,
	detection_from: LATER,
	detection_date_to: LONG_AGO,
	detection_to: LONG_AGO,
	start_date: LATER,
	end_date: LONG_AGO,
	filter: JSON.stringify({
		device_name: { eq: 'x' },
		device__name: { eq: 'x' },
		name: { eq: 'x' },
	}),
};
/** Where that value makes none: an order that rows are not in by themselves, a filter by another key. */
const OWN: Array<[where: RegExp, name: string, value: string]> = [
	[/audit\/events/, 'sort_by', '-occurred_at'],
	[/devices$/, 'ordering', '-serial_number'],
	[/prism/, 'sort_by', '-device__name'],
	[/threat-details/, 'sort_by', '-device_name'],
	[/behavioral-detections/, 'sort_by', '-detection_date'],
	[/vulnerabilities$/, 'sort_by', '-cve_id'],
	[/\{x\}\/devices$/, 'sort_by', '-serial_number'],
	[/vulnerabilities/, 'filter', JSON.stringify({ cve_id: { eq: 'x' }, name: { eq: 'x' } })],
	[/v2\/threat\/threat-details/, 'statuses', 'resolved'],
];
/** What a request insists on. */
const NEEDED: Array<[where: RegExp, query: string]> = [
	[/v2\/threat\/threat-details/, 'statuses=quarantined,not_quarantined,released'],
	[/prism\/count/, 'category=apps'],
];
/** Where none can make one, and why. */
const SILENT: Array<[where: RegExp, name: RegExp, reason: string]> = [
	[/behavioral-detections$/, /^detection_date$/, 'stands for detection_date_from and _to (T15)'],
	[/\{x\}\/software$/, /sort_by/, 'a weakness here is in one product, so there is one row'],
	[/prism\/kernel_extensions/, /blueprint_ids|filter|sort_by/, 'no device has any (4.7)'],
];

const valueOf = (where: string, name: string): string =>
	OWN.find(([of, key]) => of.test(where) && key === name)?.[2] ?? VALUES[name] ?? 'nobody';

describe('A documented parameter', () => {
	let simulator: Bench;
	beforeAll(async () => {
		simulator = await bench({ devices: 80 });
		await settle(simulator);
		const made = await simulator.call('POST /simulator/behavioral-detections', { json: {} });
		const { device_info: device } = made.body as { device_info: { id: string } };
		await simulator.call('POST /simulator/behavioral-detections', {
			json: { device_id: device.id },
		});
	});
	afterAll(async () => await simulator.close());

	/** The request with each id that there is in its hole. */
	async function addresses(where: string): Promise<string[]> {
		if (where.startsWith('/api/v2/threat/behavioral')) {
			const { body } = await simulator.call(`GET ${V1}/behavioral-detections`);
			const rows = (body as { results: Array<{ device_info: { id: string } }> }).results;
			return [`${where}?device_id=${rows.at(-1)?.device_info.id}`];
		}
		const needed = NEEDED.find(([of]) => of.test(where))?.[1];
		const asked = needed ? `${where}?${needed}` : where;
		const [start = '', ...rest] = asked.split('/{x}');
		if (rest.length === 0) return [asked];
		const ids = await (READ[start]?.(simulator) ?? listed(simulator, start));
		return ids.map((id) => `${start}/${encodeURIComponent(id)}${rest.join('/{x}')}`);
	}

	it.each(parameters)('makes a difference: $name of $where', async ({ where, name }) => {
		const value = valueOf(where, name);
		const answers: boolean[] = [];
		for (const address of await addresses(where)) {
			const url = new URL(address, simulator.url);
			const plain = await simulator.call(`GET ${url.pathname}${url.search}`);
			url.searchParams.set(name, value);
			const asked = await simulator.call(`GET ${url.pathname}${url.search}`);
			answers.push(plain.text !== asked.text);
		}
		const silent = SILENT.some(([of, key]) => of.test(where) && key.test(name));
		expect([where, name, answers.includes(true)]).toEqual([where, name, !silent]);
	});
});
