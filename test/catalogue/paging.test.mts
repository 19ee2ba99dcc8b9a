import { resources } from '../../nodes/Kandji/catalogue';
import type { Operation } from '../../nodes/Kandji/catalogue/operationTypes';
import { at, text } from '../../nodes/Kandji/util/json';
import { isList } from '../../nodes/Kandji/engine/names';
import { libraryOf } from '../../simulator/areas/library.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { Tenant } from '../../simulator/tenant.mts';
import { Control } from '../../simulator/controlClient.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { parametersOf, samplesOf } from './samples.mts';
import type { Sample } from './samples.mts';
import { prepare, reader } from './fixtures.mts';
import type { RunningSimulator } from './fixtures.mts';

/** Enough for several pages of devices, users and most of what hangs on them. */
const DEVICES = 1_000;
/** More than the 300 rows that Kandji puts on a page where only the page's number can be chosen. */
const LIBRARY_ITEMS = 310;

const lists = resources
	.flatMap(samplesOf)
	.filter(({ operation, extent }) => isList(operation) && extent === 'required fields');
const paged = lists.filter(({ operation }) => operation.list?.pager !== undefined);

/** Lists of one page in any tenant of the simulator: two ADE tokens, few detections on a device, one software for a CVE. */
const ONE_PAGE = [
	'adeIntegration.getAll',
	'threat.getBehavioralDetections',
	'vulnerability.getAffectedApplications',
	'vulnerability.getAffectedSoftware',
];

/** Copies library items until each kind fills more than a page. */
function fillLibrary(tenant: Tenant): void {
	const { items } = libraryOf(tenant);
	const byType = new Map([...items.values()].map((item) => [item.type, item]));
	for (const item of byType.values()) {
		for (let number = 0; number < LIBRARY_ITEMS; number++) {
			const id = tenant.uuid();
			items.set(id, { ...item, id, name: `${item.name} ${number}` });
		}
	}
}

/** How many rows a list has: what its first page tells, else what is counted along its `next` links. */
async function countOf(
	{ url, token }: RunningSimulator,
	where: string,
	items = '',
): Promise<number> {
	const path = items.split('.').filter((key) => key !== '');
	let count = 0;
	for (let next = where; next !== ''; ) {
		const answer = await fetch(`${url}${next}`, { headers: { Authorization: `Bearer ${token}` } });
		const body: unknown = await answer.json();
		const holder = at(body, ...path.slice(0, -1));
		const stated = ['count', 'total', 'total_count'].map((key) => text(holder, key)).find(Boolean);
		const total = answer.headers.get('x-total-count') ?? stated;
		if (total) return Number(total);
		count += (at(body, ...path) as unknown[]).length;
		next = text(holder, 'next').replace(/^https?:\/\/[^/]+/, '');
	}
	return count;
}

describe('A list', () => {
	let simulator: RunningSimulator;
	let rows: ReturnType<typeof reader>;

	beforeAll(async () => {
		simulator = await startSimulator({ devices: DEVICES, rate: 0, hourly: 0 });
		rows = reader(simulator);
		fillLibrary(simulator.tenant);
	});
	afterAll(async () => await simulator.close());

	async function read(sample: Sample, how: { returnAll: true } | { limit: number }) {
		const fixtures = await prepare(simulator, rows, sample.key, { map: false });
		const { output } = sample.operation;
		const { json, error } = await runNode(
			{
				...parametersOf(sample, fixtures),
				...how,
				...(output === undefined ? {} : { output: 'raw', simplify: false }),
			},
			{ apiUrl: simulator.url, apiToken: simulator.token },
		);
		expect(error && `${error.message}: ${error.description}`).toBeUndefined();
		const sent = await new Control(simulator).requests();
		return { json, sent };
	}

	/** The same with so few rows a page that there are at least three pages. */
	async function readInThirds(sample: Sample, count: number) {
		const operation: Operation = sample.operation;
		const { list } = operation;
		if (list) operation.list = { ...list, pageSize: Math.max(1, Math.floor(count / 3)) };
		try {
			return await read(sample, { returnAll: true });
		} finally {
			operation.list = list;
		}
	}

	it.each(paged)('$key is read to its end, page by page', async (sample) => {
		let { json, sent } = await read(sample, { returnAll: true });
		const [{ path, query }] = sent;
		const count = await countOf(simulator, `${path}?${query}`, sample.operation.list?.items);
		expect(json).toHaveLength(count);
		if (ONE_PAGE.includes(sample.key)) return;
		if (sent.length === 1) ({ json, sent } = await readInThirds(sample, count));
		expect(sent.length).toBeGreaterThan(1);
		expect(json).toHaveLength(count);
		expect(new Set(json.map((row) => JSON.stringify(row))).size).toBe(count);
	});

	it.each(lists)('$key stops at its limit, with one request', async (sample) => {
		const { json, sent } = await read(sample, { limit: 1 });
		expect(json).toHaveLength(1);
		expect(sent).toHaveLength(1);
	});

	it('asks for no more pages than its limit needs', async () => {
		const devices = paged.find(({ key }) => key === 'device.getAll') as Sample;
		const { json, sent } = await read(devices, { limit: 301 });
		expect(json).toHaveLength(301);
		expect(sent).toHaveLength(2);
	});
});
