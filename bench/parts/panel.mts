/** Opening the panel and loading the package, beside the largest nodes that n8n brings. */
import { createRequire } from 'node:module';
import path from 'node:path';

import { root } from '../../tools/setup.mjs';
import { alone, Tenant } from '../processes.mts';
import { middle, rounded } from '../result.mts';
import type { Measured, Part, Row, Thoroughness } from '../result.mts';

const load = createRequire(import.meta.url);
/** The largest of n8n's nodes to compare with. */
const LARGEST = 4;
const DEVICES = 10_000;
const LATENCY = 100;
/** What is typed into the picker. */
const TYPED = '123';

interface Loadable {
	name: string;
	file: string;
	className: string;
}

const OURS: Loadable[] = ['Kandji', 'KandjiTrigger', 'KandjiAssetSync'].map((className) => ({
	name: `Ours: ${className}`,
	file: path.join(root, 'dist/nodes/Kandji', `${className}.node.js`),
	className,
}));

/** n8n's own nodes with the largest descriptions, as its own list of them says. */
function largest(): Loadable[] {
	const described = load('n8n-nodes-base/dist/types/nodes.json') as Array<{ name: string }>;
	const known = load('n8n-nodes-base/dist/known/nodes.json') as Record<
		string,
		{ className: string; sourcePath: string }
	>;
	const sizes = new Map<string, number>();
	for (const one of described) {
		sizes.set(one.name, Math.max(sizes.get(one.name) ?? 0, JSON.stringify(one).length));
	}
	return [...sizes]
		.sort(([, one], [, other]) => other - one)
		.slice(0, LARGEST)
		.map(([name]) => ({
			name: `n8n: ${known[name].className}`,
			file: `n8n-nodes-base/${known[name].sourcePath}`,
			className: known[name].className,
		}));
}

async function run({ runs, scale }: Thoroughness): Promise<Measured> {
	const rows: Row[] = [];
	const opened: Array<{ ms: number; kilobytes: number }> = [];
	for (const { name, ...given } of [...OURS, ...largest()]) {
		const { ms, kilobytes } = await middle(runs, async () => await alone('opening', given));
		opened.push({ ms, kilobytes });
		rows.push({
			What: name,
			'Description, kB': Math.round(kilobytes),
			'Loading, ms': rounded(ms, 0),
		});
	}
	const found = await Tenant.during(
		{ devices: DEVICES * scale, latency: LATENCY },
		async ({ url, token }) =>
			await middle(runs, async () => await alone('search', { url, token, filter: TYPED })),
	);
	const slack = await middle(
		runs,
		async () =>
			await alone('slackSearch', { rows: DEVICES * scale, latency: LATENCY, filter: TYPED }),
	);
	const [ours, theirs] = [opened.slice(0, OURS.length), opened.slice(OURS.length)];
	const most = (of: typeof opened, by: 'ms' | 'kilobytes') => Math.max(...of.map((one) => one[by]));
	return {
		rows,
		goals: [
			{
				goal: 'Largest description beside n8n’s largest',
				measured: rounded(most(ours, 'kilobytes') / most(theirs, 'kilobytes')),
				most: 1,
			},
			{
				goal: 'Slowest to load beside n8n’s slowest of these',
				measured: rounded(most(ours, 'ms') / most(theirs, 'ms')),
				most: 1,
			},
			{
				goal: 'First search beside that of n8n’s Slack node',
				measured: rounded(found.ms / slack.ms),
				most: 1,
			},
		],
		notes: [
			`First search for "${TYPED}" in the picker of ${DEVICES * scale} devices at ${LATENCY} ms a request: ${Math.round(found.ms)} ms, ${found.results} found. In the picker of as many channels of n8n's Slack node, against a stand-in of the same latency: ${Math.round(slack.ms)} ms, ${slack.requests} requests.`,
			'Each is loaded in a process of its own in which n8n is there already.',
		],
	};
}

/** Panel and package. */
export const panel: Part = { name: 'panel', title: 'Opening the panel', run };
