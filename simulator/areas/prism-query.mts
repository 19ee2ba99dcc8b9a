import type { Row } from '../filter.mts';
import { matcher, parseFilter, sorted } from '../filter.mts';
import type { Device, Tenant } from '../tenant.mts';
import { DEVICE_CATEGORIES } from './prism-devices.mts';
import { LIST_CATEGORIES } from './prism-lists.mts';
import type { Category } from './prism-row.mts';
import { FAMILIES, isBehind } from './prism-row.mts';

export const CATEGORIES: ReadonlyMap<string, Category> = new Map(
	[...DEVICE_CATEGORIES, ...LIST_CATEGORIES].map((each) => [each.key, each]),
);

/** What a Prism request asks for, of a listing (texts) or of an export (JSON). */
export interface PrismQuery {
	blueprintIds: readonly string[];
	families: readonly string[];
	/** JSON text or an object. */
	filter: unknown;
	sortBy: string;
}

/** The rows of a query: how many, and any stretch of them. */
export interface Result {
	total: number;
	slice: (from: number, to: number) => Row[];
	/** Where the rows of a device begin, -1 when it has none. */
	startOf: (deviceId: string) => number;
}

const within = (tenant: Tenant, { blueprintIds, families }: PrismQuery): Device[] =>
	[...tenant.devices.values()].filter(
		({ blueprint_id: on, platform }) =>
			FAMILIES[platform] !== undefined &&
			(blueprintIds.length === 0 || blueprintIds.includes(on)) &&
			(families.length === 0 || families.includes(FAMILIES[platform])),
	);

/** Without filter and order only the rows that are shown are made: a fleet has a hundred thousand of them. */
function lazily(tenant: Tenant, category: Category, devices: Device[]): Result {
	const starts: number[] = [];
	let total = 0;
	for (const device of devices) {
		starts.push(total);
		total += category.count(device);
	}
	return {
		total,
		slice: (from, to) =>
			devices.flatMap((device, index) => {
				const start = starts[index];
				const end = start + category.count(device);
				if (end <= from || start >= to) return [];
				return category
					.rows(tenant, device)
					.slice(Math.max(0, from - start), Math.max(0, to - start));
			}),
		startOf: (id) => starts[devices.findIndex(({ device_id: each }) => each === id)] ?? -1,
	};
}

/** The last rows that a filter or an order has made, for the next page of the same query. */
function remembered(
	tenant: Tenant,
	{ key }: Category,
	query: PrismQuery,
	make: () => Row[],
): Row[] {
	const last = tenant.area('prism-rows', () => ({ of: '', rows: [] as Row[] }));
	// What Prism knows changes without a request too: when it catches up with a device.
	const behind = [...tenant.devices.values()].filter((device) => isBehind(tenant, device)).length;
	const of = JSON.stringify([key, query, tenant.version, behind]);
	if (last.of !== of) Object.assign(last, { of, rows: make() });
	return last.rows;
}

/** The rows of a category that satisfy a query; throws FilterError for a filter that is none. */
export function select(tenant: Tenant, category: Category, query: PrismQuery): Result {
	const filter = parseFilter(query.filter);
	const devices = within(tenant, query);
	if (!filter && !query.sortBy) return lazily(tenant, category, devices);
	const rows = remembered(tenant, category, query, () =>
		sorted(
			devices.flatMap((device) => category.rows(tenant, device)).filter(matcher(filter)),
			query.sortBy,
		),
	);
	return {
		total: rows.length,
		slice: (from, to) => rows.slice(from, to),
		startOf: (id) => rows.findIndex((row) => row.device_id === id),
	};
}

/** The first family that Prism does not know; it says tvOS where devices say AppleTV (docs/kandji-api.md T17). */
export const unknownFamily = ({ families }: PrismQuery): string | undefined =>
	families.find((family) => !Object.values(FAMILIES).includes(family));
