/**
 * `npm run mutation -- client/pages shapes`: plants faults, as Stryker makes them, in rooms or files of nodes/Kandji,
 * each in a run of its own, and counts how many the tests catch. Without arguments it takes every room that decides
 * something, which takes a day; `--sample 200 --seed 1` takes that many faults, the same ones each time.
 * `--workers 1` for a machine that has other things to do. Every fault and its end: .cache/mutation.json.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { drawFaults, newInstrumenter, newSandbox, passIn } from './mutants.mts';
import { root } from './setup.mjs';

const HOUSE = 'nodes/Kandji';

/**
 * The rooms whose faults matter, and the tests that should catch them: the quick ones, then, for what these let pass,
 * the rest. Before both comes the test that is called like the file. The longest (random histories, quotas by the
 * clock) are left out, so that the score is a lower bound.
 */
const TESTS: Record<string, [quick: string[], rest: string[]]> = {
	client: [
		['client/{answers,awaitAll,errors,faults,limits,pages,rateLimiter,shifting,tenantUrl}'],
		['client/{cancel,retries}', 'credentials/*', 'engine/{failures,fill,runs}', 'procedures/*'],
	],
	engine: [
		['engine/{encoding,failures,fill,hints,outputs}', 'catalogue/{description,storage}'],
		['engine/{guards,runs,parameters}', 'catalogue/{operations,paging,schemas}'],
	],
	items: [
		['items/*', 'engine/{failures,hints,runs}'],
		['engine/guards', 'sync/node'],
	],
	fields: [
		['engine/fill', 'catalogue/parameters'],
		['catalogue/operations', 'engine/guards'],
	],
	procedures: [['procedures/{csv,prismExport}'], ['procedures/appUpload', 'catalogue/operations']],
	locate: [
		['locate/{library,locators,pickers}'],
		['locate/lookups', 'engine/guards', 'catalogue/operations'],
	],
	shapes: [
		['shapes/*', 'engine/outputs', 'trigger/comparison', 'sync/{inputs,plan}'],
		['nodes/device', 'trigger/{logs,watch}', 'catalogue/{operations,schemas}', 'sync/node'],
	],
	api: [
		['catalogue/{documented,platforms}', 'locate/{library,locators}', 'trigger/watch'],
		['catalogue/{operations,paging}', 'sync/node', 'trigger/{logs,poll}'],
	],
	sync: [['sync/{guess,inputs,panel,plan,rules}'], ['sync/{enrolled,faults,node}']],
	trigger: [
		['trigger/{comparison,faults,histories,logs,state,watch}'],
		['trigger/{absence,outage,poll}', 'catalogue/description'],
	],
};

/** Files that hold nothing but the texts of a panel: golden files pin those. */
const TEXTS = [
	'sync/options',
	'sync/syncProperties',
	'trigger/events',
	'trigger/exampleRows',
].concat('trigger/triggerOptions', 'trigger/triggerProperties');

interface Fault {
	id: string;
	file: string;
	line: number;
	mutator: string;
	original: string;
	replacement: string;
	end?: 'caught' | 'survived';
}

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		sample: { type: 'string' },
		seed: { type: 'string', default: '1' },
		workers: { type: 'string', default: '2' },
	},
});
const targets = positionals.length > 0 ? positionals : Object.keys(TESTS);
const unknown = targets.filter((target) => !(target.split('/')[0] in TESTS));
if (unknown.length > 0) {
	console.error(`No such room: ${unknown.join(', ')}. There are ${Object.keys(TESTS).join(', ')}.`);
	process.exit(1);
}

/** The clone with the faults built in and off; each run turns one on. */
const sandbox = newSandbox();

const sources = targets
	.flatMap((target) => globSync(`${HOUSE}/${target}{.ts,/**/*.ts}`, { cwd: root }))
	.filter((file) => !TEXTS.some((texts) => file.endsWith(`${texts}.ts`)))
	.map((name) => ({ name, mutate: true, content: readFileSync(path.join(root, name), 'utf8') }));
const { files, mutants } = await newInstrumenter().instrument(sources, {
	plugins: null,
	excludedMutations: [],
	ignorers: [],
});
for (const { name, content } of files) writeFileSync(path.join(sandbox, name), content);

const textOf = new Map(sources.map(({ name, content }) => [name, content.split('\n')]));

function faultOf({ id, fileName, location, mutatorName, replacement }: (typeof mutants)[number]) {
	const { start, end } = location;
	const lines = (textOf.get(fileName) ?? []).slice(start.line, end.line + 1);
	const last = lines.length - 1;
	lines[last] = (lines[last] ?? '').slice(0, end.column);
	lines[0] = (lines[0] ?? '').slice(start.column);
	return {
		id,
		file: fileName.slice(HOUSE.length + 1),
		line: start.line + 1,
		mutator: mutatorName,
		original: lines.join('\n'),
		replacement,
	};
}

const all = mutants
	.filter(({ status }) => status !== 'Ignored')
	.map((mutant): Fault => faultOf(mutant));
const drawn = drawFaults(all, {
	seed: values.seed,
	count: Number(values.sample ?? all.length),
	identity: ({ file, original, replacement }) => [file, original, replacement],
});

/** Test files of these patterns below test/. */
const found = (patterns: string[]) =>
	patterns.flatMap((pattern) => globSync(`test/${pattern}.test.mts`, { cwd: sandbox }));

/** The test files for a source file, in the order in which they are tried. */
function stepsOf(file: string): string[][] {
	const [quick, rest] = TESTS[file.split('/')[0]];
	const [own, near, far] = [[file.replace(/\.ts$/, '')], quick, rest].map(found);
	return [own, near.filter((test) => !own.includes(test)), far].filter(({ length }) => length > 0);
}

/** Whether these tests pass while this fault, or none, is there. */
const pass = async (tests: string[], fault?: string): Promise<boolean> =>
	await passIn(sandbox, tests, fault === undefined ? {} : { __STRYKER_ACTIVE_MUTANT__: fault });

async function endOf({ id, file }: Fault): Promise<Fault['end']> {
	for (const tests of stepsOf(file)) if (!(await pass(tests, id))) return 'caught';
	return 'survived';
}

const steps = new Map(
	drawn.flatMap(({ file }) => stepsOf(file)).map((tests) => [tests.join(' '), tests]),
);
for (const [names, tests] of steps) {
	console.error(`Without a fault: ${names}`);
	if (await pass(tests)) continue;
	console.error(`These tests fail without a fault: ${names}`);
	process.exit(1);
}

const report = path.join(root, '.cache', 'mutation.json');
mkdirSync(path.dirname(report), { recursive: true });
const waiting = [...drawn];
const began = performance.now();
let done = 0;
await Promise.all(
	Array.from({ length: Number(values.workers) }, async () => {
		for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
			fault.end = await endOf(fault);
			done += 1;
			const left = ((performance.now() - began) / done / 60_000) * (drawn.length - done);
			console.error(
				`${done}/${drawn.length}, ${left.toFixed()} min left: ${fault.end} ${fault.file}`,
			);
			writeFileSync(report, JSON.stringify(drawn, null, '\t'));
		}
	}),
);

const share = (faults: Fault[]) => {
	const caught = faults.filter(({ end }) => end === 'caught').length;
	return { faults: faults.length, caught, '%': Math.round((1_000 * caught) / faults.length) / 10 };
};
const tableBy = (name: (fault: Fault) => string) => {
	const groups = [...Map.groupBy(drawn, name)].sort(([one], [other]) => (one < other ? -1 : 1));
	console.table(Object.fromEntries(groups.map(([key, faults]) => [key, share(faults)])));
};
for (const { file, line, original, replacement, end } of drawn) {
	if (end === 'survived') console.log(`${file}:${line}\n-\t${original}\n+\t${replacement}`);
}
tableBy(({ file }) => file);
tableBy(({ file }) => file.split('/')[0]);
const { faults, caught, '%': percent } = share(drawn);
console.log(`${caught} of ${faults} faults caught (${percent} %), drawn from ${all.length}`);
