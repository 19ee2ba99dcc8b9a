/**
 * `npm run bench`: measures everything that docs/PERFORMANCE.md tells, one at a time, and writes that page and its
 * picture. `-- --only NAME` measures one part (or several, with commas) and writes its section; `-- --quick` measures a
 * quarter once, and writes nothing; `-- --json` prints the results as JSON on stdout. Ends with 1 where a part could not
 * be measured; goals that are missed are reported and are no failure.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { root } from '../tools/setup.mjs';
import { items } from './parts/items.mts';
import { lists } from './parts/lists.mts';
import { plan } from './parts/plan.mts';
import { poll } from './parts/poll.mts';
import { several } from './parts/several.mts';
import { picture } from './picture.mts';
import { machine, page, partInWords } from './report.mts';
import { isMet } from './result.mts';
import type { Measured, Part } from './result.mts';

const PARTS: Part[] = [lists, items, several, poll, plan];
const THOROUGH = { runs: 3, scale: 1 };
const QUICK = { runs: 1, scale: 0.25 };
const PAGE = path.join(root, 'docs', 'PERFORMANCE.md');
const PICTURE = path.join(root, 'docs', 'throughput.svg');

const say = (text: string) => process.stderr.write(`${text}\n`);

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		only: { type: 'string' },
		quick: { type: 'boolean', default: false },
	},
});
const names = values.only?.split(',') ?? PARTS.map(({ name }) => name);
const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
	say(`--only knows ${PARTS.map(({ name }) => name).join(', ')}, not ${unknown.join(', ')}`);
	process.exit(2);
}
execFileSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

const began = Date.now();
const results: Array<{ part: Part; measured: Measured }> = [];
for (const part of PARTS.filter(({ name }) => names.includes(name))) {
	const from = Date.now();
	say(`${part.title} ...`);
	try {
		const measured = await part.run(values.quick ? QUICK : THOROUGH);
		results.push({ part, measured });
		say(partInWords(part, measured));
	} catch (error) {
		process.exitCode = 1;
		say(
			`${part.title} could not be measured: ${error instanceof Error ? error.message : String(error)}`,
		);
	}
	say(`${part.title}: ${Math.round((Date.now() - from) / 1_000)} s\n`);
}
const about = { ...machine(), minutes: (Date.now() - began) / 60_000 };
const goals = results.flatMap(({ measured }) => measured.goals);
const met = goals.filter(isMet).length;
say(`${met} of ${goals.length} goals met in ${about.minutes.toFixed(1)} minutes`);
if (values.json) {
	const parts = results.map(({ part, measured }) => [part.name, measured] as const);
	process.stdout.write(`${JSON.stringify({ ...about, parts: Object.fromEntries(parts) })}\n`);
}
// What was measured in small sizes tells less than what is there.
const text = values.quick ? undefined : page(PAGE, about, PARTS, results);
if (text === undefined) {
	say(
		'Nothing is written: small sizes, or parts that another machine measured, would stand beside these.',
	);
} else {
	writeFileSync(PAGE, text);
	say(`Written: ${path.relative(root, PAGE)}`);
	if (results.some(({ part }) => part === items)) writeFileSync(PICTURE, picture(results));
}
process.exit();
