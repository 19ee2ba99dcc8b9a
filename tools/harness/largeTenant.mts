import type {
	IDataObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeParameters,
} from 'n8n-workflow';

import { EXAMPLE_DEVICE, EXAMPLE_PRISM_DEVICE } from '../../nodes/Kandji/trigger/exampleRows';
import { Limits } from '../../simulator/limits.mts';
import { EVERY_EVENT, WATCHED_APP, WATCHED_PROFILE } from './everyEvent.mts';

/** The library items that a trigger on a large tenant watches. */
export const LARGE_ITEMS = [1, 2].map((at) => `00000009-0000-4000-8000-00000000000${at}`);

/** A panel for a large tenant in which every event is selected. */
export const everythingOfLarge: INodeParameters = {
	events: EVERY_EVENT,
	fields: ['model'],
	minOsVersions: { Mac: '15' },
	libraryItems: LARGE_ITEMS,
	appNames: WATCHED_APP,
	profileNames: WATCHED_PROFILE,
};

const DAY = '2026-02-03T09:00:00.000Z';
const uuid = (kind: number, index: number) =>
	`${String(kind).padStart(8, '0')}-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** One list of the tenant: which requests ask for it, how many rows it has, and how it hands them out. */
interface LargeList {
	path: RegExp;
	rows: number;
	row: (index: number) => IDataObject;
	envelope: 'array' | 'count' | 'cursor' | 'page' | 'prism' | 'after';
	/** Rows of a page, however many are asked for. */
	page: number;
}

/** The rows that a tenant of so many devices has; the shares are those of the simulator, unless said otherwise. */
function listsOf(devices: number): LargeList[] {
	const macs = 0.6 * devices;
	const device = (index: number) => ({
		...EXAMPLE_DEVICE,
		device_id: uuid(1, index),
		serial_number: `S${index}`,
	});
	const about = (index: number, more: IDataObject) => ({
		...EXAMPLE_PRISM_DEVICE,
		device_id: uuid(1, index),
		serial_number: `S${index}`,
		...more,
	});
	const prism = (category: string, rows: number, more: IDataObject): LargeList => ({
		path: new RegExp(`/prism/${category}$`),
		rows: Math.floor(rows),
		row: (index) => about(index, more),
		envelope: 'prism',
		page: 300,
	});
	const list = (
		path: RegExp,
		envelope: LargeList['envelope'],
		[rows, page]: [number, number],
		row: LargeList['row'],
	): LargeList => ({ path, envelope, rows: Math.floor(rows), page, row });
	return [
		list(/\/api\/v1\/devices$/, 'array', [devices, 300], device),
		list(/\/users$/, 'cursor', [(2 / 3) * devices, 300], (index) => ({
			id: uuid(2, index),
			name: `User ${index}`,
			email: `user${index}@example.com`,
			active: true,
			archived: false,
			created_at: DAY,
		})),
		list(/\/blueprints$/, 'count', [30, 100], (index) => ({
			id: uuid(3, index),
			name: `Blueprint ${index}`,
		})),
		list(/\/audit\/events$/, 'cursor', [0, 500], () => ({})),
		list(/\/threat-details$/, 'count', [0, 1_000], () => ({})),
		list(/\/detections$/, 'after', [devices / 50, 300], (index) => ({
			device_id: uuid(1, index),
			cve_id: 'CVE-2026-0001',
			name: 'Notes Editor',
			version: '4.2.0',
			first_detection_date: DAY,
		})),
		list(/\/apple\/ade\/devices$/, 'page', [0.85 * devices, 300], (index) => ({
			id: uuid(4, index),
			serial_number: `S${index}`,
			blueprint_id: null,
			user_id: null,
			device_assigned_date: DAY,
		})),
		list(/\/apple\/ade$/, 'page', [2, 300], (index) => ({ id: uuid(5, index), days_left: 200 })),
		prism('filevault', 0.1 * macs, { status: false }),
		prism('application_firewall', 0.2 * macs, { status: false }),
		prism('gatekeeper_and_xprotect', 0.05 * macs, { gatekeeper_status: false }),
		prism('startup_settings', 0.02 * macs, { sip: false }),
		prism('apps', 0.2 * macs, { name: WATCHED_APP, bundle_id: 'a', version: '1' }),
		prism('installed_profiles', 0.9 * macs, { profile_display_name: WATCHED_PROFILE }),
		...LARGE_ITEMS.map((item) =>
			list(new RegExp(`/library-items/${item}/status$`), 'count', [devices, 300], (index) => ({
				id: index,
				status: 'PASS',
				reported_at: DAY,
				computer: { id: uuid(1, index), name: `Device ${index}` },
			})),
		),
	];
}

/** A tenant of any size that answers in memory, each request after the same time, within Kandji's rate limit. */
export class LargeTenant {
	/** Paths of the requests that were answered, each with its cursor. */
	readonly asked: string[] = [];

	private readonly lists: LargeList[];

	private readonly latencyMs: number;

	private readonly limits = new Limits({ rate: 50, hourly: 0 });

	/**
	 * `thinning` divides the rows of each list and page, so that as many requests are as little work. A list whose path
	 * contains `endless` goes on for ever.
	 */
	constructor(devices: number, latencyMs: number, { thinning = 1, endless = 'none' } = {}) {
		this.lists = listsOf(devices / thinning).map((list) => ({
			...list,
			rows: list.path.source.includes(endless) ? Number.POSITIVE_INFINITY : list.rows,
			page: list.page / thinning,
		}));
		this.latencyMs = latencyMs;
	}

	/** Lists that nobody asked for. */
	get unasked(): string[] {
		return this.lists
			.filter(({ path }) => !this.asked.some((asked) => path.test(asked)))
			.map(({ path }) => path.source);
	}

	/** Answers one request; rejects if that takes longer than the request may. */
	async answer({
		url,
		qs = {},
		timeout = 0,
	}: Pick<IHttpRequestOptions, 'url' | 'qs' | 'timeout'>): Promise<IN8nHttpFullResponse> {
		const { pathname } = new URL(url);
		const { cursor } = qs as IDataObject;
		this.asked.push(cursor ? `${pathname}?cursor=${String(cursor)}` : pathname);
		const { allowed, headers: stated } = this.limits.take(Date.now());
		const headers = Object.fromEntries(
			Object.entries({ ...stated, Date: new Date().toUTCString() }).map(([name, value]) => [
				name.toLowerCase(),
				value,
			]),
		);
		await new Promise((resolve) => setTimeout(resolve, Math.min(this.latencyMs, timeout)));
		if (this.latencyMs > timeout) throw Object.assign(new Error('late'), { code: 'ETIMEDOUT' });
		if (!allowed) return { statusCode: 429, headers, body: '{}' };
		const list = this.lists.find(({ path }) => path.test(pathname));
		if (list) return this.page(list, qs as IDataObject, headers);
		const id = pathname.split('/').at(-1);
		// The record that confirms the permission at publishing, by its ID.
		return { statusCode: 200, headers, body: JSON.stringify({ device_id: id, id }) };
	}

	private page(
		{ envelope, rows, row, page }: LargeList,
		query: IDataObject,
		headers: Record<string, string>,
	): IN8nHttpFullResponse {
		const { cursor, after, offset, page: number } = query;
		const from =
			envelope === 'page'
				? (Number(number ?? 1) - 1) * page
				: Number(cursor || after || offset || 0);
		const to = Math.min(rows, from + Math.min(page, Number(query.limit ?? query.size ?? page)));
		const found = Array.from({ length: Math.max(0, to - from) }, (_, index) => row(from + index));
		const next = to < rows ? String(to) : null;
		const body = {
			array: found,
			count: { count: rows, next, previous: null, results: found },
			page: { count: rows, next, previous: null, results: found },
			cursor: { next, previous: null, results: found },
			after: { next, previous: null, results: found },
			prism: { total: rows, data: found, cursor: next },
		}[envelope];
		const total = envelope === 'array' ? { 'x-total-count': String(rows) } : {};
		return { statusCode: 200, headers: { ...headers, ...total }, body: JSON.stringify(body) };
	}
}
