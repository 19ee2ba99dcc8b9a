/** Lists: the whole fleet by our node, by the HTTP Request node's pagination, and by undici at the ceiling. */
import { listHttp, listOurs, PAGE } from '../nodes.mts';
import { Tenant, withContenders } from '../processes.mts';
import { middle, rounded, seconds } from '../result.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';

const CASES = [
	{ devices: 30_000, latency: 100, counter: 'fixed' },
	{ devices: 9_000, latency: 400, counter: 'fixed' },
	{ devices: 9_000, latency: 400, counter: 'sliding' },
];
/** How many times faster than the HTTP Request node a list is to be. */
const TIMES_FASTER = 4.5;
/** Requests that a list may cost beside its pages. */
const BEYOND = 6;
/** Milliseconds into a second at which runs begin: where it is counted in fixed seconds, that matters. */
const PHASES = [150, 450, 750];

/** Paths of all pages of the list. */
export const pagesOf = (devices: number): string[] =>
	Array.from(
		{ length: Math.ceil(devices / PAGE) },
		(_, page) => `/api/v1/devices?limit=${PAGE}&offset=${page * PAGE}&ordering=device_id`,
	);

/** One list by all three. */
async function measure(tenant: Tenant, devices: number, runs: number) {
	const { url, token } = tenant;
	const about = { items: [{}], apiUrl: url, apiToken: token };
	const asked = pagesOf(devices).map((path) => ({ method: 'GET' as const, path }));
	return await withContenders(async (workers) => {
		const given = { node: 'ours' as const, parameters: listOurs, ...about };
		return {
			pages: asked.length,
			first: await workers.ours.do('run', { ...given, into: PHASES[0] }),
			floor: await middle(
				runs,
				async (run) => await workers.floor.do('floor', { url, token, asked, into: PHASES[run] }),
			),
			ours: await middle(runs, async (run) => {
				await tenant.control.forgetRequests();
				const outcome = await workers.ours.do('run', { ...given, into: PHASES[run] });
				return { ...outcome, ...(await tenant.traffic()) };
			}),
			http: await middle(
				runs,
				async (run) =>
					await workers.http.do('run', {
						node: 'http',
						parameters: listHttp(url),
						...about,
						into: PHASES[run],
					}),
			),
		};
	});
}

async function run({ runs, scale }: Thoroughness): Promise<Measured> {
	const rows: Row[] = [];
	const goals: Measured['goals'] = [];
	for (const { latency, counter, ...size } of CASES) {
		const devices = size.devices * scale;
		const { pages, first, floor, ours, http } = await Tenant.during(
			{ devices, latency, counter, hourly: 0 },
			async (tenant) => await measure(tenant, devices, runs),
		);
		rows.push({
			Devices: devices,
			'Latency, ms': latency,
			Counter: counter,
			'Ours at first, s': seconds(first.ms),
			'Ours, s': seconds(ours.ms),
			'HTTP Request, s': seconds(http.ms),
			'Floor, s': seconds(floor.ms),
			'HTTP Request / ours': rounded(http.ms / ours.ms, 1),
			'Ours / floor': rounded(ours.ms / floor.ms),
			Pages: pages,
			'Requests of ours': ours.requests,
			'Answered 429': ours.refused,
			'Rows of ours': ours.items,
			'Rows of HTTP Request': http.items,
		});
		const what = `${devices} devices at ${latency} ms, ${counter} seconds`;
		goals.push(
			{
				goal: `${what}: times faster than HTTP Request`,
				measured: rounded(http.ms / ours.ms, 1),
				least: TIMES_FASTER,
			},
			{
				goal: `${what}: requests beyond its pages`,
				measured: ours.requests - ours.refused - pages,
				most: BEYOND,
			},
			{ goal: `${what}: rows missing`, measured: devices - ours.items, most: 0 },
		);
	}
	const notes = [
		'The floor asks for the pages at once, 50 in each of Kandji’s seconds, whose beginnings it knows because the simulator counts by the same clock. A program that does not know how Kandji counts cannot reach it.',
		'*At first* is the first list of a process that has just started.',
		'Ours overlaps its pages by a row, so that a device that moves while the list is read is not lost.',
	];
	return { rows, goals, notes };
}

/** Lists of the fleet. */
export const lists: Part = { name: 'lists', title: 'Lists', run };
