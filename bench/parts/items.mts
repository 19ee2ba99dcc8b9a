/** Items: details read and asset tags written, one request each, at several latencies. */
import { detailsPath, itemsHttp, OURS, PER_SECOND } from '../nodes.mts';
import { Tenant, withContenders, withWorkers } from '../processes.mts';
import type { Contenders } from '../processes.mts';
import { rounded, seconds } from '../result.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';

const LATENCIES = [50, 100, 400, 1_000];
const ITEMS = 1_000;
/** Milliseconds into a second at which runs begin. */
const INTO = 450;

interface Case {
	work: keyof typeof OURS;
	latency: number;
	http: boolean;
	counter?: 'sliding';
	/** Processes that keep the machine's processors busy meanwhile. */
	busy?: number;
}

/** HTTP Request is measured where the issue of its failing items shows, and where it is at its best. */
const CASES: Case[] = [
	...(['details', 'tags'] as const).flatMap((work) =>
		LATENCIES.map((latency) => ({
			work,
			latency,
			http: latency === 100 || (latency === 400 && work === 'details'),
		})),
	),
	{ work: 'details', latency: 100, http: false, counter: 'sliding' },
	{ work: 'details', latency: 1_000, http: false, counter: 'sliding' },
	{ work: 'details', latency: 100, http: false, busy: 4 },
];
const WORDS = { details: 'Get Details', tags: 'asset tags written' };

async function measure(
	tenant: Tenant,
	{ work, http, busy = 0 }: Case,
	items: number,
	workers: Contenders,
) {
	const { url, token } = tenant;
	const ids = await tenant.deviceIds(items);
	const given = ids.map((id, index) => ({ id, tag: `T${index}` }));
	const asked = given.map(({ id, tag }) =>
		work === 'details'
			? { method: 'GET' as const, path: detailsPath(id) }
			: {
					method: 'PATCH' as const,
					path: `/api/v1/devices/${id}`,
					body: JSON.stringify({ asset_tag: tag }),
				},
	);
	const counted = async <T,>(task: Promise<T>) => {
		await tenant.control.forgetRequests();
		const outcome = await task;
		return { ...outcome, ...(await tenant.traffic()) };
	};
	const about = { items: given, apiUrl: url, apiToken: token, into: INTO };
	const floor = await counted(workers.floor.do('floor', { url, token, asked, into: INTO }));
	const ours = await withWorkers(busy, async (spinning) => {
		for (const one of spinning) one.begin('spin', undefined);
		return await counted(
			workers.ours.do('run', { node: 'ours', parameters: OURS[work], ...about }),
		);
	});
	const other = http
		? await counted(
				workers.http.do('run', { node: 'http', parameters: itemsHttp(work, url), ...about }),
			)
		: undefined;
	return { floor, ours, other };
}

async function run({ scale }: Thoroughness): Promise<Measured> {
	const rows: Row[] = [];
	const goals: Measured['goals'] = [];
	for (const one of CASES) {
		const items = ITEMS * scale;
		const { latency, counter = 'fixed' } = one;
		const { floor, ours, other } = await Tenant.during(
			{ devices: items, latency, counter, uneven: true, hourly: 0 },
			async (tenant) =>
				await withContenders(async (workers) => await measure(tenant, one, items, workers)),
		);
		const share = (100 * ours.perSecond) / PER_SECOND;
		const what = `${items} ${WORDS[one.work]} at ${latency} ms, ${counter} seconds${one.busy ? ', processors busy' : ''}`;
		rows.push({
			Work: one.work === 'details' ? 'Get Details' : 'Asset tags',
			'Latency, ms': latency,
			Counter: counter,
			Machine: one.busy ? 'busy' : 'idle',
			'Ours, s': seconds(ours.ms),
			'HTTP Request, s': other ? seconds(other.ms) : '',
			'Floor, s': seconds(floor.ms),
			'Ours / floor': rounded(ours.ms / floor.ms),
			'Of the ceiling, %': rounded(share, 1),
			'Requests a second': rounded(ours.perSecond, 1),
			'Of HTTP Request a second': other ? rounded((1_000 * other.items) / other.ms, 1) : '',
			'Answered 429': ours.refused,
			Failed: ours.failed,
			'Failed of HTTP Request': other ? (other.error ?? other.failed) : '',
		});
		goals.push(
			{ goal: `${what}: % of the ceiling`, measured: rounded(share, 1), least: 94 },
			{
				goal: `${what}: % answered 429`,
				measured: rounded((100 * ours.refused) / ours.requests),
				most: 0.5,
			},
			{ goal: `${what}: items failed`, measured: items - ours.items, most: 0 },
		);
	}
	const notes = [
		'Answers take a fifth more or less than the latency, and one in fifty five times as long.',
		'*Of the ceiling* compares the requests a second that were let through, from the first to the last, with Kandji’s 50, so that slow last answers, which no pace can change, do not count.',
		'HTTP Request sends in batches of 50 with a second between them, its best setting; it waits for no quota, and what is answered 429 fails.',
	];
	return { rows, goals, notes };
}

/** One request for each item. */
export const items: Part = { name: 'items', title: 'Items', run };
