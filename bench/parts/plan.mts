/** Planning a sync, at two sizes, so that what is not linear shows. */
import { alone } from '../processes.mts';
import { rounded } from '../result.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';

const SIZES = [10_000, 50_000];

async function run({ scale }: Thoroughness): Promise<Measured> {
	const rows: Row[] = [];
	const perDevice: number[] = [];
	for (const size of SIZES) {
		const devices = size * scale;
		const { planMs, reportMs, floorMs, peakMb } = await alone('planning', { devices });
		perDevice.push((planMs + reportMs) / devices);
		rows.push({
			'Devices, and as many assets': devices,
			'Plan, ms': Math.round(planMs),
			'Report and rows, ms': Math.round(reportMs),
			'Plain join, ms': Math.round(floorMs),
			'Time a device, µs': rounded((1_000 * (planMs + reportMs)) / devices, 1),
			'Whole process, MB': peakMb,
		});
	}
	const [small = 1, large = 1] = perDevice;
	return {
		rows,
		goals: [
			{
				goal: 'Time a device at 5 times the size (linear: 1)',
				measured: rounded(large / small),
				most: 1.5,
			},
		],
		notes: [
			'A tenth of the devices is new, a tenth has changed and a tenth has left; two fifths as many people. Every time is the best of five.',
		],
	};
}

/** A plan of Asset Sync. */
export const plan: Part = { name: 'plan', title: 'Planning a sync', run };
