/** Rows by key; those without one are left out. */
export function groupBy<T>(rows: T[], key: (row: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const row of rows) {
		const value = key(row);
		if (value === '') continue;
		const group = groups.get(value);
		if (group) group.push(row);
		else groups.set(value, [row]);
	}
	return groups;
}
