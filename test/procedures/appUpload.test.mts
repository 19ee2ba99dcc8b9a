import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import type { IBinaryData, IDataObject, INodeParameters } from 'n8n-workflow';
import { startSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { chosen, runNode } from '../../tools/harness/engine.mts';

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

const inMemory = (fileName: string, content = 'content of a file'): IBinaryData => ({
	fileName,
	mimeType: 'application/octet-stream',
	data: Buffer.from(content).toString('base64'),
});

describe('Uploads from a binary field', () => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	beforeAll(async () => {
		simulator = await startSimulator({ port: 0, devices: 10, seed: 7, rate: 0 });
	});
	afterAll(async () => await simulator.close());
	beforeEach(async () => {
		await new Control(simulator).forgetRequests();
	});

	const requests = async () => await new Control(simulator).requests();
	const steps = async () => (await requests()).map(({ method, path }) => `${method} ${path}`);
	const credential = () => ({ apiUrl: simulator.url, apiToken: simulator.token });
	const run = async (parameters: INodeParameters, file?: IBinaryData) =>
		await runNode(parameters, credential(), { binary: file && { data: file } });
	const blueprintId = async () => {
		const parameters = { resource: 'blueprint', operation: 'getAll', returnAll: true };
		return String((await runNode(parameters, credential())).json[0].id);
	};

	const customApp = {
		resource: 'customApp',
		operation: 'create',
		binaryPropertyName: 'data',
		name: 'Driver',
		installType: 'package',
		installEnforcement: 'install_once',
	};

	it('stores the file of a new custom app first and waits while Kandji processes it', async () => {
		const { json, error } = await run(customApp, inMemory('driver.pkg'));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ name: 'Driver', sha256: sha256('content of a file') }]);
		const sent = await requests();
		expect(sent[0]).toMatchObject({
			path: '/api/v1/library/custom-apps/upload',
			body: { name: 'driver.pkg' },
		});
		expect(sent[1]).toMatchObject({ method: 'POST', status: 204 });
		expect(sent.slice(2).map(({ status }) => status)).toEqual([503, 201]);
		expect(sent.at(-1)?.contentType).toContain('application/x-www-form-urlencoded');
	});

	it('never sends the token to the storage', async () => {
		await run(customApp, inMemory('driver.pkg'));
		const [kandji, storage] = (await requests()).map(({ token }) => token);
		expect([kandji, storage]).toEqual([true, false]);
	});

	it('puts the fields of the presigned form before the file', async () => {
		await run(customApp, inMemory('driver.pkg'));
		const form = (await requests())[1].body as IDataObject;
		expect(Object.keys(form).slice(0, 2)).toEqual(['key', 'x-amz-algorithm']);
		expect(JSON.stringify(form)).toContain('driver');
	});

	it('streams a file that n8n keeps on disk, with its length stated in advance', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'kandji-upload-'));
		Container.set(BinaryDataConfig, {
			mode: 'filesystem',
			availableModes: ['filesystem'],
			localStoragePath: folder,
			signingSecret: '',
		} as unknown as BinaryDataConfig);
		const service = Container.get(BinaryDataService);
		const buffered = jest.spyOn(service, 'getAsBuffer');
		try {
			await service.init();
			const megabyte = Buffer.alloc(1 << 20, 'x');
			const file = await service.store(
				{ type: 'execution', workflowId: 'test', executionId: 'test' },
				Readable.from(Array.from({ length: 8 }, () => megabyte)),
				{ fileName: 'large.pkg', mimeType: 'application/octet-stream', data: '' },
			);
			const { json, error } = await run(customApp, file);
			expect(error).toBeUndefined();
			expect(json[0]).toMatchObject({
				file_size: 8 << 20,
				sha256: sha256(Buffer.alloc(8 << 20, 'x')),
			});
			expect(buffered).not.toHaveBeenCalled();
		} finally {
			buffered.mockRestore();
			Container.reset();
			await rm(folder, { recursive: true });
		}
	});

	it.each([
		['Unzip Location', { installType: 'zip' }],
		['Audit Script', { installEnforcement: 'continuously_enforce' }],
		['Self Service Category', { additionalFields: { showInSelfService: true } }],
	])('asks for %s before anything is sent', async (field, change) => {
		const { error } = await run({ ...customApp, ...change }, inMemory('driver.zip'));
		expect(error?.message).toMatch(new RegExp(`^${field} is needed when .* \\[Item 0\\]$`));
		expect(await requests()).toEqual([]);
	});

	it.each([
		['a text as a package', 'notes.txt', {}, '.pkg'],
		['an archive as a package', 'driver.zip', {}, '.pkg'],
		['a package as a disk image', 'Driver 1.2.PKG', { installType: 'image' }, '.dmg'],
	])('refuses %s before anything is sent', async (_, name, change, wanted) => {
		const large = inMemory(name, 'x'.repeat(10 << 20));
		const { error } = await run({ ...customApp, ...change }, large);
		expect(error?.message).toBe(`The file "${name}" is no ${wanted} file [Item 0]`);
		expect(error?.description).toContain('choose the Install Type that fits this one');
		expect(await requests()).toEqual([]);
	});

	it('refuses a new file of an app where no install type takes it', async () => {
		const { json } = await run(customApp, inMemory('driver.pkg'));
		const id = String(json[0].id);
		const update = { resource: 'customApp', operation: 'update', customApp: chosen(id) };
		const parameters = { ...update, options: { binaryPropertyName: 'data' } };
		const { error } = await run(parameters, inMemory('notes.txt'));
		expect(error?.message).toBe('The file "notes.txt" is no .pkg or .dmg or .zip file [Item 0]');
		expect((await run(parameters, inMemory('driver.dmg'))).error).toBeUndefined();
	});

	it('takes a file whose name says nothing of its kind', async () => {
		const { json, error } = await run(customApp, inMemory('Driver 1.2'));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ name: 'Driver' }]);
	});

	it('says which binary field is missing or empty', async () => {
		const missing = await run(customApp);
		expect(missing.error?.message).toBe('The input item has no binary field "data" [Item 0]');
		const empty = await run(customApp, inMemory('driver.pkg', ''));
		expect(empty.error?.message).toBe('The file in the binary field "data" is empty [Item 0]');
		expect(await requests()).toEqual([]);
	});

	it('names the file key where the file was sent and the app could not be saved', async () => {
		await new Control(simulator).fault({
			method: 'POST',
			path: '/api/v1/library/custom-apps',
			kind: 'status',
			status: 400,
			body: { name: ['This field must be unique.'] },
		});
		const { error } = await run(customApp, inMemory('driver.pkg'));
		expect(error?.message).toContain('This field must be unique');
		expect(error?.description).toMatch(/The file is uploaded.*File Key "companies\/.*driver/);
	});

	it('uses the file key of an earlier upload instead of sending a file again', async () => {
		const first = await run(customApp, inMemory('driver.pkg'));
		await new Control(simulator).forgetRequests();
		const fileKey = String(first.json[0].file_key);
		const { error } = await run({ ...customApp, name: 'Again', additionalFields: { fileKey } });
		expect(error).toBeUndefined();
		expect(await steps()).toEqual(['POST /api/v1/library/custom-apps']);
	});

	it('changes a custom app without its file, and with a new one where a binary field is named', async () => {
		const { json } = await run(customApp, inMemory('driver.pkg'));
		const id = String(json[0].id);
		const update = { resource: 'customApp', operation: 'update', customApp: chosen(id) };
		await new Control(simulator).forgetRequests();
		const renamed = await run({ ...update, updateFields: { name: 'Renamed' } });
		expect(renamed.json).toMatchObject([{ id, name: 'Renamed' }]);
		expect(await steps()).toEqual([`PATCH /api/v1/library/custom-apps/${id}`]);
		const replaced = await run(
			{ ...update, options: { binaryPropertyName: 'data' } },
			inMemory('new.pkg', 'new'),
		);
		expect(replaced.json).toMatchObject([{ id, sha256: sha256('new') }]);
	});

	it('refuses an update that changes nothing', async () => {
		const { error } = await run({
			resource: 'customApp',
			operation: 'update',
			customApp: chosen('41d7c0a9-6b2e-4f35-9a18-d03e5c7b82f6'),
		});
		expect(error?.message).toBe('Nothing to update [Item 0]');
		expect(await requests()).toEqual([]);
	});

	it('gives up waiting after the time that was set', async () => {
		const { error } = await run(
			{ ...customApp, options: { waitAtMost: 1 } },
			inMemory('driver.pkg'),
		);
		expect(error?.message).toBe('Kandji was still processing the uploaded file after 1 s [Item 0]');
	});

	const inHouseApp = {
		resource: 'inHouseApp',
		operation: 'create',
		binaryPropertyName: 'data',
		name: 'Field Service',
	};

	it('waits until Kandji has validated an in-house app before it is created', async () => {
		const { json, error } = await run(inHouseApp, inMemory('service.ipa'));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ success: true, name: 'Field Service' }]);
		const sent = await steps();
		expect(sent.at(-2)).toMatch(/^GET .*\/status$/);
		expect(sent.at(-1)).toBe('POST /api/v1/library/ipa-apps');
	});

	it('stops waiting within a second when the execution is cancelled, and creates nothing', async () => {
		let cancelledAt = 0;
		await runNode(inHouseApp, credential(), {
			binary: { data: inMemory('service.ipa') },
			started: (cancel) =>
				setTimeout(() => {
					cancelledAt = performance.now();
					cancel();
				}, 300),
		});
		expect(performance.now() - cancelledAt).toBeLessThan(1_000);
		await new Promise((resolve) => setTimeout(resolve, 1_500));
		const sent = await steps();
		expect(sent[0]).toBe('POST /api/v1/library/ipa-apps/upload');
		expect(sent).not.toContain('POST /api/v1/library/ipa-apps');
	});

	it('tells why Kandji did not accept an in-house app although it answers 200', async () => {
		const { error } = await run(inHouseApp, inMemory('service.txt'));
		expect(error?.message).toBe(
			'Kandji did not accept the uploaded file: The IPA file validation failed [Item 0]',
		);
		expect((await steps()).at(-1)).toMatch(/\/status$/);
	});

	it('gives the ID of a changed in-house app, whose answer is empty', async () => {
		const listed = await run({ resource: 'inHouseApp', operation: 'getAll', limit: 1 });
		const id = String(listed.json[0].id);
		const update = { resource: 'inHouseApp', operation: 'update', inHouseApp: chosen(id) };
		const { json } = await run({ ...update, updateFields: { active: false } });
		expect(json).toEqual([{ success: true, id, active: false }]);
	});

	it('sends a custom profile with its file as multipart', async () => {
		const { json, error } = await run(
			{
				resource: 'customProfile',
				operation: 'create',
				binaryPropertyName: 'data',
				name: 'Wi-Fi',
				additionalFields: { runsOnMac: true, runsOnTv: false },
			},
			inMemory('wifi.mobileconfig', '<plist/>'),
		);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ name: 'Wi-Fi', runs_on_mac: true, runs_on_tv: false }]);
		expect((await requests())[0].contentType).toContain('multipart/form-data; boundary=');
	});

	it('creates and renews an ADE integration with its server token', async () => {
		const fields = {
			resource: 'adeIntegration',
			binaryPropertyName: 'data',
			email: 'it@example.com',
			phone: '+1 555 010 0100',
			additionalFields: { blueprintId: chosen(await blueprintId()) },
		};
		const token = inMemory('Accuhive_Token.p7m');
		const created = await run({ ...fields, operation: 'create' }, token);
		expect(created.error).toBeUndefined();
		const id = String(created.json[0].id);
		const renewed = await run({ ...fields, operation: 'renew', adeIntegration: chosen(id) }, token);
		expect(renewed.json).toMatchObject([{ id, defaults: { email: 'it@example.com' } }]);
		const sent = (await steps()).filter((step) => step.startsWith('POST'));
		expect(sent).toEqual([
			'POST /api/v1/integrations/apple/ade/',
			`POST /api/v1/integrations/apple/ade/${id}/renew`,
		]);
	});

	it.each([
		['neither', {}, 'Devices need a blueprint to enroll into [Item 0]'],
		[
			'both',
			{ useBlueprintRouting: true, blueprintId: chosen('2d8f4a1b-9c63-4e07-b5aa-71e0c94d36f2') },
			'A blueprint and Blueprint Routing exclude each other [Item 0]',
		],
	])(
		'wants a blueprint or Blueprint Routing for an ADE integration, not %s',
		async (_, additionalFields, message) => {
			const { error } = await run(
				{
					resource: 'adeIntegration',
					operation: 'create',
					binaryPropertyName: 'data',
					email: 'it@example.com',
					phone: '1',
					additionalFields,
				},
				inMemory('token.p7m'),
			);
			expect(error?.message).toBe(message);
			expect(await requests()).toEqual([]);
		},
	);
});
