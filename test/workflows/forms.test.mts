import { HARMFUL, HOSTILE } from '../helpers/hostile.mts';
import { MemoryTables } from '../helpers/dataTables.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import { readyWorkflow, runReady } from '../helpers/workflow.mts';

const tenant = new TestTenant();
beforeAll(async () => await tenant.open());
afterAll(async () => await tenant.close());

describe('find-a-device', () => {
	const FIELD = 'Serial number, or email of the user';
	const find = async (text: string, tables = new MemoryTables(), settings = {}) => {
		const { credential } = tenant;
		const pins = { Form: [{ [FIELD]: text }] };
		return await runReady('find-a-device', { pins, credential, tables, settings });
	};
	const answer = async (text: string) => (await find(text)).last('Answer');

	it('asks every visitor to log in', () => {
		const form = readyWorkflow('find-a-device').nodes.find(({ name }) => name === 'Form');
		expect(form?.parameters.authentication).toBe('basicAuth');
	});

	it('finds a device by its whole serial number, in any case', async () => {
		const mac = await tenant.mac({ device_name: 'Ines Mac' });
		await expect(answer(` ${mac.serial_number.toLowerCase()} `)).resolves.toMatchObject({
			completionTitle: 'Ines Mac',
			completionMessage: expect.stringContaining(mac.serial_number) as string,
		});
	});

	it.each(['T', 'TESTMAC', 'Ines Mac', '@', '@accuhive.example'])(
		'answers %j with no device, no name and no serial number',
		async (text) => {
			await tenant.mac({ device_name: 'Ines Mac' });
			const { completionTitle, completionMessage } = await answer(text);
			expect(completionTitle).toBe('Not found');
			expect(String(completionMessage).replace(`"${text}"`, '')).not.toMatch(/Ines|TESTMAC\d/);
		},
	);

	it('lists both devices of a person, with links that work', async () => {
		const { id, email } = await tenant.person('Ann');
		const macs = [await tenant.mac({ user: id }), await tenant.mac({ user: id })];
		const { completionTitle, completionMessage } = await answer(email);
		expect(completionTitle).toBe('2 devices');
		for (const { serial_number, device_id } of macs) {
			expect(completionMessage).toContain(serial_number);
			expect(completionMessage).toMatch(new RegExp(`<a href="http[^"]+/devices/${device_id}"`));
		}
	});

	it.each(Object.entries(HOSTILE))('shows a name with %s as plain text', async (_kind, name) => {
		const { serial_number } = await tenant.mac({ device_name: name });
		const { completionTitle, completionMessage } = await answer(serial_number);
		expect(`${String(completionTitle)} ${String(completionMessage)}`).not.toMatch(HARMFUL);
		expect(String(completionMessage).length).toBeLessThan(700);
	});

	it('stops at the limit of look-ups, before it asks Kandji', async () => {
		const tables = new MemoryTables();
		for (let at = 0; at < 3; at++) await find('NOBODY', tables, { maxLookUpsPerHour: 3 });
		await tenant.behind.control('DELETE', '/requests');
		const { ran } = await find('NOBODY', tables, { maxLookUpsPerHour: 3 });
		expect(ran('Too Many Look-Ups')).toBe(true);
		await expect(tenant.behind.requests()).resolves.toEqual([]);
	});

	it('says so when Kandji could not be asked', async () => {
		await tenant.behind.fault({ method: 'GET', kind: 'status', status: 403, times: 5 });
		const { completionTitle } = await answer('NOBODY');
		await tenant.behind.mend();
		expect(completionTitle).toBe('Kandji could not be asked');
	});
});

describe('blueprint-picker', () => {
	const pick = async (serialNumber: string, blueprint?: string) =>
		await runReady('blueprint-picker', {
			pins: { 'Which Device': [{ 'Serial number': serialNumber }] },
			credential: tenant.credential,
			answers: blueprint ? { 'Which Blueprint': { Blueprint: blueprint } } : {},
		});

	it('offers every blueprint but the present one, and moves the device by its ID', async () => {
		const mac = await tenant.mac();
		const { results } = await tenant.call<{ results: Array<{ name: string }> }>(
			...(['GET', '/api/v1/blueprints'] as const),
		);
		const others = results.map(({ name }) => name).filter((name) => name !== mac.blueprint_name);
		const { last, ran } = await pick(mac.serial_number, others[0]);
		const [field] = JSON.parse(String(last('Which Blueprint').jsonOutput)) as [
			{ fieldOptions: { values: Array<{ option: string }> } },
		];
		expect(field.fieldOptions.values.map(({ option }) => option).sort()).toEqual(others.toSorted());
		expect(ran('Moved')).toBe(true);
		await expect(tenant.device(mac.device_id)).resolves.toMatchObject({
			blueprint_name: others[0],
		});
	});

	it.each(Object.entries(HOSTILE))('shows a name with %s as plain text', async (_kind, name) => {
		const { serial_number } = await tenant.mac({ device_name: name });
		const { options } = (await pick(serial_number)).last('Which Blueprint');
		expect(JSON.stringify(options).replaceAll('\\"', '"')).not.toMatch(HARMFUL);
	});

	it('moves nothing when the device is unknown', async () => {
		await tenant.writes();
		const { last } = await pick('NOSUCHDEVICE<b>');
		expect(last('No Such Device').completionMessage).not.toMatch(HARMFUL);
		await expect(tenant.writes()).resolves.toEqual([]);
	});
});
