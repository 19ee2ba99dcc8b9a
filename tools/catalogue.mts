/** `npm run catalogue`: every operation as a table; with `--json` for programs. */
import { build } from './build.mts';
import { listOperations, requestsOf } from './operations.mts';

if (!(await build())) process.exit(1);
const operations = listOperations();

if (process.argv.includes('--json')) {
	process.stdout.write(`${JSON.stringify(operations, null, '\t')}\n`);
} else {
	const rows = operations.flatMap((listed) =>
		requestsOf(listed).map(({ method, path }, index) =>
			index === 0
				? [listed.resource, listed.operation, method, path, listed.permission, listed.risk]
				: ['', '', method, path, '', ''],
		),
	);
	const table = [['RESOURCE', 'OPERATION', 'METHOD', 'PATH', 'PERMISSION', 'RISK'], ...rows];
	const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
	for (const row of table) {
		const cells = row.map((cell, column) => cell.padEnd(widths[column]));
		process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
	}
	process.stdout.write(`\n${operations.length} operations\n`);
}
