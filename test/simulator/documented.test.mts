import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Documented, DocumentedRequest } from '../../tools/shapes.mts';
import type { LoggedRequest } from '../../simulator/simulator.mts';
import { shapeOf } from '../../tools/shape.mts';
import { DIFFERENCES } from './differences.mts';
import { read, settle } from './documented-reads.mts';
import type { ReadAnswer } from './documented-reads.mts';
import { WRITES } from './documented-writes.mts';
import { bench } from './harness.mts';
import type { Bench } from './harness.mts';
import { shapeDifferences, unionOf } from './shapeDifferences.mts';

const kept = (name: string): unknown =>
	JSON.parse(readFileSync(path.join(__dirname, name), 'utf8')) as unknown;
const examples = kept('shapes.json') as Documented[];
const requests = kept('requests.json') as DocumentedRequest[];

/** Requests whose answer depends on the platform say it in the example's name. */
const PLATFORMS: Array<[RegExp, string]> = [
	[/AppleTV/, 'AppleTV'],
	[/iPad/, 'iPad'],
	[/Windows/, 'Windows'],
	[/Android/, 'Android'],
	[/Mac|Device Activity/, 'Mac'],
	[/iPhone/, 'iPhone'],
];
const byPlatform = /\/devices\/\{x\}(\/(details|apps|activity))?$/;

/** The collection prints Remove Library Item with the path of Assign (docs/kandji-api.md T01). */
const truePath = (request: string, again: boolean): string =>
	again ? request.replace('assign-library-item', 'remove-library-item') : request;

interface Group {
	title: string;
	request: string;
	status: number;
	platform?: string;
	shapes: Array<Documented['shape']>;
}

function groups(): Group[] {
	const found = new Map<string, Group>();
	const seen = new Set<string>();
	for (const example of examples) {
		const again =
			example.request.endsWith('/assign-library-item') &&
			seen.has(`${example.request} ${example.name}`);
		seen.add(`${example.request} ${example.name}`);
		const request = truePath(example.request, again);
		const status = example.status ?? 200;
		const platform =
			byPlatform.test(request) && request.startsWith('GET') && !request.includes('ade')
				? PLATFORMS.find(([name]) => name.test(example.name))?.[1]
				: undefined;
		const title = [request, status, platform].filter(Boolean).join(' ');
		const group = found.get(title) ?? { title, request, status, platform, shapes: [] };
		group.shapes.push(example.shape);
		found.set(title, group);
	}
	return [...found.values()];
}

const ready = async (devices: number): Promise<Bench> => {
	const simulator = await bench({ devices });
	await settle(simulator);
	return simulator;
};

/** A request as the simulator saw it. */
type Seen = Pick<LoggedRequest, 'method' | 'path' | 'status' | 'contentType' | 'body'>;

const answers = new Map<string, Promise<ReadAnswer[]>>();
const sent: Seen[] = [];

/** What came back for a group, asked for once. */
async function answersTo(group: Group, shared: Bench): Promise<ReadAnswer[]> {
	const asked = answers.get(group.title) ?? ask(group, shared);
	answers.set(group.title, asked);
	return (await asked).filter(
		({ status }) =>
			status === group.status || (group.request.startsWith('DELETE') && status === 204),
	);
}

/** Whoever writes gets a tenant of its own; readers share one. */
async function ask({ request, status, platform }: Group, shared: Bench): Promise<ReadAnswer[]> {
	const write = WRITES[`${request} ${status}`] ?? WRITES[request];
	const [, where = ''] = request.split(' ');
	if (!write) return await read(shared, where, platform);
	const simulator = await ready(20);
	try {
		await simulator.call('DELETE /simulator/requests');
		const replies = [await write(simulator, '')].flat();
		sent.push(...((await simulator.call('GET /simulator/requests')).body as Seen[]));
		return replies;
	} finally {
		await simulator.close();
	}
}

const TYPES = {
	raw: 'application/json',
	urlencoded: 'application/x-www-form-urlencoded',
	formdata: 'multipart/form-data',
} as const;

/** The kinds by key of a body; of a form, its fields, a file's as `file`. */
function keysOf({ contentType, body }: Seen): Record<string, string[]> {
	if (contentType?.startsWith(TYPES.raw)) return shapeOf([JSON.stringify(body)]);
	const { files = [], ...fields } = body as { files?: Array<{ field: string }> };
	return {
		...Object.fromEntries(Object.keys(fields).map((key) => [key, ['string']])),
		...Object.fromEntries(files.map(({ field }) => [field, ['file']])),
	};
}

const withBodies = requests.flatMap(({ request, mode, body }) =>
	mode && body ? [{ request, mode, body }] : [],
);

describe('Each documented example', () => {
	let shared: Bench;
	beforeAll(async () => {
		shared = await ready(80);
	});
	afterAll(async () => await shared.close());

	it.each(groups())('is answered in its shape: $title', async (group) => {
		const replies = await answersTo(group, shared);
		expect(replies.length).toBeGreaterThan(0);
		const found = shapeDifferences(
			unionOf(group.shapes),
			replies.map(({ text }) => text),
		);
		const unexpected = found.filter(
			(line) =>
				!DIFFERENCES.some((known) => known.where.test(group.title) && known.line.test(line)),
		);
		expect(unexpected).toEqual([]);
	});

	it.each(withBodies)(
		'is accepted with every documented key of its body: $request',
		async (documented) => {
			const { request, mode, body } = documented;
			const mine = groups().filter((group) => group.request === request && group.status < 300);
			for (const group of mine) await answersTo(group, shared);
			const [method, where = ''] = request.split(' ');
			const pattern = new RegExp(`^${where.replaceAll('{x}', '[^/]+')}$`);
			const accepted = sent.filter(
				(each) =>
					each.method === method &&
					pattern.test(each.path) &&
					(each.status ?? 500) < 300 &&
					each.contentType?.startsWith(TYPES[mode]),
			);
			const seen = accepted.map(keysOf);
			const lacking = Object.entries(body).filter(
				([key, kind]) => !seen.some((keys) => keys[key]?.includes(kind)),
			);
			expect(lacking).toEqual([]);
		},
	);

	it('differs for no reason that no longer holds', async () => {
		const used = new Set<string>();
		for (const group of groups()) {
			const replies = await answersTo(group, shared);
			for (const line of shapeDifferences(
				unionOf(group.shapes),
				replies.map(({ text }) => text),
			)) {
				const known = DIFFERENCES.find(
					(each) => each.where.test(group.title) && each.line.test(line),
				);
				if (known) used.add(known.reason);
			}
		}
		expect(DIFFERENCES.map(({ reason }) => reason).filter((reason) => !used.has(reason))).toEqual(
			[],
		);
	});
});
