import { groupBy } from '../util/groupBy';
import type { Identified, Kind, Known } from './kind';
import type { Snapshot, View } from './snapshot';

/**
 * New records -> the records that they replace: a record replaces another one when it is new, the other is no longer
 * listed as alive, and nobody else has or had their serial number. Records that share one, because it is a placeholder
 * or a twin's, are told apart by their ids.
 */
export function findPredecessors<T extends Identified>(
	{ serialNumber, retired }: Kind<T>,
	{ seen }: Snapshot<T>,
	records: View<T>['records'],
): Map<string, string> {
	if (!serialNumber) return new Map();
	const alive = (record: Known<T> | undefined) => record !== undefined && !retired?.(record);
	const fresh = [...records.values()].filter((record) => !seen.has(record.id));
	if (fresh.length === 0) return new Map();
	const serialOf = (record: Known<T>) => serialNumber(record) ?? '';
	const now = groupBy([...records.values()].filter(alive), serialOf);
	const past = groupBy(
		[...seen.values()].map(({ record }) => record).filter(({ id }) => !alive(records.get(id))),
		serialOf,
	);
	const found = new Map<string, string>();
	for (const record of fresh) {
		const serial = serialOf(record);
		const [olds, news] = [past.get(serial) ?? [], now.get(serial) ?? []];
		if (olds.length === 1 && news.length === 1 && news[0].id === record.id) {
			found.set(record.id, olds[0].id);
		}
	}
	return found;
}
