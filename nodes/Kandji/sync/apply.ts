import type { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { groupBy } from '../util/groupBy';
import { runItems } from '../items/runItems';
import type { PlanEntry } from './syncTypes';

/**
 * Writes entries to Kandji, all of one device in one request that is sent at most once. Returns the entries that failed,
 * with the reason. The plan has counted them: it holds no more than Max Kandji Writes allows.
 */
export async function applyToKandji(
	client: KandjiClient,
	entries: PlanEntry[],
): Promise<Map<PlanEntry, string>> {
	const byDevice = [...groupBy(entries, ({ device }) => device?.id ?? '').entries()];
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
