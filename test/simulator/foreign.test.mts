import { bodyOf } from './areas-harness.mts';
import type { Row } from './areas-harness.mts';
import { benchForFile } from './harness.mts';

// How clients that others wrote ask: Kandji's own scripts, curl, other integrations.

const simulator = benchForFile();
const V1 = '/api/v1';
const ids = (body: unknown): unknown[] => (body as Row[]).map((row) => row.device_id);
const mac = (): string =>
	[...simulator.tenant.devices.values()].find(({ platform }) => platform === 'Mac')?.device_id ??
	'';
const at = (rest = ''): string => `${V1}/devices/${mac()}${rest}`;

describe('A slash at the end, where scripts of Kandji write one', () => {
	it.each(['/devices/', '/devices/?platform=Mac', '/blueprints/?name=Engineering'])(
		'does not matter: %s',
		async (path) => {
			const [withSlash, without] = await Promise.all(
				[path, path.replace('/?', '?').replace(/\/$/, '')].map(
					async (each) => await simulator.call(`GET ${V1}${each}`),
				),
			);
			expect([withSlash?.status, withSlash?.text]).toEqual([200, without?.text]);
		},
	);

	it('does not matter for an update', async () => {
		const json = { asset_tag: 'AH-1' };
		const { status, body } = await simulator.call(`PATCH ${at('/')}`, { json });
		expect([status, body]).toEqual([200, expect.objectContaining(json)]);
	});
});

describe('A method', () => {
	it('HEAD gets the headers of GET and no body', async () => {
		const [head, get] = await Promise.all(
			['HEAD', 'GET'].map(
				async (method) => await simulator.call(`${method} ${V1}/devices?limit=2`),
			),
		);
		expect([head?.status, head?.text]).toEqual([200, '']);
		for (const name of ['x-total-count', 'content-length', 'content-type']) {
			expect(head?.headers.get(name)).toBe(get?.headers.get(name));
		}
	});

	it('OPTIONS gets the methods of a path, another method is refused with them', async () => {
		const options = await simulator.call(`OPTIONS ${at()}`);
		expect([options.status, options.headers.get('allow')]).toEqual([
			200,
			'GET, PATCH, DELETE, HEAD, OPTIONS',
		]);
		const put = await simulator.call(`PUT ${at()}`, { json: {} });
		expect([put.status, put.body]).toEqual([405, { detail: 'Method "PUT" not allowed.' }]);
		expect(put.headers.get('allow')).toContain('PATCH');
		expect((await simulator.call(`OPTIONS ${V1}/nothing`)).status).toBe(404);
	});
});

describe('A body', () => {
	it.each([
		['none, said to be JSON', ''],
		['an empty object', '{}'],
		['null', 'null'],
	])('%s is enough for an action without settings', async (_name, raw) => {
		const headers = { 'content-type': 'application/json;charset=utf-8' };
		const { status, text } = await simulator.call(`POST ${at('/action/blankpush')}`, {
			headers,
			...(raw === '' ? {} : { json: JSON.parse(raw) as unknown }),
		});
		expect([status, text]).toEqual([200, '']);
	});

	it('as a form does for a device what JSON does', async () => {
		const form = { DeviceName: 'Loaner 7' };
		expect((await simulator.call(`POST ${at('/action/setname')}`, { form })).status).toBe(200);
		const changed = await simulator.call(`PATCH ${at()}`, { form: { asset_tag: 'AH-2' } });
		expect(changed.body).toMatchObject({ device_name: 'Loaner 7', asset_tag: 'AH-2' });
	});

	it('of another type is refused with 415', async () => {
		const answer = await simulator.call(`POST ${at('/action/setname')}`, {
			headers: { 'content-type': 'text/plain' },
			json: { DeviceName: 'Loaner 7' },
		});
		expect([answer.status, Object.keys(bodyOf(answer))]).toEqual([415, ['detail']]);
	});
});

describe('A query', () => {
	it('that is unknown is ignored, as is a limit that is no number', async () => {
		const all = ids((await simulator.call(`GET ${V1}/devices`)).body);
		for (const query of ['foo=bar&page=3', 'limit=abc&offset=x', 'limit=-5', 'limit=100000']) {
			expect([query, ids((await simulator.call(`GET ${V1}/devices?${query}`)).body)]).toEqual([
				query,
				all,
			]);
		}
	});

	it('minds no case of a platform or of true and false', async () => {
		const of = async (query: string): Promise<unknown[]> =>
			ids((await simulator.call(`GET ${V1}/devices?${query}`)).body);
		expect(await of('platform=mac')).toEqual(await of('platform=Mac'));
		expect(await of('filevault_enabled=True')).toEqual(await of('filevault_enabled=true'));
		expect((await of('filevault_enabled=true')).length).toBeGreaterThan(0);
	});

	it('takes blanks after commas, encoded either way', async () => {
		const of = async (query: string): Promise<string> =>
			(await simulator.call(`GET ${V1}/devices?${query}`)).text;
		expect(await of('tag_name_in=loaner,%20kiosk')).toBe(await of('tag_name_in=loaner,+kiosk'));
		expect(await of('tag_name_in=loaner,%20kiosk')).toBe(await of('tag_name_in=loaner,kiosk'));
	});

	it('past the end answers an empty list, not an error', async () => {
		const past = await simulator.call(`GET ${V1}/devices?limit=300&offset=100000`);
		expect([past.status, past.body]).toEqual([200, []]);
	});

	it('takes a whole link for a page number to be no page', async () => {
		const next = encodeURIComponent('https://accuhive.kandji.io/api/v1/library/custom-apps?page=2');
		const answer = await simulator.call(`GET ${V1}/library/custom-apps?page=${next}`);
		expect([answer.status, answer.body]).toEqual([404, { detail: 'Invalid page.' }]);
	});
});

describe('A token', () => {
	it.each(['bearer', 'Bearer', 'BEARER'])('is known after %s', async (word) => {
		const { status } = await simulator.call(`GET ${V1}/devices?limit=1`, {
			token: null,
			headers: { AUTHORIZATION: `${word} ${simulator.token}` },
		});
		expect(status).toBe(200);
	});

	it.each([
		['another scheme', (token: string) => `Token ${token}`],
		['no scheme', (token: string) => token],
	])('is not seen with %s', async (_name, spell) => {
		const { status, body } = await simulator.call(`GET ${V1}/devices`, {
			token: null,
			headers: { authorization: spell(simulator.token) },
		});
		expect([status, body]).toEqual([
			401,
			{ detail: 'Authentication credentials were not provided.' },
		]);
	});
});
