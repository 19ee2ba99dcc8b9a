/** A spent hour: how soon a run stops, or how soon it goes on. */
import { setTimeout as sleep } from 'node:timers/promises';

import { OURS } from '../nodes.mts';
import { alone, Tenant } from '../processes.mts';
import { seconds } from '../result.mts';
import type { Measured, Part } from '../result.mts';

const HOURLY = 200;
const ITEMS = 600;
/** The most that a waiting run may need to see that the hour is over: it looks once a minute. */
const LOOKS_EVERY_S = 60;

async function measure(tenant: Tenant): Promise<Measured> {
	const { url, token, control } = tenant;
	const items = (await tenant.deviceIds(ITEMS)).map((id) => ({ id }));
	const about = { node: 'ours' as const, items, apiUrl: url, apiToken: token };
	const spend = async () => await control.control('POST', '/reset', { hourly: HOURLY });
	await spend();
	const stopped = await alone('run', { ...about, parameters: OURS.details });
	const askedUntilStop = (await control.requests()).length;
	await spend();
	const waiting = alone('run', {
		...about,
		parameters: { ...OURS.details, options: { waitForNextHour: true } },
	});
	const spent = async () => (await control.requests()).some(({ status }) => status === 429);
	for (let look = 0; look < 100 && !(await spent()); look++) await sleep(200);
	await control.control('POST', '/reset', { hourly: 0 });
	const refilled = Date.now();
	const went = await waiting;
	const [first] = await control.requests();
	const wentOn = (first ? Date.parse(first.time) : Date.now()) - refilled;
	return {
		rows: [
			{
				Run: 'Stop',
				'Ended or went on after, s': seconds(stopped.ms),
				'Items done': stopped.items,
				'Requests beyond the quota': askedUntilStop - HOURLY,
				'What it says': stopped.error ?? '',
			},
			{
				Run: 'Wait',
				'Ended or went on after, s': seconds(wentOn),
				'Items done': went.items,
				'Requests beyond the quota': '',
				'What it says': went.hints[0] ?? '',
			},
		],
		goals: [
			{
				goal: 'Stop: seconds until the run ends, spending 200 requests included',
				measured: seconds(stopped.ms),
				most: 10,
			},
			{ goal: 'Wait: items failed', measured: ITEMS - went.items, most: 0 },
			{
				goal: 'Wait: seconds until it goes on',
				measured: seconds(wentOn),
				most: LOOKS_EVERY_S + 5,
			},
		],
		notes: [
			`The simulator allows ${HOURLY} requests an hour; for *Wait* the hour is refilled as soon as it is spent, and the time until the next request counts.`,
		],
	};
}

const run = async () => await Tenant.during({ devices: ITEMS, latency: 100, hourly: 0 }, measure);

/** The hour's quota is spent. */
export const hour: Part = { name: 'hour', title: 'A spent hour', run };
