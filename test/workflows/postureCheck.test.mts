import { TestTenant } from '../helpers/testTenant.mts';
import { runReady } from '../helpers/workflow.mts';

describe('posture-check', () => {
	const tenant = new TestTenant();
	beforeAll(async () => await tenant.open());
	afterAll(async () => await tenant.close());

	const ask = async (query: object, settings = {}) => {
		const pins = { Ask: [{ headers: {}, query: { ...query } }] };
		const { response, error } = await runReady('posture-check', {
			...{ pins, settings, credential: tenant.credential },
		});
		expect(error).toBeUndefined();
		return response as { status: number; compliant: boolean; reasons: string[]; devices: object[] };
	};
	const askMac = async (more: object, settings = {}) => {
		const { serial_number: serialNumber } = await tenant.mac(more);
		return await ask({ serialNumber }, settings);
	};

	it('passes a Mac that meets every rule', async () => {
		await expect(askMac({})).resolves.toMatchObject({ status: 200, compliant: true, reasons: [] });
	});

	const old = new Date(Date.now() - 8.5 * 86_400_000).toISOString();
	it.each<[what: string, device: object, settings: object, reason: RegExp]>([
		['an old system', { os_version: '14.7' }, {}, /Mac 14\.7 is older than 15\.0/],
		[
			'Windows without a rule',
			{ platform: 'Windows' },
			{ encryption: false },
			/No lowest version is set for Windows/,
		],
		[
			'Android without a rule',
			{ platform: 'Android' },
			{ encryption: false },
			/No lowest version is set for Android/,
		],
		[
			...(['Windows, whose disk Kandji does not report', { platform: 'Windows' }] as const),
			{ minimumVersions: '{"Windows": "1"}' },
			/does not report the disk encryption of Windows/,
		],
		['a removed MDM profile', { mdm_enabled: false }, {}, /MDM profile was removed/],
		['a missing device', { is_missing: true }, {}, /marked as missing/],
		['FileVault off', { filevault_enabled: false }, {}, /FileVault is off/],
		['a silent device', { last_check_in: old }, {}, /8 days ago, more than 7/],
		['another blueprint', {}, { blueprints: 'Nowhere, Elsewhere' }, /not in Nowhere or Elsewhere/],
		['an app that is missing', {}, { requiredApps: 'No Such App' }, /No Such App is not installed/],
	])('refuses %s', async (_what, device, settings, reason) => {
		const { compliant, reasons } = await askMac(device, settings);
		expect(compliant).toBe(false);
		expect(reasons).toHaveLength(1);
		expect(reasons[0]).toMatch(reason);
	});

	it('refuses what is in a blueprint that never passes', async () => {
		const mac = await tenant.mac();
		const settings = { deniedBlueprints: `Other, ${mac.blueprint_name}` };
		const { compliant, reasons } = await ask({ serialNumber: mac.serial_number }, settings);
		expect(compliant).toBe(false);
		expect(reasons[0]).toContain(`in the blueprint ${mac.blueprint_name}`);
	});

	it('passes unchecked only platforms that the settings list', async () => {
		const settings = { uncheckedVersions: 'Windows', uncheckedEncryption: 'Windows' };
		await expect(askMac({ platform: 'Windows' }, settings)).resolves.toMatchObject({
			compliant: true,
		});
	});

	it.each([
		['the lowest version itself', { os_version: '15.0' }],
		['a higher minor version', { os_version: '15.0.1' }],
		['a two-digit version', { os_version: '26.10' }],
	])('passes %s', async (_what, device) => {
		await expect(askMac(device)).resolves.toMatchObject({ compliant: true });
	});

	it('judges every device of a person, and nobody else’s', async () => {
		const { id, email } = await tenant.person('Ann');
		await tenant.mac({ user: id });
		await tenant.mac({ user: id, filevault_enabled: false });
		const { devices, compliant } = await ask({ email: email.toUpperCase() });
		expect(devices).toHaveLength(2);
		expect(compliant).toBe(false);
	});

	it('passes no device of somebody else where both are asked', async () => {
		const { id, email } = await tenant.person('Ann');
		const { serial_number: serialNumber } = await tenant.mac({ user: id });
		await expect(ask({ serialNumber, email })).resolves.toMatchObject({ compliant: true });
		for (const other of ['bob@accuhive.example', '']) {
			const { compliant, reasons } = await ask({ serialNumber, email: other });
			expect([compliant, reasons]).toEqual(
				other === '' ? [true, []] : [false, [expect.stringContaining(`of ${other}`)]],
			);
		}
	});

	it.each(['deniedBlueprints', 'blueprints'])('compares %s in any case', async (setting) => {
		const mac = await tenant.mac();
		const settings = { [setting]: mac.blueprint_name.toUpperCase() };
		const { compliant } = await ask({ serialNumber: mac.serial_number }, settings);
		expect(compliant).toBe(setting === 'blueprints');
	});

	it.each([
		[{ serialNumber: ' ' }, 400],
		[{ email: '\t' }, 400],
		[{ serialNumber: 'TESTMA' }, 200],
		[{ email: '@accuhive.example' }, 200],
		[{}, 400],
	])('answers no to %j', async (query, status) => {
		await expect(ask(query)).resolves.toMatchObject({ status, compliant: false, devices: [] });
	});

	it.each(['/api/v1/devices', '/api/v1/devices/*/details', '/api/v1/devices/*/apps'])(
		'answers 503 when Kandji refuses %s',
		async (path) => {
			const { serial_number: serialNumber } = await tenant.mac();
			await tenant.behind.fault({ method: 'GET', path, kind: 'status', status: 403, times: 5 });
			const answer = await ask({ serialNumber });
			await tenant.behind.mend();
			expect(answer).toMatchObject({ status: 503, compliant: false });
		},
	);
});
