/** What the benchmark writes: docs/PERFORMANCE.md, of which the part between the marks is measured. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';

import { table } from '../tools/tables.mts';
import { isMet } from './result.mts';
import type { Goal, Measured, Part } from './result.mts';

const MARKED = /(?<=<!-- written by npm run bench -->\n)[\s\S]*?(?=<!-- end of the run -->)/;
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

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

/** The parts that stand on a page, by their title, where the same machine measured them with the same versions. */
function measuredBefore(between: string, about: string): Map<string, string> {
	const [head, ...sections] = between.trim().split(/^(?=### )/m);
	if (!head.includes(about)) return new Map();
	return new Map(sections.map((text) => [/^### (.*)$/m.exec(text)?.[1] ?? '', text.trim()]));
}

/**
 * The page with what was measured in place of what stood there; parts that were not measured stay. Undefined where
 * another machine measured those. Throws where the page has lost its marks.
 */
export function page(
	file: string,
	{ machine: where, versions, date }: Machine,
	parts: Part[],
	results: Array<{ part: Part; measured: Measured }>,
): string | undefined {
	const before = readFileSync(file, 'utf8');
	const [between] = MARKED.exec(before) ?? [];
	if (between === undefined) throw new Error(`${file} has no marks for the run any more.`);
	const about = `${where}; ${versions}.`;
	const sections = measuredBefore(between, about);
	for (const { part, measured } of results)
		sections.set(part.title, `${partInWords(part, measured)}\n\nMeasured on ${date}.`);
	if (parts.some(({ title }) => !sections.has(title))) return undefined;
	const text = parts.map(({ title }) => sections.get(title)).join('\n\n');
	const [met, missed] = [count(text, /\| met \|$/gm), count(text, /\| \*\*missed\*\* \|$/gm)];
	const head = `One thing after the other on ${about} ${met} of ${met + missed} goals met.`;
	return before.replace(MARKED, () => `\n${head}\n\n${text}\n\n`);
}
