import { readFileSync } from 'node:fs';
import path from 'node:path';

/** n8n's ways of keeping a trigger's state, as docs/trigger.md names them. */
export type Mode = 'A' | 'B' | 'C';

/** What becomes of the events in each mode. */
export type Outcomes = Record<Mode, string>;

/** The table of modes of docs/trigger.md: the rows that are shown by this kind of test, by what happens. */
export function modesTable(shownBy: string): Record<string, Outcomes> {
	const docs = readFileSync(path.resolve(import.meta.dirname, '../../docs/trigger.md'), 'utf8');
	const [, table = ''] = /\n\| What happens \|.*\n\| ---.*\n((?:\|.*\n)+)/.exec(docs) ?? [];
	const rows = table.trimEnd().split('\n');
	const cells = rows.map((row) =>
		row
			.slice(1, -1)
			.split('|')
			.map((cell) => cell.trim()),
	);
	const shown = cells.filter((row) => row.at(-1) === shownBy);
	return Object.fromEntries(shown.map(([what, A, B, C]) => [what, { A, B, C }]));
}
