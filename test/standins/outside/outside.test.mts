import { request } from 'node:http';

import fastify from 'fastify';
import type { InjectOptions } from 'fastify';

import { bambooHr } from '../../../demo/standins/outside/bamboohr.mts';
import { freshservice } from '../../../demo/standins/outside/freshservice.mts';
import { jira } from '../../../demo/standins/outside/jira.mts';
import { startServices } from '../../../demo/standins/outside/outside.mts';
import { slack } from '../../../demo/standins/outside/slack.mts';

const basic = (user: string) => ({
	authorization: `Basic ${Buffer.from(user).toString('base64')}`,
});

/** A service without a port, and a way to ask it as somebody who may. */
function service<T>(add: (app: ReturnType<typeof fastify>) => T, headers: Record<string, string>) {
	const app = fastify();
	const state = add(app);
	const ask = async (method: 'GET' | 'POST', url: string, body?: object, as = headers) => {
		const options: InjectOptions = { method, url, headers: as, ...(body && { payload: body }) };
		const answer = await app.inject(options);
		const text = answer.body;
		return { status: answer.statusCode, body: /^[[{]/.test(text) ? answer.json<object>() : text };
	};
	return { state, ask };
}

describe("The stand-in for Jira refuses what Jira's reference says that Jira refuses", () => {
	const { state, ask } = service(jira, basic('it@accuhive.example:jira-token'));
	const right = { project: { id: '10000' }, issuetype: { id: '10001' }, summary: 'Lost Mac' };
	const create = async (fields: object) => await ask('POST', '/rest/api/2/issue', { fields });

	it('takes an issue', async () => {
		await expect(create(right)).resolves.toMatchObject({ status: 201, body: { key: 'IT-1' } });
		expect(state).toMatchObject([{ key: 'IT-1', summary: 'Lost Mac', type: 'Task' }]);
	});

	it.each([
		['a key where an id belongs', { ...right, project: { id: 'IT' } }, 'project'],
		['no project', { ...right, project: undefined }, 'project'],
		['an unknown type', { ...right, issuetype: { id: '9' } }, 'issuetype'],
		['no summary', { ...right, summary: ' ' }, 'summary'],
		['a summary of two lines', { ...right, summary: 'a\nb' }, 'summary'],
		['a long summary', { ...right, summary: 'a'.repeat(256) }, 'summary'],
		['a document as description', { ...right, description: { type: 'doc' } }, 'description'],
	])('%s', async (_, fields, field) => {
		const { status, body } = await create(fields);
		expect([status, body]).toEqual([
			400,
			{ errorMessages: [], errors: { [field]: expect.any(String) as unknown } },
		]);
	});

	it('a wrong token', async () => {
		const answer = await ask('GET', '/rest/api/2/issuetype', undefined, basic('it:guessed'));
		expect(answer.status).toBe(401);
	});
});

describe('The stand-in for Slack says in the body what was wrong', () => {
	const mine = { authorization: 'Bearer xoxb-stand-in' };
	const { state, ask } = service(slack, mine);

	it.each<[string, object, Record<string, string>, object]>([
		['posts', { channel: '#it-operations', text: 'Hi' }, mine, { ok: true, channel: 'C0IT' }],
		['takes an ID', { channel: 'C0IT', text: 'Hi' }, mine, { ok: true }],
		['not_authed', { channel: 'C0IT', text: 'Hi' }, {}, { ok: false, error: 'not_authed' }],
		[
			'invalid_auth',
			{ channel: 'C0IT', text: 'Hi' },
			{ authorization: 'Bearer other' },
			{ ok: false, error: 'invalid_auth' },
		],
		['channel_not_found', { channel: '#x', text: 'Hi' }, mine, { error: 'channel_not_found' }],
		['no_text', { channel: 'C0IT', text: '' }, mine, { ok: false, error: 'no_text' }],
	])('%s', async (_, body, as, answer) => {
		await expect(ask('POST', '/api/chat.postMessage', body, as)).resolves.toMatchObject({
			...{ status: 200, body: answer },
		});
	});

	it('has kept what was posted', () => expect(state).toHaveLength(2));
});

describe('The stand-in for Freshservice validates as Freshservice does', () => {
	const { state, ask } = service(freshservice, basic('freshservice-key:X'));
	const ticket = { email: 'a@b.example', subject: 's', description: 'd', status: 2, priority: 1 };

	it('takes a ticket and an asset', async () => {
		await expect(ask('POST', '/api/v2/tickets', ticket)).resolves.toMatchObject({ status: 201 });
		const asset = { name: 'Mac', asset_type_id: 1 };
		await expect(ask('POST', '/api/v2/assets', asset)).resolves.toMatchObject({
			...{ status: 201, body: { asset: { display_id: 1 } } },
		});
		expect(state).toEqual({ tickets: [ticket], assets: [asset] });
	});

	it('names each field that is missing or wrong', async () => {
		const wrong = { ...ticket, subject: undefined, priority: '4' };
		await expect(ask('POST', '/api/v2/tickets', wrong)).resolves.toMatchObject({
			status: 400,
			body: {
				description: 'Validation failed',
				errors: [
					{ field: 'subject', code: 'missing_field' },
					{ field: 'priority', code: 'invalid_value' },
				],
			},
		});
	});

	it('refuses a wrong key', async () => {
		const { status } = await ask('POST', '/api/v2/tickets', ticket, basic('guessed:X'));
		expect(status).toBe(401);
	});
});

describe('The stand-in for BambooHR', () => {
	const { state, ask } = service(bambooHr, basic('bamboohr-key:x'));
	const at = '/api/gateway.php/your-company/v1/employees';

	it('has rows for those in its directory only', async () => {
		state.employees.push({ id: '7', displayName: 'Ada', workEmail: 'ada@b.example' });
		await expect(ask('GET', `${at}/directory`)).resolves.toMatchObject({
			body: { employees: [{ id: '7' }] },
		});
		const add = async (id: string) =>
			await ask('POST', `${at}/${id}/tables/customAssets`, { a: 1 });
		expect([(await add('7')).status, (await add('8')).status]).toEqual([200, 404]);
		expect(state.rows).toEqual([{ employee: '7', table: 'customAssets', row: { a: 1 } }]);
	});

	it('refuses a wrong key', async () => {
		const { status } = await ask('GET', `${at}/directory`, undefined, basic('guessed:x'));
		expect(status).toBe(401);
	});
});

it('The proxy before them joins nobody to another address', async () => {
	const services = await startServices();
	const proxied = fetch(services.env.HTTPS_PROXY, { method: 'GET' });
	expect((await proxied).status).toBe(403);
	const { host } = new URL(services.env.HTTPS_PROXY);
	const [hostname, port] = host.split(':');
	const status = await new Promise<number | undefined>((resolve, reject) => {
		const asked = request({ hostname, port, method: 'CONNECT', path: 'example.com:443' });
		asked.on('connect', ({ statusCode }) => resolve(statusCode)).on('error', reject);
		asked.end();
	});
	expect(status).toBe(403);
	await services.close();
});
