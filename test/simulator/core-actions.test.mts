import { benchForFile } from './harness.mts';
import type { Device, Platform } from '../../simulator/tenant.mts';

const simulator = benchForFile();

beforeEach(() => jest.restoreAllMocks());

const at = (platform: Platform, rest: string): string => {
	const device = [...simulator.tenant.devices.values()].find((each) => each.platform === platform);
	return `/api/v1/devices/${(device as Device).device_id}${rest}`;
};

const act = async (platform: Platform, action: string, json?: unknown) =>
	await simulator.call(`POST ${at(platform, `/action/${action}`)}`, { json });

/** Lets `milliseconds` pass on the tenant's clock. */
const pass = (milliseconds: number): void => {
	const later = new Date(Date.now() + milliseconds);
	jest.spyOn(simulator.tenant, 'now').mockReturnValue(later);
};

describe('device actions', () => {
	it('answer 200 without a body and put a command into the queue that completes', async () => {
		const answer = await act('Mac', 'restart');
		expect([answer.status, answer.text]).toEqual([200, '']);
		expect(answer.headers.get('content-length')).toBe('0');
		const status = async (): Promise<unknown> => {
			const { body } = await simulator.call(`GET ${at('Mac', '/commands')}`);
			const { commands } = body as { commands: { results: Array<{ status: number }> } };
			return commands.results.at(-1)?.status;
		};
		expect(await status()).toBe(1);
		expect((await act('Mac', 'restart')).body).toBe('Command already running');
		pass(3000);
		expect(await status()).toBe(3);
	});

	it('lock a Mac once, with a PIN that can be read later and that the audit log notes', async () => {
		const locked = await act('Mac', 'lock', { Message: 'Found?' });
		const { PIN: pin } = locked.body as { PIN: string };
		expect(pin).toMatch(/^\d{6}$/);
		const again = await act('Mac', 'lock');
		expect([again.status, again.text]).toEqual([400, '"This device is already locked."']);
		expect((await simulator.call(`GET ${at('Mac', '/secrets/unlockpin')}`)).body).toEqual({ pin });
		expect(simulator.tenant.events.at(-1)).toMatchObject({
			action: 'view',
			target_component: 'unlockpin',
		});
		expect((await act('iPhone', 'lock')).text).toBe('');
	});

	it.each([
		['clearpasscode', 'Mac'],
		['unlockaccount', 'iPad'],
		['restart', 'Windows'],
		['resetworkprofilepasscode', 'iPhone'],
		['enablelostmode', 'Mac'],
	] as const)('%s is not allowed on %s', async (action, platform) => {
		const answer = await act(platform, action, {});
		expect([answer.status, answer.body]).toEqual([
			400,
			'Command is not allowed for current device',
		]);
	});

	it.each([
		['setname', 'Mac', {}, { DeviceName: ['This field is required.'] }],
		['remotedesktop', 'Mac', { EnableRemoteDesktop: 'yes' }, expect.any(Object)],
		['erase', 'Mac', { PIN: '123' }, { PIN: expect.any(Array) }],
		['erase', 'Windows', { erase_mode: 'GENTLY' }, { erase_mode: expect.any(Array) }],
		['togglepersonalhotspot', 'iPhone', {}, { Enabled: ['This field is required.'] }],
		['resetworkprofilepasscode', 'Android', { newPassword: '1' }, expect.any(Object)],
		[
			'erase',
			'iPhone',
			{ ReturnToService: { Enabled: true, ProfileId: 'elsewhere' } },
			'The specified profile is not in scope for the device',
		],
	] as const)('%s on %s refuses %j', async (action, platform, json, body) => {
		const answer = await act(platform, action, json);
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual(body);
	});

	it('setname changes the name, and the activity tells', async () => {
		await act('Mac', 'setname', { DeviceName: 'Queen' });
		expect((await simulator.call(`GET ${at('Mac', '')}`)).body).toMatchObject({
			device_name: 'Queen',
		});
		const { text } = await simulator.call(`GET ${at('Mac', '/activity')}`);
		expect(text).toContain('name_changed');
	});

	it('lost mode is pending, then enabled, answers sound and location, and ends', async () => {
		const details = `GET ${at('iPad', '/details/lostmode')}`;
		expect((await simulator.call(details)).body).toEqual(['Device is not in lost mode.']);
		await act('iPad', 'enablelostmode', { Message: 'Call us', PhoneNumber: '1' });
		const shown = async (): Promise<unknown> =>
			((await simulator.call(details)).body as { lost_mode: unknown }).lost_mode;
		expect(await shown()).toMatchObject({ lost_mode_status: 'PENDING' });
		pass(2000);
		await act('iPad', 'updatelocation');
		pass(4000);
		expect(await shown()).toMatchObject({
			lost_mode_status: 'ENABLED',
			lock_screen_message: 'Call us',
			last_location_status: 'SUCCESS',
			last_location: { latitude: expect.any(String) },
		});
		expect((await act('iPad', 'disablelostmode')).status).toBe(200);
		const twice = await act('iPad', 'disablelostmode');
		expect(twice.body).toBe('Disable lost mode is already pending for this device.');
		pass(8000);
		expect((await simulator.call(details)).status).toBe(400);
	});
});
