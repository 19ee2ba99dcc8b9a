import { groupBy } from '../util/groupBy';
import type { Identified, PartialRecord, RecordType } from './recordType';
import type { Snapshot, RecordView } from './snapshot';

/**
 * Returns new records -> the records that they replace. A record replaces another one when it is new, the other is no
 * longer listed as enrolled, and no other record has or had their serial number. Records that share one, because it is a
 * placeholder or a duplicate, are distinguished by their IDs.
 */
export function findPredecessors<T extends Identified>(
	{ serialNumber, isRemoved }: RecordType<T>,
	{ entries }: Snapshot<T>,
	records: RecordView<T>['records'],
): Map<string, string> {
	if (!serialNumber) return new Map();
	const alive = (record: PartialRecord<T> | undefined) =>
		record !== undefined && !isRemoved?.(record);
	const fresh = [...records.values()].filter((record) => !entries.has(record.id));
	if (fresh.length === 0) return new Map();
	const serialOf = (record: PartialRecord<T>) => serialNumber(record) ?? '';
	const now = groupBy([...records.values()].filter(alive), serialOf);
	const past = groupBy(
		[...entries.values()].map(({ record }) => record).filter(({ id }) => !alive(records.get(id))),
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
