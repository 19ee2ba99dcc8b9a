import { isEqual } from 'lodash';

import { toRows } from './columns';
import type { Cell, Table } from './columns';
import type { SavedSnapshot } from './snapshot';

/** What is saved of a feed, as far as it concerns people. */
interface Holder {
	snapshot?: SavedSnapshot;
}

/** Users of the directory as a device's cell writes them: id -> [id, email, archived, name]. */
function directoryOf({ user }: Record<string, Holder>): Map<string, Cell[]> {
	const people = new Map<string, Cell[]>();
	if (!user?.snapshot) return people;
	const { fields, table } = user.snapshot;
	const [email, archived, name] = ['email', 'archived', 'name'].map((field) =>
		fields.indexOf(field),
	);
	for (const [id, row] of toRows(table)) people.set(id, [id, row[email], row[archived], row[name]]);
	return people;
}

/** The feeds with each cell of the devices' users made another one. */
function withUsers<F extends Holder>(
	feeds: Record<string, F>,
	change: (cell: Cell) => Cell,
): Record<string, F> {
	const { device } = feeds;
	if (!device?.snapshot) return feeds;
	const { fields, table } = device.snapshot;
	const at = fields.indexOf('user');
	const columns = table.columns.map((column, index): Table['columns'][number] => {
		if (index !== at || 'moments' in column) return column;
		return 'as' in column
			? { as: column.as.map(change) }
			: { values: column.values.map(change), places: column.places };
	});
	const snapshot = { ...device.snapshot, table: { ...table, columns } };
	return { ...feeds, device: { ...device, snapshot } };
}

/** The feeds as they are saved: users whom the directory's own feed holds are named by their ids alone. */
export function sharePeople<F extends Holder>(feeds: Record<string, F>): Record<string, F> {
	const people = directoryOf(feeds);
	return withUsers(feeds, (cell) =>
		Array.isArray(cell) && isEqual(people.get(String(cell[0])), cell) ? cell[0] : cell,
	);
}

/** The feeds as they were before `sharePeople`. */
export function unsharePeople<F extends Holder>(feeds: Record<string, F>): Record<string, F> {
	const people = directoryOf(feeds);
	return withUsers(feeds, (cell) => (typeof cell === 'string' ? (people.get(cell) ?? null) : cell));
}
