import { Control } from '../../simulator/controlClient.mts';
import { onlyCannedAnswers } from '../helpers/canned.mts';
import { startSimulator } from '../../simulator/server.mts';
import { runNode } from '../../tools/harness/engine.mts';

const parameters = {
	resource: 'prism',
	operation: 'export',
	category: 'apps',
	exportAs: 'items',
};

describe('The export of a Prism category', () => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	beforeAll(async () => {
		simulator = await startSimulator({ port: 0, devices: 100, seed: 7, rate: 0 });
	});
	afterAll(async () => await simulator.close());

	const credential = () => ({ apiUrl: simulator.url, apiToken: simulator.token });
	const logged = async () => await new Control(simulator).requests();

	it('gives the same rows as items that Get Many pages through', async () => {
		const exported = await runNode(parameters, credential());
		expect(exported.error).toBeUndefined();
		const listed = await runNode(
			{ resource: 'prism', operation: 'getAll', category: 'apps', returnAll: true },
			credential(),
		);
		expect(exported.json.length).toBeGreaterThan(300);
		expect(exported.json).toHaveLength(listed.json.length);
		expect(exported.json[0]).toMatchObject({
			device_id: expect.any(String),
			name: expect.any(String),
		});
	});

	it('gives one item with the file, in the field that was asked for', async () => {
		const { items, error } = await runNode(
			{ ...parameters, exportAs: 'file', options: { outputField: 'csv' } },
			credential(),
		);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{
				json: { category: 'apps', fileName: 'kandji-apps.csv' },
				binary: { csv: { fileName: 'kandji-apps.csv', mimeType: 'text/csv' } },
				pairedItem: { item: 0 },
			},
		]);
		expect(Buffer.from(items[0].binary?.csv.data ?? '', 'base64').toString()).toMatch(
			/^device_id,|,device_id,/,
		);
		expect(JSON.stringify(items[0].json)).not.toContain('X-Amz');
	});

	it('sends filters as Kandji wants them here, and no token to the storage', async () => {
		await new Control(simulator).forgetRequests();
		await runNode(
			{
				...parameters,
				additionalFields: {
					deviceFamilies: ['Mac'],
					conditions: { condition: [{ field: 'name', operator: 'like', value: 'a' }] },
				},
				sort: { sortBy: 'device__name' },
			},
			credential(),
		);
		const requests = await logged();
		expect(requests[0].body).toEqual({
			category: 'apps',
			device_families: ['Mac'],
			filter: { name: { like: ['a'] } },
			sort_by: 'device__name',
		});
		expect(requests.at(-1)).toMatchObject({
			path: expect.stringContaining('/storage/'),
			token: false,
		});
	});

	it('gives up waiting after the time that was set', async () => {
		const { error } = await runNode({ ...parameters, options: { waitAtMost: 1 } }, credential());
		expect(error?.message).toMatch(/^Kandji was still writing the export after 1 s \[Item 0\]$/);
	});
});

describe('The export of a Prism category that goes wrong', () => {
	const credential = {
		apiUrl: 'https://accuhive.api.kandji.io',
		apiToken: '3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640',
	};
	const kandji = () => nock(credential.apiUrl, { allowUnmocked: false });
	const job = { id: '64cb5d3d', status: 'pending', error_msg: null, signed_url: null };
	beforeEach(() => {
		kandji().post('/api/v1/prism/export').reply(200, job);
	});
	const nock = onlyCannedAnswers();

	const answer = (change: Record<string, string>) =>
		kandji()
			.get('/api/v1/prism/export/64cb5d3d')
			.reply(200, { ...job, ...change });

	it('is reported with the text of the export', async () => {
		answer({ status: 'failed', error_msg: 'Too many columns' });
		const { error } = await runNode(parameters, credential);
		expect(error?.message).toBe('Kandji could not write the export: Too many columns [Item 0]');
	});

	it('is reported with the text of the storage, without the signed link', async () => {
		answer({ status: 'success', signed_url: 'https://files.example/a.csv?X-Amz-Signature=secret' });
		nock('https://files.example', { badheaders: ['authorization'] })
			.get('/a.csv')
			.query(true)
			.reply(403, '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>');
		const { error } = await runNode(parameters, credential);
		expect(error?.message).toBe(
			"Kandji's file storage did not give the file: Request has expired [Item 0]",
		);
		expect(JSON.stringify(error)).not.toContain('secret');
	});

	it('is refused where the link is not https', async () => {
		answer({ status: 'success', signed_url: 'http://files.example/a.csv' });
		const { error } = await runNode(parameters, credential);
		expect(error?.message).toBe('Kandji did not state a safe address of its file storage [Item 0]');
	});
});
