import { libraryOf } from '../../simulator/areas/library.mts';
import { uploadByKey } from '../../simulator/areas/storage.mts';
import type { Part, Row } from './areas-harness.mts';
import { bodyOf, multipart, rowsOf, until } from './areas-harness.mts';
import type { Answer } from './harness.mts';
import { benchForFile } from './harness.mts';

const simulator = benchForFile();

const LIBRARY = '/api/v1/library';
const file = (filename: string, content: string): Part => ['file', { filename, content }];

/** Announces and stores a file; answers what the announcement said. */
async function store(kind: string, announcement: Row, content: string): Promise<Row> {
	const announced = await simulator.call(`POST ${LIBRARY}/${kind}/upload`, { json: announcement });
	expect(announced.status).toBe(201);
	const upload = bodyOf(announced);
	const form = Object.entries(upload.post_data as Record<string, string>);
	const parts: Part[] = [...form, file('any.bin', content)];
	const stored = await multipart(simulator, 'POST', String(upload.post_url), parts, null);
	expect([stored.status, stored.text]).toEqual([204, '']);
	return upload;
}

const appForm = (upload: Row, more: Record<string, string> = {}): Record<string, string> => ({
	name: 'Driver',
	file_key: String(upload.file_key),
	install_type: 'package',
	install_enforcement: 'install_once',
	...more,
});

const createApp = async (form: Record<string, string>): Promise<Answer> =>
	await simulator.call(`POST ${LIBRARY}/custom-apps`, { form });

describe('T13: presigned storage', () => {
	it('refuses a token, a file before its form, and a form that it has not given out', async () => {
		const { body } = await simulator.call(`POST ${LIBRARY}/custom-apps/upload`, {
			json: { name: 'a.pkg' },
		});
		const { post_url: url, post_data: data } = body as { post_url: string; post_data: object };
		const form = Object.entries(data as Record<string, string>);
		const content = file('a.pkg', 'x');
		const send = async (parts: Part[], token: string | null = null) =>
			await multipart(simulator, 'POST', url, parts, token);
		const withToken = await send([...form, content], simulator.token);
		expect(withToken.status).toBe(400);
		expect(withToken.text).toContain('Only one auth mechanism allowed');
		const fileFirst = await send([content, ...form]);
		expect(fileFirst.status).toBe(400);
		expect(fileFirst.text).toContain('check the order of the fields');
		const forged = form.map(([key, value]): Part => [key, key === 'policy' ? 'x' : value]);
		expect((await send([...forged, content])).status).toBe(403);
		expect((await send(form)).text).toContain('exactly one file upload');
		expect((await send([...form, content])).status).toBe(204);
	});

	it('refuses a form whose time is over', async () => {
		const { body } = await simulator.call(`POST ${LIBRARY}/ipa-apps/upload`, {
			json: { filename: 'a.ipa' },
		});
		const { post_url: url, post_data: data, file_key: key } = bodyOf({ body } as Answer);
		const upload = uploadByKey(simulator.tenant, key);
		expect(upload).toBeDefined();
		Object.assign(upload as object, { expires: new Date(0) });
		const parts: Part[] = [...Object.entries(data as Record<string, string>), file('a.ipa', 'x')];
		const late = await multipart(simulator, 'POST', String(url), parts, null);
		expect([late.status, /Policy expired/.test(late.text)]).toEqual([403, true]);
	});
});

describe('T13: custom apps', () => {
	it('answer 503 while the file is processed, then 201, and offer the file without a token', async () => {
		const upload = await store('custom-apps', { name: 'driver.pkg' }, 'the package');
		expect(upload).toMatchObject({ name: 'driver.pkg', expires: expect.any(String) });
		expect(upload.file_key).toMatch(/library\/custom_apps\/driver_[0-9a-f]{8}\.pkg$/);
		expect((await createApp(appForm(upload))).status).toBe(503);
		const created = await until(
			({ status }) => status !== 503,
			async () => await createApp(appForm(upload)),
		);
		expect(created.status).toBe(201);
		const app = bodyOf(created);
		expect(app).toMatchObject({ active: true, file_size: 11, show_in_self_service: false });
		expect(app).not.toHaveProperty('self_service_category_id');
		const download = await fetch(String(app.file_url));
		expect(await download.text()).toBe('the package');
		const path = `${LIBRARY}/custom-apps/${String(app.id)}`;
		const [category] = libraryOf(simulator.tenant).categories;
		const changed = await simulator.call(`PATCH ${path}`, {
			form: {
				active: 'false',
				show_in_self_service: 'true',
				self_service_category_id: category.id,
			},
		});
		expect(bodyOf(changed)).toMatchObject({
			name: 'Driver',
			active: false,
			self_service_category_id: category.id,
		});
		expect((await simulator.call(`DELETE ${path}`)).status).toBe(204);
		const again = await simulator.call(`DELETE ${path}`);
		expect(again.status).toBe(404);
		expect(again.headers.get('content-type')).toContain('text/html');
		expect((await simulator.call(`GET ${path}`)).body).toEqual({ detail: 'Not found.' });
	});

	it.each([
		['unzip_location', { install_type: 'zip' }],
		['audit_script', { install_enforcement: 'continuously_enforce' }],
		['self_service_category_id', { show_in_self_service: 'true' }],
		['install_type', { install_type: 'msi' }],
		['file_key', {}],
	])('ask for %s where it is needed', async (field, more) => {
		const answer = await createApp(appForm({ file_key: 'nowhere' }, more));
		expect(answer.status).toBe(400);
		expect(Object.keys(bodyOf(answer))).toEqual([field]);
	});
});

describe('T13: in-house apps', () => {
	const statusOf = async (id: unknown): Promise<Answer> =>
		await simulator.call(`GET ${LIBRARY}/ipa-apps/upload/${String(id)}/status`);

	it('go from UPLOADING to VALIDATED, and a create answers 201 without a body', async () => {
		const upload = await store('ipa-apps', { filename: 'Sammy.ipa' }, 'an app');
		const first = await statusOf(upload.id);
		expect([first.status, bodyOf(first).status]).toEqual([200, 'UPLOADING']);
		const early = { file_key: upload.file_key, name: 'Sammy' };
		expect((await simulator.call(`POST ${LIBRARY}/ipa-apps`, { json: early })).status).toBe(503);
		await until(
			({ body }) => (body as Row).status === 'UPLOADED',
			async () => await statusOf(upload.id),
		);
		const last = await until(
			({ body }) => (body as Row).status === 'VALIDATED',
			async () => await statusOf(upload.id),
		);
		expect(bodyOf(last).metadata).toMatchObject({ app_name: 'Sammy' });
		const created = await simulator.call(`POST ${LIBRARY}/ipa-apps`, { json: early });
		expect([created.status, created.text]).toEqual([201, '']);
		const listed = rowsOf(await simulator.call(`GET ${LIBRARY}/ipa-apps`));
		expect(listed.at(-1)).toMatchObject({ name: 'Sammy', runs_on_iphone: true, runs_on_tv: false });
	});

	it('report failures with 200', async () => {
		const empty = await store('ipa-apps', { filename: 'Empty.ipa' }, '');
		const other = await store('ipa-apps', { filename: 'Driver.pkg' }, 'no app');
		const failed = ({ body }: Answer) => /_FAILED$/.test(String((body as Row).status));
		const answers = [empty, other].map(
			async ({ id }) => await until(failed, async () => await statusOf(id)),
		);
		const states = (await Promise.all(answers)).map(({ status, body }) => [
			status,
			(body as Row).status,
		]);
		expect(states).toEqual([
			[200, 'UPLOAD_FAILED'],
			[200, 'VALIDATE_FAILED'],
		]);
	});

	it('answer 404 with nothing in it where there is none to delete', async () => {
		const answer = await simulator.call(`DELETE ${LIBRARY}/ipa-apps/none`);
		expect([answer.status, answer.text]).toEqual([404, '']);
	});
});
