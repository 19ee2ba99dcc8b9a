/** The rules of the arrows for dependency-cruiser: which folder, and which room of nodes/Kandji, may import which. */
import type { IForbiddenRuleType } from 'dependency-cruiser';

/** Each folder and the folders that it may import. Tests and the benchmark are imported by nobody. */
export const FOLDERS: Record<string, string[]> = {
	credentials: ['nodes'],
	nodes: [],
	simulator: [],
	workflows: [],
	tools: ['credentials', 'nodes', 'simulator'],
	demo: ['tools', 'simulator'],
	bench: ['tools', 'credentials', 'nodes', 'simulator'],
	test: ['tools', 'demo', 'credentials', 'nodes', 'simulator'],
};

/** The folders of tools/ that drive the demo's n8n. Nothing else in tools/ knows the demo, which imports tools/ itself. */
const DRIVERS = '^tools/(compat|pictures)';

/** Each room of nodes/Kandji and the rooms that it may import; `nodes` are the node files themselves. */
export const ARROWS: Record<string, string[]> = {
	nodes: ['engine', 'trigger', 'sync', 'catalogue', 'locate'],
	engine: ['catalogue', 'procedures', 'items', 'locate', 'shapes', 'api', 'fields', 'client'],
	trigger: ['locate', 'shapes', 'api', 'fields', 'client'],
	sync: ['catalogue', 'items', 'locate', 'shapes', 'api', 'fields', 'client'],
	catalogue: ['procedures', 'locate', 'shapes', 'api', 'fields'],
	procedures: ['shapes', 'api', 'fields', 'client'],
	locate: ['api', 'fields', 'client'],
	items: ['fields', 'client'],
	shapes: ['client'],
	api: ['client'],
	fields: [],
	client: [],
	util: [],
};

/** A room that knows nothing of Kandji, which every other room may import. */
const SHARED = 'util';

/** Single files beside: n8n looks for the credential's test in the nodes. */
const FILES: Record<string, string> = {
	nodes: 'client/credentialTest.ts',
};

/** Packages that n8n's review allows at run time. */
const PACKAGES = ['n8n-workflow', 'zod', 'lodash', 'luxon', 'crypto'];

/** The folder of the rooms. */
export const house = 'nodes/Kandji';

const pathOf = (room: string) => (room === 'nodes' ? `^${house}/[^/]+$` : `^${house}/${room}/`);

export const forbidden: IForbiddenRuleType[] = [
	{
		name: 'no circle',
		severity: 'error',
		from: { path: `^${house}/` },
		to: { circular: true },
	},
	{
		// Development code may name a type of the file that imports it; such a circle ends when Node strips the types.
		name: 'no circle at run time',
		severity: 'error',
		from: {},
		to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
	},
	{
		name: 'only what the host provides',
		severity: 'error',
		from: { path: `^${house}/` },
		to: { pathNot: [`^${house}/`, `(^|/)(${PACKAGES.join('|')})(/|$)`] },
	},
	...Object.entries(FOLDERS).map(
		([folder, targets]): IForbiddenRuleType => ({
			name: `${folder} imports no more than ${targets.join(', ') || 'itself'}`,
			severity: 'error',
			from: { path: `^${folder}/`, pathNot: DRIVERS },
			to: {
				path: `^(${Object.keys(FOLDERS).join('|')})/`,
				pathNot: [folder, ...targets].map((name) => `^${name}/`),
			},
		}),
	),
	{
		name: 'only compat and pictures drive the demo, and nobody imports these',
		severity: 'error',
		from: { pathNot: [DRIVERS, '^test/'] },
		to: { path: DRIVERS },
	},
	{
		name: 'compat and pictures import no tests and no benchmark',
		severity: 'error',
		from: { path: DRIVERS },
		to: { path: '^(test|bench)/' },
	},
	...Object.entries(ARROWS).map(
		([room, targets]): IForbiddenRuleType => ({
			name: `${room} imports no more than ${targets.join(', ') || 'itself'}`,
			severity: 'error',
			from: { path: pathOf(room) },
			to: {
				path: `^${house}/`,
				pathNot: [
					pathOf(room),
					pathOf(SHARED),
					...targets.map(pathOf),
					...(FILES[room] ? [`^${house}/${FILES[room]}$`] : []),
				],
			},
		}),
	),
	{
		name: 'every room is in the plan',
		severity: 'error',
		from: { path: `^${house}/`, pathNot: Object.keys(ARROWS).map(pathOf) },
		to: {},
	},
];
