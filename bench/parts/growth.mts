/** Growth: the whole fleet at three sizes, its memory beside its rows, and the CPU of a page beside parsing it. */
import { listOurs } from '../nodes.mts';
import { alone, Tenant } from '../processes.mts';
import { middle, rounded, seconds } from '../result.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';
import { pagesOf } from './lists.mts';

const SIZES = [1_000, 10_000, 100_000];

async function measure({ url, token }: Tenant, devices: number, runs: number) {
	const paths = pagesOf(devices);
	const parsed = await alone('parse', { url, token, paths });
	const asked = paths.map((path) => ({ method: 'GET' as const, path }));
	const floor = await alone('floor', { url, token, asked });
	const bare = await alone('helper', { url, token, paths });
	const ours = await middle(
		runs,
		async () =>
			await alone('run', {
				node: 'ours',
				parameters: listOurs,
				items: [{}],
				apiUrl: url,
				apiToken: token,
			}),
	);
	return { pages: paths.length, parsed, floor, bare, ours };
}

async function run({ runs, scale }: Thoroughness): Promise<Measured> {
	const rows: Row[] = [];
	const goals: Measured['goals'] = [];
	const perDevice: number[] = [];
	for (const size of SIZES) {
		const devices = size * scale;
		const { pages, parsed, floor, bare, ours } = await Tenant.during(
			{ devices, rate: 1_000, hourly: 0 },
			async (tenant) => await measure(tenant, devices, runs),
		);
		perDevice.push(ours.ms / devices);
		rows.push({
			Devices: devices,
			'Ours, s': seconds(ours.ms),
			'Time a device, µs': Math.round((1_000 * ours.ms) / devices),
			'Peak, MB': Math.round(ours.peakMb),
			'Rows, MB': Math.round(parsed.rowsMb),
			'Peak / rows': rounded(ours.peakMb / parsed.rowsMb),
			'CPU a page, ms': rounded(ours.cpuMs / pages),
			'Parsing it, ms': rounded(parsed.cpuMs / pages),
			'undici and parsing, ms': rounded(floor.cpuMs / pages),
			'n8n’s helper and parsing, ms': rounded(bare.cpuMs / pages),
		});
		if (size < 100_000) continue;
		goals.push(
			{ goal: `${devices} devices: rows missing`, measured: devices - ours.items, most: 0 },
			{
				goal: `${devices} devices: peak memory in sizes of the rows`,
				measured: rounded(ours.peakMb / parsed.rowsMb),
				most: 3,
			},
			{
				goal: `${devices} devices: CPU a page beside parsing it`,
				measured: rounded(ours.cpuMs / parsed.cpuMs),
				most: 1.5,
			},
			{
				goal: `${devices} devices: CPU a page beside n8n’s helper and parsing`,
				measured: rounded(ours.cpuMs / bare.cpuMs),
				most: 1.5,
			},
		);
	}
	const [, ten = 1, hundred = 1] = perDevice;
	goals.push({
		goal: 'Time a device at the largest size beside a tenth of it (linear: 1)',
		measured: rounded(hundred / ten),
		most: 1.25,
	});
	const notes = [
		'With a ceiling of 1,000 a second and no latency, so that only work counts. *Peak* is what the process took above what it held with n8n loaded.',
		'n8n’s helper opens a connection for each request; what it costs beside parsing is not ours to change.',
	];
	return { rows, goals, notes };
}

/** Growth with the fleet. */
export const growth: Part = { name: 'growth', title: 'Growth', run };
