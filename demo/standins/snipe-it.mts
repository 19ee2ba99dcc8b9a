/**
 * A stand-in for Snipe-IT, written from what its API reference and its answers say: the requests that a sync of assets
 * needs, and the traps in them. It exists for tests, and to run other tools for Snipe-IT against.
 */
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { assetRow, fieldRow, modelRow, namedRow, userRow } from './snipe-it-rows.mts';
import { same, SnipeItState } from './snipe-it-state.mts';
import type { Asset, Named, SnipeItSettings } from './snipe-it-state.mts';
import {
	checkIn,
	checkOut,
	cleaned,
	createAsset,
	createModel,
	createNamed,
	refused,
	updateAsset,
} from './snipe-it-writes.mts';
import type { Answer, Body } from './snipe-it-writes.mts';

export interface RunningSnipeIt {
	url: string;
	token: string;
	/** What it knows; a test changes it as people do in the web interface. */
	state: SnipeItState;
	/** Writing requests in their order, as `METHOD path`, without what was refused for its token or pace. */
	writes: string[];
	/** Refuses what comes with this path for `times` requests, with this answer and status 200. */
	refuse(path: RegExp, messages: unknown, times?: number): void;
	/** Breaks the connection of the next request with this path, before or after it takes effect. */
	break(path: RegExp, when: 'before' | 'after'): void;
	/** Does something right before the next request with this path, as another run or a person may. */
	meanwhile(path: RegExp, act: () => void): void;
	/** Starts a new minute of the throttle. */
	nextMinute(): void;
	close(): Promise<void>;
}

type Query = Record<string, string | undefined>;

const TOKEN = 'snipe-it-stand-in';

/** A page of a list. Neither limit nor offset can ask for more than there is, and 0 asks for a full page. */
function page<T>(
	rows: T[],
	query: Query,
	{ maxResults }: SnipeItSettings,
	show: (row: T) => object,
) {
	const wanted = Math.abs(Number.parseInt(query.limit ?? '', 10) || 0);
	const limit = wanted > 0 && wanted <= maxResults ? wanted : maxResults;
	const offset = Math.min(Number.parseInt(query.offset ?? '', 10) || 0, rows.length);
	return { total: rows.length, rows: rows.slice(offset, offset + limit).map(show) };
}

/** Newest first unless sorted by ID, so a list that grows while it is read shifts. */
function sorted<T extends Named>(rows: T[], { sort, order }: Query): T[] {
	const upwards = rows.toSorted((one, other) =>
		sort === 'id' ? one.id - other.id : +one.created - +other.created || one.id - other.id,
	);
	return order === 'asc' ? upwards : upwards.reverse();
}

const contains = (term: string | undefined, ...texts: Array<string | null | undefined>) =>
	!term || texts.some((text) => text?.toUpperCase().includes(term.toUpperCase()));

/** The search of Snipe-IT looks nearly everywhere, so a serial number in another asset's notes is a hit. */
const isFound = (asset: Asset, term: string | undefined) =>
	contains(
		term,
		...[asset.name, asset.tag, asset.serial, asset.notes, asset.model.name, asset.model.number],
		...[asset.model.category.name, asset.status.name, asset.company?.name, asset.holder?.to.name],
	);

/** Archived and deleted assets are not in the list of all assets, only in lists of their own. */
function listed(state: SnipeItState, { status, status_id: label }: Query): Asset[] {
	if (status === 'Deleted') return state.assets.rows.filter(({ deleted }) => deleted);
	if (status === 'Archived')
		return state.present.filter((asset) => asset.status.type === 'archived');
	if (status === 'Deployed') return state.present.filter((asset) => asset.holder !== null);
	if (label) return state.present.filter((asset) => String(asset.status.id) === label);
	return state.settings.showArchived
		? state.present
		: state.present.filter((asset) => asset.status.type !== 'archived');
}

/** The throttle of the whole instance: a fixed minute that a test starts anew. */
class Throttle {
	private used = 0;

	nextMinute(): void {
		this.used = 0;
	}

	/** Counts a request; the headers of its answer, and whether it may pass. */
	take(limit: number): { allowed: boolean; headers: Record<string, string> } {
		if (limit === 0) return { allowed: true, headers: {} };
		const allowed = this.used < limit;
		if (allowed) this.used += 1;
		const headers = {
			'X-RateLimit-Limit': String(limit),
			'X-RateLimit-Remaining': String(limit - this.used),
			...(allowed ? {} : { 'Retry-After': '60' }),
		};
		return { allowed, headers };
	}
}

const queryOf = (request: FastifyRequest) => request.query as Query;
const bodyOf = (request: FastifyRequest) => cleaned((request.body ?? {}) as Body);
const param = (request: FastifyRequest, name: string) =>
	(request.params as Record<string, string>)[name];

function addLists(app: FastifyInstance, state: SnipeItState): void {
	const list = <T extends Named>(path: string, rows: () => T[], show: (row: T) => object): void => {
		app.get(`/api/v1/${path}`, (request) => {
			const query = queryOf(request);
			const found = rows().filter(
				({ name }) => contains(query.search, name) && (!query.name || same(name, query.name)),
			);
			return page(sorted(found, query), query, state.settings, show);
		});
	};
	list('models', () => state.models.rows, modelRow);
	list('fields', () => state.fields.rows, fieldRow);
	list('manufacturers', () => state.manufacturers.rows, namedRow);
	list('companies', () => state.companies.rows, namedRow);
	list(
		'categories',
		() => state.categories.rows,
		(row) => ({
			...namedRow(row),
			category_type: row.type,
		}),
	);
	list(
		'statuslabels',
		() => state.statuslabels.rows,
		(row) => ({
			...namedRow(row),
			type: row.type,
		}),
	);
	list(
		'fieldsets',
		() => state.fieldsets.rows,
		(row) => ({
			...namedRow(row),
			fields: { total: row.fields.length, rows: row.fields.map(fieldRow) },
		}),
	);
	app.get('/api/v1/users', (request) => {
		const query = queryOf(request);
		const found = state.users.rows.filter(
			({ name, email, username }) =>
				contains(query.search, name, email, username) && (!query.email || same(email, query.email)),
		);
		return page(sorted(found, query), query, state.settings, userRow);
	});
	app.get('/api/v1/hardware', (request) => {
		const query = queryOf(request);
		const found = listed(state, query).filter((asset) => isFound(asset, query.search));
		return page(sorted(found, query), query, state.settings, assetRow);
	});
}

function addAssets(app: FastifyInstance, state: SnipeItState): void {
	const known = (request: FastifyRequest, use: (asset: Asset) => object): object => {
		const asset = state.assets.byId(param(request, 'id'));
		return asset && !asset.deleted ? use(asset) : refused('Asset not found');
	};
	const one = '/api/v1/hardware/:id';
	app.get('/api/v1/hardware/byserial/:serial', (request) => {
		const found = state.present.filter((asset) => same(asset.serial, param(request, 'serial')));
		if (found.length === 0) return refused('Asset does not exist.');
		return page(found, queryOf(request), state.settings, assetRow);
	});
	app.get('/api/v1/hardware/bytag/:tag', (request) => {
		const found = state.present.find((asset) => same(asset.tag, param(request, 'tag')));
		return found ? assetRow(found) : refused('Asset not found');
	});
	app.get(one, (request) => known(request, assetRow));
	app.post('/api/v1/hardware', (request) => createAsset(state, bodyOf(request)));
	app.route({
		method: ['PATCH', 'PUT'],
		url: one,
		handler: (request) => known(request, (asset) => updateAsset(state, asset, bodyOf(request))),
	});
	app.post(`${one}/checkout`, (request) =>
		known(request, (asset) => checkOut(state, asset, bodyOf(request))),
	);
	app.post(`${one}/checkin`, (request) => known(request, checkIn));
	app.post('/api/v1/models', (request) => createModel(state, bodyOf(request)));
	for (const list of ['categories', 'manufacturers', 'companies'] as const) {
		app.post(`/api/v1/${list}`, (request) => createNamed(state, list, bodyOf(request)));
	}
}

interface Refusal {
	path: RegExp;
	answer: Answer;
	times: number;
}

/** Starts it on loopback; see `SnipeItSettings` for the settings that an administrator has. */
export async function startSnipeIt({
	port = 0,
	...settings
}: Partial<SnipeItSettings> & { port?: number } = {}): Promise<RunningSnipeIt> {
	const state = new SnipeItState(settings);
	const throttle = new Throttle();
	const writes: string[] = [];
	const refusals: Refusal[] = [];
	const breaks: Array<{ path: RegExp; when: 'before' | 'after' }> = [];
	const acts: Array<{ path: RegExp; act: () => void }> = [];
	const app = fastify({ forceCloseConnections: true });

	const asked = ({ method, url }: FastifyRequest) => `${method} ${url.replace('/api/v1', '')}`;
	const isBroken = (request: FastifyRequest, now: 'before' | 'after'): boolean => {
		const index = breaks.findIndex(({ path, when }) => when === now && path.test(asked(request)));
		if (index < 0) return false;
		breaks.splice(index, 1);
		request.raw.socket.destroy();
		return true;
	};

	// Who does not ask for JSON is sent to the page where people log in.
	const unauthorised = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
		(request.headers.accept ?? '').includes('json')
			? reply.code(401).send({ error: 'Unauthorized or unauthenticated.' })
			: reply.redirect('/login');

	app.addHook('onRequest', async (request, reply) => {
		if (!request.url.startsWith('/api/')) return;
		if (request.headers.authorization !== `Bearer ${TOKEN}`) return unauthorised(request, reply);
		const { allowed, headers } = throttle.take(state.settings.perMinute);
		void reply.headers(headers);
		if (!allowed) return reply.code(429).send(refused('Too many requests'));
		// The web server in front decodes the slash and finds no such path.
		if (/%2f/i.test(request.url)) return reply.code(404).send(refused('404 endpoint not found'));
		if (request.method !== 'GET') writes.push(asked(request));
		const at = acts.findIndex(({ path }) => path.test(asked(request)));
		if (at >= 0) acts.splice(at, 1)[0].act();
		if (isBroken(request, 'before')) return reply.hijack();
		const refusal = refusals.find(({ path, times }) => times > 0 && path.test(asked(request)));
		if (refusal === undefined) return;
		refusal.times -= 1;
		return reply.send(refusal.answer);
	});
	app.addHook('preSerialization', async (request, _reply, payload) => {
		isBroken(request, 'after');
		return payload;
	});
	app.setNotFoundHandler((_request, reply) =>
		reply.code(404).send(refused('404 endpoint not found')),
	);
	const loginPage = '<!doctype html><title>Snipe-IT</title>';
	app.get('/', (_request, reply) => reply.type('text/html').send(loginPage));
	app.get('/login', (_request, reply) => reply.type('text/html').send(loginPage));
	addLists(app, state);
	addAssets(app, state);
	const url = await app.listen({ host: '127.0.0.1', port });
	return {
		url,
		token: TOKEN,
		state,
		writes,
		refuse: (path, messages, times = 1) => {
			refusals.push({ path, answer: refused(messages), times });
		},
		break: (path, when) => {
			breaks.push({ path, when });
		},
		meanwhile: (path, act) => {
			acts.push({ path, act });
		},
		nextMinute: () => throttle.nextMinute(),
		close: () => app.close(),
	};
}
