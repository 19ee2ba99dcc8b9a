import { HARMFUL, HOSTILE } from '../helpers/hostile.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import { runReady } from '../helpers/workflow.mts';

describe('assetbots-actions', () => {
	const tenant = new TestTenant();
	beforeAll(async () => await tenant.open());
	afterAll(async () => await tenant.close());

	const act = async (serial: string, action: string, again: string, enableDeviceActions = true) =>
		await runReady('assetbots-actions', {
			pins: { 'Open Actions': [{ 'Serial number': serial, 'Your name': '<b>Desk</b>' }] },
			answers: { 'Choose Action': { Action: action, 'Serial number again': again } },
			settings: { enableDeviceActions },
			credential: tenant.credential,
		});

	it.each([
		['Blank push', 'blankpush', ''],
		['Lock', 'lock', 'same'],
		['Restart', 'restart', 'same'],
		['Shut down', 'shutdown', 'same'],
	])('sends %s once, and logs who did it, without a PIN', async (action, command, again) => {
		const mac = await tenant.mac();
		await tenant.writes();
		const typed = again === '' ? '' : ` ${mac.serial_number.toLowerCase()} `;
		const { tables, last } = await act(mac.serial_number, action, typed);
		await expect(tenant.writes()).resolves.toEqual([
			`POST /devices/${mac.device_id}/action/${command}`,
		]);
		expect(tables.rows('Device Action Log')).toMatchObject([
			{ action, serialNumber: mac.serial_number, who: '‹b›Desk‹/b›' },
		]);
		const [{ outcome }] = tables.rows('Device Action Log');
		expect(outcome).not.toMatch(/PIN|\d{6}/);
		const message = String(last('Done').completionMessage);
		expect(/PIN: \d{6}/.test(message)).toBe(action === 'Lock');
	});

	it.each<[action: string, again: string, enabled: boolean]>([
		['Lock', '', true],
		['Lock', 'OTHER', true],
		['Erase', 'same', true],
		['Lock', 'same', false],
		['Blank push', '', false],
	])(
		'sends nothing after %s with %j (actions on: %s), and logs it',
		async (action, again, enabled) => {
			const mac = await tenant.mac();
			await tenant.writes();
			const typed = again === 'same' ? mac.serial_number : again;
			const { tables, last } = await act(mac.serial_number, action, typed, enabled);
			await expect(tenant.writes()).resolves.toEqual([]);
			expect(last('Done').completionMessage).toMatch(/^Nothing was sent/);
			expect(tables.rows('Device Action Log')).toHaveLength(1);
		},
	);

	it('offers a Windows device nothing', async () => {
		const { serial_number: serial } = await tenant.mac({ platform: 'Windows' });
		const { last } = await act(serial, 'Lock', serial);
		expect(last('Choose Action').jsonOutput).toContain('No action is offered');
	});

	it.each(Object.entries(HOSTILE))('shows a name with %s as plain text', async (_kind, name) => {
		const { serial_number: serial } = await tenant.mac({ device_name: name });
		const { last } = await act(serial, 'Blank push', '');
		const shown = [last('Choose Action').jsonOutput, last('Done').completionMessage].join(' ');
		expect(shown.replaceAll('\\"', '"')).not.toMatch(HARMFUL);
	});
});
