/** What the benchmark writes: docs/PERFORMANCE.md, of which the part between the marks is measured. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';

import { table } from '../tools/tables.mts';
import { isMet } from './result.mts';
import type { Goal, Measured, Part } from './result.mts';

const MARKED = /(<!-- written by npm run bench -->\n)[\s\S]*?(<!-- end of the run -->)/;
const load = createRequire(import.meta.url);

/** Where and with what was measured. */
export interface Machine {
	machine: string;
	versions: string;
	date: string;
}

export function machine(): Machine {
	const [{ model }] = os.cpus();
	const version = (name: string) =>
		`${name} ${(load(`${name}/package.json`) as { version: string }).version}`;
	const memory = Math.round(os.totalmem() / 2 ** 30);
	return {
		machine: `${os.cpus().length} processors (${model}), ${memory} GB, ${os.type()} ${os.machine()}, loopback`,
		versions: [`Node ${process.versions.node}`, ...['n8n', 'undici'].map(version)].join(', '),
		date: new Date().toISOString().slice(0, 10),
	};
}

const wanted = ({ most, least }: Goal): string =>
	most === undefined ? `at least ${least}` : `at most ${most}`;

const goalsTable = (goals: Goal[]): string =>
	table(
		['Goal', 'Wanted', 'Measured', ''],
		goals.map((goal) => [
			goal.goal,
			wanted(goal),
			String(goal.measured),
			isMet(goal) ? 'met' : '**missed**',
		]),
	);

/** One part as Markdown. */
export function partInWords({ title }: Part, { rows, goals, notes = [] }: Measured): string {
	const head = Object.keys(rows[0] ?? {});
	const cells = rows.map((row) => head.map((name) => String(row[name] ?? '')));
	return [`### ${title}`, table(head, cells), ...notes, goalsTable(goals)].join('\n\n');
}

/** The page with what was measured in place of what stood there. Throws where the page has lost its marks. */
export function page(
	file: string,
	{ machine: where, versions, date, minutes }: Machine & { minutes: number },
	results: Array<{ part: Part; measured: Measured }>,
): string {
	const before = readFileSync(file, 'utf8');
	if (!MARKED.test(before)) throw new Error(`${file} has no marks for the run any more.`);
	const goals = results.flatMap(({ measured }) => measured.goals);
	const met = goals.filter(isMet).length;
	const text = [
		`Measured on ${date}, one after the other, in ${minutes.toFixed(1)} minutes: ${where}; ${versions}. ${met} of ${goals.length} goals met.`,
		...results.map(({ part, measured }) => partInWords(part, measured)),
	].join('\n\n');
	return before.replace(MARKED, (_, start: string, end: string) => `${start}\n${text}\n\n${end}`);
}
