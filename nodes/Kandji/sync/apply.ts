import type { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { groupBy } from '../util/groupBy';
import { guardCount } from '../items/guards';
import { runItems } from '../items/runItems';
import type { PlanEntry } from './types';

/**
 * Writes entries to Kandji, all of one device in one request that is sent at most once. Throws before the first one
 * when they are more than `most`; gives what failed, with the reason.
 */
export async function applyToKandji(
	client: KandjiClient,
	entries: PlanEntry[],
	most: number,
): Promise<Map<PlanEntry, string>> {
	const byDevice = [...groupBy(entries, ({ device }) => device?.id ?? '').entries()];
	guardCount(client.node, {
		action: 'Write Back to Kandji',
		targets: byDevice.map(([id]) => id),
		called: 'devices',
		most,
		option: 'Max Changes',
	});
	const failures = new Map<PlanEntry, string>();
	await runItems(
		byDevice.length,
		async (index) => {
			const [id, ofDevice] = byDevice[index];
			try {
				await client.request({
					method: 'PATCH',
					path: `/devices/${encodeURIComponent(id)}`,
					permission: 'Device Information > Update a device',
					record: `device "${id}"`,
					body: Object.assign({}, ...ofDevice.map(({ fields }) => fields)),
				});
			} catch (error) {
				const { message } = asNodeError(client.node, error);
				for (const one of ofDevice) failures.set(one, `${one.reason}. Not written: ${message}`);
			}
		},
		{ stop: () => client.cancelled, ready: async () => await client.ready() },
	);
	return failures;
}
