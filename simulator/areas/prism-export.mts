import type { Call, Reply, Route } from '../api.mts';
import { isoMicroOffset } from '../dates.mts';
import type { Row } from '../filter.mts';
import { parseFilter } from '../filter.mts';
import { detail, notFound, record } from '../replies.mts';
import type { Tenant } from '../tenant.mts';
import { readingFilter } from './answers.mts';
import type { PrismQuery } from './prism-query.mts';
import { CATEGORIES, select, unknownFamily } from './prism-query.mts';
import { PROCESSING_MS, signedLink } from './storage.mts';

/** An export job: pending at first, then a CSV file behind a signed link. */
interface Job {
	id: string;
	category: string;
	query: PrismQuery;
	created: Date;
}

const jobsOf = (tenant: Tenant): Map<string, Job> =>
	tenant.area('prism-exports', () => new Map<string, Job>());

const cell = (value: unknown): string => {
	const text =
		typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
	return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

function csv(rows: Row[]): string {
	const columns = Object.keys(rows[0] ?? {});
	const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','));
	return [columns.join(','), ...lines, ''].join('\r\n');
}

function render(call: Call, job: Job): Row {
	const { tenant } = call;
	const { id, category: key, query, created } = job;
	const ready = tenant.now().getTime() - created.getTime() >= PROCESSING_MS;
	const finished = ready ? new Date(created.getTime() + PROCESSING_MS) : created;
	const name = `export-${created.toISOString().slice(0, 10)}-${key}-${id}.csv`;
	const read = (): string | undefined => {
		const category = CATEGORIES.get(key);
		if (!category) return undefined;
		const { slice, total } = select(tenant, category, query);
		return csv(slice(0, total));
	};
	return {
		id,
		status: ready ? 'success' : 'pending',
		category: key,
		args: {
			filter: query.filter ?? {},
			columns: [],
			sort_by: query.sortBy,
			blueprint_ids: query.blueprintIds,
			device_families: query.families,
		},
		error_msg: null,
		path: ready ? `visibility-export/${tenant.subdomain}/${name}` : null,
		signed_url: ready ? signedLink(call, name, 'text/csv', read) : null,
		created_at: isoMicroOffset(created),
		updated_at: isoMicroOffset(finished),
	};
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The filter is an object here, JSON text in a listing (docs/kandji-api.md T17). */
function request(call: Call): Reply {
	const { tenant } = call;
	const body = record(call.body);
	const category = String(body.category ?? '');
	if (!CATEGORIES.has(category)) return detail(400, `Invalid category: ${category}`);
	const query: PrismQuery = {
		blueprintIds: texts(body.blueprint_ids),
		families: texts(body.device_families),
		filter: parseFilter(body.filter),
		sortBy: String(body.sort_by ?? ''),
	};
	const stranger = unknownFamily(query);
	if (stranger) return detail(400, `Invalid device family: ${stranger}`);
	const job: Job = { id: tenant.uuid(), category, query, created: tenant.now() };
	jobsOf(tenant).set(job.id, job);
	return { body: render(call, job) };
}

function get(call: Call): Reply {
	const job = jobsOf(call.tenant).get(call.params.export_id);
	return job ? { body: render(call, job) } : notFound();
}

/** Asking for a category as a CSV file, and asking whether it is there. */
export const prismExportRoutes = (path: string): Route[] => [
	{
		method: 'POST',
		path: `${path}/export`,
		permission: 'Prism > Request category export',
		handle: readingFilter(request),
	},
	{
		method: 'GET',
		path: `${path}/export/:export_id`,
		permission: 'Prism > Get category export',
		handle: get,
	},
];
