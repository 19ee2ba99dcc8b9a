/**
 * `npm run mutation -- client/pages shapes`: plants faults in rooms or files of nodes/Kandji and counts how many the
 * tests of their rooms catch. Without arguments it takes every room that decides something, which takes hours. What
 * survived is listed in .cache/mutation.json.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { Stryker } from '@stryker-mutator/core';

import { root } from './setup.mjs';

/** The rooms whose faults matter, and the folders of the tests that should catch them. */
const TESTS: Record<string, string[]> = {
	client: ['client', 'locate'],
	engine: ['engine', 'catalogue'],
	items: ['engine'],
	fields: ['engine'],
	procedures: ['procedures'],
	locate: ['locate'],
	shapes: ['shapes', 'engine'],
	trigger: ['trigger'],
};

const wanted = process.argv.slice(2);
const targets = wanted.length > 0 ? wanted : Object.keys(TESTS);
const rooms = [...new Set(targets.map((target) => target.split('/')[0]))];
const unknown = rooms.filter((room) => !(room in TESTS));
if (unknown.length > 0) {
	console.error(`No such room: ${unknown.join(', ')}. There are ${Object.keys(TESTS).join(', ')}.`);
	process.exit(1);
}
const mutate = targets.map((target) => {
	const file = `nodes/Kandji/${target}.ts`;
	return existsSync(path.join(root, file)) ? file : `nodes/Kandji/${target}/**/*.ts`;
});
const folders = [...new Set(rooms.flatMap((room) => TESTS[room] ?? []))];

const stryker = new Stryker({
	mutate,
	// One process for each fault: nock's hooks of one test file outlive it, and would bring down a shared process.
	testRunner: 'command',
	commandRunner: {
		command: `"${process.execPath}" node_modules/jest/bin/jest.js --silent --bail -w 1 ${folders
			.map((folder) => `test/${folder}/`)
			.join(' ')}`,
	},
	coverageAnalysis: 'off',
	concurrency: 2,
	timeoutMS: 20_000,
	reporters: ['clear-text', 'json'],
	clearTextReporter: { logTests: false, allowColor: false },
	jsonReporter: { fileName: '.cache/mutation.json' },
	tempDirName: '.cache/mutation',
	ignorePatterns: ['.node', '.demo', 'dist', 'docs', 'test/e2e'],
	allowEmpty: true,
});
const results = await stryker.runMutationTest();
const counts = Map.groupBy(results, ({ status }) => status);
const count = (status: string) => counts.get(status as never)?.length ?? 0;
const caught = count('Killed') + count('Timeout');
const all = caught + count('Survived') + count('NoCoverage');
console.log(
	`${caught} of ${all} faults caught (${((100 * caught) / Math.max(1, all)).toFixed(1)} %)`,
);
