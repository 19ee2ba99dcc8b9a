import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/Kandji/catalogue';
import type { Route } from '../../nodes/Kandji/catalogue/operationTypes';
import { at } from '../../nodes/Kandji/util/json';
import type { Documented } from '../../tools/shapes.mts';
import { prepare, reader } from '../catalogue/fixtures.mts';
import type { RunningSimulator } from '../catalogue/fixtures.mts';
import { isRead, parametersOf, samplesOf } from '../catalogue/samples.mts';
import type { Sample } from '../catalogue/samples.mts';
import { Control } from '../../simulator/controlClient.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { DROPPED } from './dropped.mts';
import { bench } from './harness.mts';
import { bodyOf } from './made-up.mts';

// Every read operation over every documented example of its request, in each of its outputs.

const examples = JSON.parse(
	readFileSync(path.join(__dirname, 'shapes.json'), 'utf8'),
) as Documented[];

interface Case extends Sample {
	example: Documented;
	title: string;
	route: Route;
}

/** The examples that an operation may be answered with. */
function casesOf(sample: Sample): Case[] {
	const { operation, key } = sample;
	const { route } = operation;
	if (route === undefined) return [];
	const [method, where = ''] = route.split(' ');
	const documented = (where.startsWith('/api/') ? where : `/api/v1${where}`)
		// The older name of a path has its example under the newer (docs/kandji-api.md T33).
		.replace('/applications', '/software')
		.replace('{category}', '(?!count$)\\w+')
		.replace(/\{\w+\}/g, '{x}');
	const pattern = new RegExp(`^${method} ${documented.replaceAll('{x}', '\\{x\\}')}$`);
	return examples
		.filter(({ request, status }) => pattern.test(request) && (status ?? 200) === 200)
		.map((example) => ({ ...sample, example, route, title: `${key}: ${example.name}` }));
}

const cases = resources
	.flatMap(samplesOf)
	.filter(({ operation, extent }) => extent === 'required fields' && isRead(operation))
	// Summaries count records and return none (test/engine/summaries.test.mts).
	.filter(({ operation }) => operation.summary === undefined)
	.flatMap(casesOf)
	// The example of one serial number is an object, the answer a list (docs/kandji-api.md T02).
	.filter(({ example }) => !/specific serial/.test(example.name) && bodyOf(example) !== undefined);

/** The rows of a body, as Kandji sends them. */
function rowsOf({ operation }: Case, body: unknown): IDataObject[] {
	const { items = '' } = operation.list ?? {};
	const found = items === '' ? body : at(body as IDataObject, ...items.split('.'));
	return [found].flat() as IDataObject[];
}

/** The values of a record by their paths, without those that say nothing. */
function leaves(value: unknown, where = ''): Array<[where: string, value: unknown]> {
	if (typeof value !== 'object' || value === null) {
		return value === null || value === '' ? [] : [[where, value]];
	}
	return Object.entries(value).flatMap(([key, inner]) =>
		leaves(inner, Array.isArray(value) ? where : `${where}${where && '.'}${key}`),
	);
}

/** `blueprintId`, `blueprint.id` and `blueprint_id` are the same words. */
const words = (name: string): string =>
	name
		.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
		.replaceAll('.', '_')
		.replace(/^is_/, '');

/** Whether a value of the record looks as if it were meant by a key: the same words, or those and more. */
const meant = (key: string, where: string): boolean =>
	`_${words(where)}_`.startsWith(`_${words(key)}_`) ||
	`_${words(where)}_`.endsWith(`_${words(key)}_`);

const shapesOf = ({ operation: { output } }: Case): IDataObject[] => {
	if (output === undefined) return [];
	return typeof output === 'string'
		? [{ output: 'simplified' }, { output: 'normalized' }]
		: [{ simplify: true }];
};

/** What the shorter outputs must not lose: what identifies, what says how it stands, and who has it. */
const WORTH = /(^|[._])(id|name|serial_number|email|status|severity|classification)$/;

describe('Each documented example', () => {
	let simulator: RunningSimulator;
	let rows: ReturnType<typeof reader>;
	beforeAll(async () => {
		simulator = await bench({ devices: 40, hourly: 0 });
		rows = reader(simulator);
	});
	afterAll(async () => await simulator.close());

	/** Runs the operation as often as there are shapes, with the body for an answer. */
	async function run(each: Case, body: unknown, shapes: IDataObject[]): Promise<IDataObject[][]> {
		const control = new Control(simulator);
		await control.reset();
		const parameters = parametersOf(each, await prepare(simulator, rows, each.key, { map: false }));
		if (each.route.includes('{category}'))
			parameters.category = each.example.request.split('/').at(-1);
		const [, where = ''] = each.route.split(' ');
		const path = (where.startsWith('/api/') ? where : `/api/v1${where}`).replace(/\{\w+\}/g, '*');
		const fault = { method: 'GET', path, kind: 'status', status: 200, times: 99, body };
		await control.control('POST', '/faults', fault as IDataObject);
		const outputs: IDataObject[][] = [];
		for (const shape of shapes) {
			const credential = { apiUrl: simulator.url, apiToken: simulator.token };
			const { json, error } = await runNode({ ...parameters, ...shape } as never, credential);
			expect(error && `${error.message}: ${error.description}`).toBeUndefined();
			outputs.push(json);
		}
		return outputs;
	}

	const lost = new Set<string>();

	it.each(cases)('keeps what it should in every output: $title', async (each) => {
		const body = bodyOf(each.example);
		const shapes = shapesOf(each);
		const { output = [] } = each.operation;
		const raw = typeof output === 'string' ? { output: 'raw' } : { simplify: false };
		const [whole = [], ...shorter] = await run(each, body, [raw, ...shapes]);
		expect(whole).toEqual(rowsOf(each, body));
		const known = leaves(whole[0]);
		for (const [index, [record = {}]] of shorter.entries()) {
			const blank = Object.keys(record).filter((key) => record[key] === null);
			const missed = blank.flatMap((key) =>
				known.filter(([where]) => meant(key, where)).map(([where]) => `${key}: ${where}`),
			);
			expect([shapes[index], missed]).toEqual([shapes[index], []]);
			const kept = new Set(leaves(record).map(([, value]) => value));
			for (const [where, value] of known) {
				if (typeof value !== 'string' || kept.has(value) || !WORTH.test(where)) continue;
				lost.add(`${each.key} ${Object.values(shapes[index] ?? {}).join()}: ${where}`);
			}
		}
	});

	it('loses of what identifies or tells a state only what has a reason', () => {
		const unreasoned = [...lost].filter((line) => !DROPPED.some(({ what }) => what.test(line)));
		expect(unreasoned).toEqual([]);
		const idle = DROPPED.filter(({ what }) => ![...lost].some((line) => what.test(line)));
		expect(idle).toEqual([]);
	});
});
