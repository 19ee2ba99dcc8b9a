import { requestsOf, riskText } from './operations.mts';
import type { Checkbox, Listed } from './operations.mts';

const marked = /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** A Markdown table. */
export function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const permissionOf = ({ permission, permissionStated }: Checkbox): string =>
	permissionStated ? permission : `${permission} \\*`;

/** The checkboxes of an operation, those that no source names marked. */
export const permissionsOf = (row: Listed): string[] => [row, ...row.alsoNeeds].map(permissionOf);

function operationsTable(listed: Listed[]): string {
	const rows = listed.map((row) => [
		row.resource,
		row.operation,
		requestsOf(row)
			.map(({ method, path }) => `\`${method} ${path}\``)
			.join('<br>'),
		permissionsOf(row).join('<br>'),
		riskText(row),
	]);
	return table(['Resource', 'Operation', 'Request', 'Permission', 'Risk'], rows);
}

/** Permissions in the order of Kandji's grid: by group, each with the operations that it opens. */
function permissionsTable(listed: Listed[]): string {
	const opened = Map.groupBy(
		listed.flatMap((row) => permissionsOf(row).map((permission) => ({ ...row, permission }))),
		({ permission }) => permission,
	);
	const rows = [...opened.entries()]
		.sort(([left], [right]) => left.localeCompare(right))
		.map(([permission, rows]) => [
			permission,
			rows.map(({ resource, operation }) => `${resource}: ${operation}`).join(', '),
		]);
	return table(['Permission', 'Needed for'], rows);
}

/** The generated tables by the name that their marker gives. */
export const tables = (listed: Listed[]): Record<string, string> => ({
	operations: operationsTable(listed),
	permissions: permissionsTable(listed),
});

/** A page with each marked table replaced; an unknown marker is left as it is. */
export const withTables = (page: string, generated: Record<string, string>): string =>
	page.replace(marked, (whole, start: string, name: string, end: string) =>
		name in generated ? `${start}\n${generated[name]}\n\n${end}` : whole,
	);
