import type { FastifyInstance } from 'fastify';
import { groupBy } from './filter.mts';
import type { LoggedRequest, Simulator } from './simulator.mts';

const LAST = 30;
const REFRESH_SECONDS = 5;

const escape = (text: string): string =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** One request as a person reads it: when, what, how it ended. */
export const logLine = ({ time, method, path, query, status, token }: LoggedRequest): string =>
	[
		time.slice(11, 23),
		status ?? 'open',
		method.padEnd(6),
		`${path}${query ? `?${query}` : ''}`,
		...(token ? [] : ['(no token)']),
	].join(' ');

const table = (head: readonly string[], rows: readonly unknown[][]): string => {
	const row = (tag: string, cells: readonly unknown[]): string =>
		`<tr>${cells.map((cell) => `<${tag}>${escape(String(cell))}</${tag}>`).join('')}</tr>`;
	if (rows.length === 0) return '<p>None.</p>';
	return `<table>${row('th', head)}${rows.map((cells) => row('td', cells)).join('')}</table>`;
};

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#dde3ea, #333c47); --soft: light-dark(#f4f6f9, #1f252d); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: light-dark(#1c2430, #dde3ea); background: light-dark(#fff, #14181d); }
td { overflow-wrap: anywhere; min-width: 3.3rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { white-space: nowrap; font-weight: 600; }
pre { background: var(--soft); padding: .8rem; overflow-x: auto; } code { background: var(--soft); padding: .1rem .3rem; }
`;

/** The tenant as a page: what there is, who may do what, what was asked last, what will go wrong. */
function page({ tenant, options, requests, faults }: Simulator, origin: string): string {
	const platforms = groupBy(tenant.devices.values(), ({ platform }) => platform);
	const counts = [
		...[...platforms].map(([platform, devices]) => [platform, devices.length]),
		['Users', tenant.users.size],
		['Blueprints', tenant.blueprints.size],
		['Tags', tenant.tags.size],
		['Audit events', tenant.events.length],
	];
	const tokens = [...tenant.tokens].map(([value, { name, permissions }]) => [
		name,
		value,
		permissions === null ? 'everything' : [...permissions].join(', ') || 'nothing',
	]);
	const planned = faults
		.list()
		.map(({ method, path, kind, status, times, when }) => [
			`${method} ${path}`,
			[kind, status].filter(Boolean).join(' '),
			when,
			times,
		]);
	const { fleet, era, slashes, refuse, seed, rate, hourly, latency, uneven } = options;
	const last = requests.slice(-LAST).reverse().map(logLine).join('\n');
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Kandji simulator</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}"><style>${STYLE}</style></head><body>
<h1>Kandji simulator</h1>
<p>${tenant.devices.size} devices at <code>${escape(origin)}</code>. Give this address and a token below to a Kandji client.</p>
<h2>Tenant</h2>${table(['What', 'How many'], counts)}
<h2>Tokens</h2>${table(['Name', 'Token', 'May do'], tokens)}
<h2>Settings</h2>${table(['Setting', 'Value'], Object.entries({ fleet, era, slashes, refuse, seed, rate, hourly, latency, uneven }))}
<h2>Planned faults</h2>${table(['Request', 'Fault', 'When', 'Times left'], planned)}
<h2>Last requests</h2>${last === '' ? '<p>None.</p>' : `<pre>${escape(last)}</pre>`}
</body></html>
`;
}

/** The page at `/`, for people. */
export function addPage(app: FastifyInstance, simulator: Simulator): void {
	app.get('/', async (request, reply) => {
		return await reply
			.type('text/html; charset=utf-8')
			.send(page(simulator, `http://${request.host}`));
	});
}
