import type { IDataObject } from 'n8n-workflow';

import type { Listing } from '../../nodes/Kandji/client/pages';
import { API, clientOf, failureOf } from './client.mts';
import { onlyCannedAnswers } from '../helpers/canned.mts';

const nock = onlyCannedAnswers();

const WEB = 'https://accuhive.kandji.io';
const row = (number: number): IDataObject => ({ id: `row-${number}` });
const rows = (from: number, count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => row(from + index));

/** Answers a list page by page and keeps what was asked. */
function serve(
	path: string,
	pageFor: (query: URLSearchParams) => [unknown, Record<string, string>?],
) {
	const asked: string[] = [];
	nock(API)
		.get(path)
		.query(true)
		.times(50)
		.reply(function answer(uri) {
			const { search, searchParams } = new URL(uri, API);
			asked.push(decodeURIComponent(search));
			const [body, headers = {}] = pageFor(searchParams);
			return [200, JSON.stringify(body), headers];
		});
	return asked;
}

const list = async (
	path: string,
	listing: Omit<Listing, 'path'>,
	limit?: number,
	query: IDataObject = {},
) => await (await clientOf()).list({ ...listing, path }, { query, limit });

/** A page of the cursor style, whose `next` points wherever Kandji likes. */
const cursorPage =
	(host: string, parameter: string) =>
	(query: URLSearchParams): [IDataObject] => {
		const from = Number(query.get(parameter) ?? 0);
		const next = from + 2 < 7 ? `${host}/api/v1/list?x=1&${parameter}=${from + 2}` : null;
		return [{ results: rows(from, Math.min(2, 7 - from)), next, previous: null }];
	};

describe('Lists of Kandji are read to their end', () => {
	it('by limit and offset in a bare list, with link headers that say <None>', async () => {
		const asked = serve('/api/v1/devices', (query) => {
			const from = Number(query.get('offset'));
			const link = '<None>; rel="next", <None>; rel="prev"';
			return [rows(from, Math.max(0, Math.min(300, 650 - from))), { Link: link }];
		});
		const { rows: found } = await list('/devices', { items: '', pager: 'offset' });
		expect(found).toEqual(rows(0, 650));
		expect(asked.every((query) => query.includes('limit=300'))).toBe(true);
	});

	it('by limit and offset in an envelope beneath a key', async () => {
		serve('/api/v1/devices/1/activity', (query) => {
			const from = Number(query.get('offset'));
			return [
				{
					device_id: '1',
					activity: { count: 700, next: null, results: rows(from, Math.min(300, 700 - from)) },
				},
			];
		});
		const { rows: found } = await list('/devices/1/activity', {
			items: 'activity.results',
			pager: 'offset',
		});
		expect(found).toEqual(rows(0, 700));
	});

	it('by page number, whose size only the server knows', async () => {
		const asked = serve('/api/v1/library/custom-apps', (query) => {
			const from = (Number(query.get('page')) - 1) * 300;
			const next = `${WEB}/api/v1/library/custom-apps?page=2`;
			return [{ count: 700, next, results: rows(from, Math.min(300, 700 - from)) }];
		});
		const { rows: found } = await list('/library/custom-apps', { items: 'results', pager: 'page' });
		expect(found).toEqual(rows(0, 700));
		expect(asked).toEqual(['?page=1', '?page=2', '?page=3']);
	});

	it('by page number and size', async () => {
		const asked = serve('/api/v1/vulnerabilities', (query) => {
			const from = (Number(query.get('page')) - 1) * 50;
			return [{ total: 120, page: 1, size: 50, results: rows(from, Math.min(50, 120 - from)) }];
		});
		const listing: Omit<Listing, 'path'> = { items: 'results', pager: 'pageSize', pageSize: 50 };
		expect((await list('/vulnerabilities', listing)).rows).toEqual(rows(0, 120));
		expect(asked).toEqual(['?page=1&size=50', '?page=2&size=50', '?page=3&size=50']);
	});

	it.each([
		['the API host', API],
		['the web console', WEB],
		['a host that nobody knows', 'https://evil.com'],
		['plain http', 'http://accuhive.api.kandji.io'],
	])('by a cursor whose next points at %s, which is never asked', async (_, host) => {
		const foreign = host === API ? undefined : nock(host).get(/.*/).reply(200, { results: [] });
		const asked = serve('/api/v1/list', cursorPage(host, 'cursor'));
		const { rows: found } = await list('/list', { items: 'results', pager: 'cursor' }, undefined, {
			email: '@',
		});
		expect(found).toEqual(rows(0, 7));
		expect(asked).toEqual([
			'?email=@',
			'?email=@&cursor=2',
			'?email=@&cursor=4',
			'?email=@&cursor=6',
		]);
		expect(foreign?.isDone() ?? false).toBe(false);
	});

	it('by after and size', async () => {
		const asked = serve('/api/v1/list', cursorPage(API, 'after'));
		const listing: Omit<Listing, 'path'> = { items: 'results', pager: 'after', pageSize: 2 };
		expect((await list('/list', listing)).rows).toEqual(rows(0, 7));
		expect(asked).toEqual(['?size=2', '?size=2&after=2', '?size=2&after=4', '?size=2&after=6']);
	});

	it('by the cursor of Prism, which starts empty', async () => {
		const asked = serve('/api/v1/prism/apps', (query) => {
			const from = Number(query.get('cursor') || 0);
			return [
				{
					offset: null,
					total: null,
					cursor: from + 2 < 5 ? String(from + 2) : null,
					data: rows(from, Math.min(2, 5 - from)),
				},
			];
		});
		const { rows: found } = await list('/prism/apps', { items: 'data', pager: 'prism' });
		expect(found).toEqual(rows(0, 5));
		expect(asked[0]).toBe('?limit=300&cursor=');
	});

	it('by offset in Prism where rows are ordered, which excludes a cursor', async () => {
		const asked = serve('/api/v1/prism/apps', (query) => {
			const from = Number(query.get('offset'));
			return [
				{ offset: from, total: 700, cursor: 'void', data: rows(from, Math.min(300, 700 - from)) },
			];
		});
		const listing: Omit<Listing, 'path'> = { items: 'data', pager: 'prism' };
		const { rows: found } = await list('/prism/apps', listing, undefined, { sort_by: 'name' });
		expect(found).toEqual(rows(0, 700));
		expect(asked.join()).not.toContain('cursor');
	});

	it('at once where there are no pages', async () => {
		const asked = serve('/api/v1/self-service/categories', () => [rows(0, 4)]);
		expect((await list('/self-service/categories', { items: '' })).rows).toEqual(rows(0, 4));
		expect(asked).toEqual(['']);
	});
});

describe('A list by cursor', () => {
	it('ends when the cursor repeats itself', async () => {
		const asked = serve('/api/v1/list', () => [
			{ results: rows(0, 2), next: `${API}/list?cursor=same` },
		]);
		await list('/list', { items: 'results', pager: 'cursor', key: 'id' });
		expect(asked.length).toBeLessThanOrEqual(2);
	});

	it.each([
		['no next', { results: rows(0, 1) }],
		['an empty next', { results: rows(0, 1), next: '' }],
		['a next without cursor', { results: rows(0, 1), next: `${API}/list?page=2` }],
	])('ends with %s', async (_, body) => {
		const asked = serve('/api/v1/list', () => [body]);
		await list('/list', { items: 'results', pager: 'cursor' });
		expect(asked).toHaveLength(1);
	});

	it.each([
		[1, 1],
		[2, 1],
		[3, 2],
	])('stops early at a limit of %i', async (limit, reads) => {
		const asked = serve('/api/v1/list', cursorPage(API, 'cursor'));
		expect((await list('/list', { items: 'results', pager: 'cursor' }, limit)).rows).toEqual(
			rows(0, limit),
		);
		expect(asked).toHaveLength(reads);
	});

	it('gives a row once that comes on two pages', async () => {
		serve('/api/v1/list', (query) =>
			query.has('cursor')
				? [{ results: rows(1, 2), next: null }]
				: [{ results: rows(0, 2), next: `${API}/list?cursor=c` }],
		);
		const { rows: found } = await list('/list', { items: 'results', pager: 'cursor', key: 'id' });
		expect(found).toEqual(rows(0, 3));
	});
});

it.each([
	['an object where a list should be', '/devices', { detail: 'moved' }, ''],
	['a list without the expected key', '/users', { users: [] }, 'results'],
	['nothing', '/devices', '', ''],
])('A list that comes as %s is not taken for an empty one', async (_, path, body, items) => {
	nock(API).get(`/api/v1${path}`).query(true).reply(200, body);
	const { message } = await failureOf(list(path, { items, pager: 'offset' }));
	expect(message).toMatch(/form that this node does not know/);
});
