import type { Area, Call, Reply, Route } from '../api.mts';
import { wholeNumber } from '../paging.mts';
import { detail } from '../replies.mts';
import { commaList, readingFilter } from './answers.mts';
import { prismExportRoutes } from './prism-export.mts';
import type { PrismQuery, Result } from './prism-query.mts';
import { CATEGORIES, select, unknownFamily } from './prism-query.mts';
import type { Category } from './prism-row.mts';

const PATH = '/api/v1/prism';
const MAX = 300;
const DEFAULT = 25;

const queryOf = ({ query }: Call): PrismQuery => ({
	blueprintIds: commaList(query.get('blueprint_ids')),
	families: commaList(query.get('device_families')),
	filter: query.get('filter'),
	sortBy: query.get('sort_by') ?? '',
});

/** A cursor is base64 of `device id|rows of it that were read`, so it outlives changes of the fleet elsewhere. */
function cursorAt({ slice, startOf }: Result, end: number): string {
	const id = String(slice(end - 1, end)[0]?.device_id);
	return Buffer.from(`${id}|${end - startOf(id)}`).toString('base64');
}

/** Where a cursor continues: 0 for the empty one, undefined for one that leads nowhere. */
function positionOf({ startOf }: Result, cursor: string): number | undefined {
	if (cursor === '') return 0;
	const [, id, read] = /^([^|]+)\|(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
	const start = id ? startOf(id) : -1;
	return start < 0 ? undefined : start + Number(read);
}

/** `{offset, limit, total, data, cursor}`; pages by offset or by cursor, never both (docs/kandji-api.md T17). */
function list(category: Category) {
	return readingFilter((call: Call): Reply => {
		const { query, tenant } = call;
		const cursor = query.get('cursor');
		const offset = query.get('offset');
		if (cursor !== null && offset !== null) {
			return detail(400, 'offset and cursor cannot be combined');
		}
		const asked = queryOf(call);
		if (cursor !== null && asked.sortBy) {
			return detail(400, 'Custom ordering is not currently supported with cursor');
		}
		const stranger = unknownFamily(asked);
		if (stranger) return detail(400, `Invalid device family: ${stranger}`);
		const result = select(tenant, category, asked);
		const limit = Math.min(wholeNumber(query.get('limit'), 0) || DEFAULT, MAX);
		const start = cursor === null ? wholeNumber(offset, 0) : positionOf(result, cursor);
		if (start === undefined) return detail(400, 'Invalid cursor');
		const data = result.slice(start, start + limit);
		const end = start + data.length;
		const more = offset === null && !asked.sortBy && end < result.total;
		return {
			body: {
				offset: offset === null ? null : start,
				limit,
				total: offset === null ? result.total : null,
				data,
				cursor: more ? cursorAt(result, end) : null,
			},
		};
	});
}

function count({ tenant, query }: Call): Reply {
	const key = query.get('category') ?? '';
	const category = CATEGORIES.get(key);
	if (!category) return detail(400, `Invalid category: ${key}`);
	const everything = { blueprintIds: [], families: [], filter: undefined, sortBy: '' };
	const { total } = select(tenant, category, everything);
	return { body: { count: total, approximate: false } };
}

/** Prism: sixteen views across the fleet, their export, their sizes. */
export const prismArea: Area = {
	routes: [
		{ method: 'GET', path: `${PATH}/count`, permission: 'Prism > Count', handle: count },
		...prismExportRoutes(PATH),
		...[...CATEGORIES.values()].map(
			(category): Route => ({
				method: 'GET',
				path: `${PATH}/${category.key}`,
				permission: `Prism > ${category.label}`,
				handle: list(category),
			}),
		),
	],
};
