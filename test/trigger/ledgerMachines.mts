import { adeOf } from '../../simulator/areas/ade.mts';
import { libraryOf } from '../../simulator/areas/library.mts';
import { DEVICE_CATEGORIES } from '../../simulator/areas/prism-devices.mts';
import { LIST_CATEGORIES } from '../../simulator/areas/prism-lists.mts';
import type { Device } from '../../simulator/tenant.mts';
import { WATCHED_APP, WATCHED_PROFILE } from '../../tools/harness/everyEvent.mts';
import type { Act, Ledger } from './ledger.mts';

const DAY_MS = 86_400_000;
/** The days left with which the soak wants to hear of a token. */
export const EXPIRY_DAYS = [30, 7];

function automatedEnrollment(ledger: Ledger): Act[] {
	const { tenant, control } = ledger;
	const { devices, integrations } = adeOf(tenant);
	const pick = () => ledger.pickOf(devices.values(), ({ id }) => id);
	return [
		async () => {
			const { id } = await control.control<{ id: string }>('POST', '/ade-devices', {});
			ledger.touch(id);
			ledger.expect('adeDevice.added', id);
		},
		async () => {
			const device = pick();
			if (!device) return;
			await control.control('POST', '/ade-devices/release', { id: device.id });
			ledger.expect('adeDevice.removed', device.id);
		},
		async () => {
			const device = pick();
			if (!device) return;
			const { id, user_id: former } = device;
			const user_id = ledger.another([null, ...tenant.users.keys()], former);
			await control.control('POST', '/ade-devices/change', { id, user_id });
			ledger.expect('adeDevice.assignmentChanged', id);
		},
		async () => {
			const device = pick();
			if (!device) return;
			const { id, blueprint_id: former } = device;
			const blueprint_id = ledger.another([null, ...tenant.blueprints.keys()], former);
			await control.control('POST', '/ade-devices/change', { id, blueprint_id });
			ledger.expect('adeDevice.blueprintChanged', id);
		},
		async () => {
			const integration = ledger.pickOf(integrations.values(), ({ id }) => id);
			if (!integration) return;
			const { id, access_token_expiry: expiry } = integration;
			const before = Math.floor((expiry.getTime() - tenant.now().getTime()) / DAY_MS);
			const after = ledger.another([100, 20, 3], before);
			await control.control('POST', '/ade-integrations', { id, days_left: after });
			if (EXPIRY_DAYS.some((days) => after <= days && before > days)) {
				ledger.expect('adeIntegration.expiring', id);
			}
		},
	];
}

/** Whether Prism shows a protection of a Mac as on. */
function isOn(ledger: Ledger, category: string, key: string, device: Device): boolean {
	const rows = DEVICE_CATEGORIES.find((each) => each.key === category)?.rows(ledger.tenant, device);
	return rows?.[0]?.[key] === true;
}

function protections(ledger: Ledger): Act[] {
	const { control } = ledger;
	const mac = () => ledger.pickDevice(({ platform }) => platform === 'Mac');
	const toggle =
		(name: 'firewall' | 'gatekeeper' | 'sip', category: string, key: string) => async () => {
			const device = mac();
			if (!device) return;
			const on = isOn(ledger, category, key, device);
			await control.control('POST', '/protections', { device_id: device.device_id, [name]: !on });
			expectTurn(ledger, name, on, device);
		};
	return [
		toggle('firewall', 'application_firewall', 'status'),
		toggle('gatekeeper', 'gatekeeper_and_xprotect', 'gatekeeper_status'),
		toggle('sip', 'startup_settings', 'sip'),
		async () => {
			const device = mac();
			if (!device) return;
			const on = device.filevault_enabled === true;
			await control.change(device.device_id, { filevault_enabled: !on });
			expectTurn(ledger, 'fileVault', on, device);
		},
	];
}

function expectTurn(ledger: Ledger, name: string, wasOn: boolean, device: Device): void {
	ledger.expectOf(`${name}.${wasOn ? 'off' : 'on'}`, device);
}

function library(ledger: Ledger): Act {
	const { tenant, control, dice } = ledger;
	return async () => {
		const device = ledger.pickDevice();
		if (!device) return;
		const watched = [...libraryOf(tenant).items.values()].slice(0, 2);
		const item = dice.pick(watched);
		const { device_id } = device;
		const failed = ['ERROR', 'failed'].includes(item.given?.get(device_id) ?? '');
		const status = dice.pick(failed ? ['PASS', 'success'] : ['ERROR', 'failed']);
		await control.control('POST', '/library-items/status', {
			library_item_id: item.id,
			device_id,
			status,
		});
		ledger.expect(
			failed ? 'libraryItem.recovered' : 'libraryItem.failed',
			`${item.id} ${device_id}`,
		);
	};
}

/** An app or profile disappears from a device, or comes back. */
function software(ledger: Ledger): Act[] {
	const { control } = ledger;
	const toggle =
		(name: string, category: string, events: { added?: string; removed: string }) => async () => {
			const rowsOf = LIST_CATEGORIES.find(({ key }) => key === category);
			const has = (device: Device) =>
				rowsOf
					?.rows(ledger.tenant, device)
					.some((row) => [row.name, row.profile_display_name].includes(name)) === true;
			const device = ledger.pickDevice(
				(each) => has(each) || each.without?.includes(name) === true,
			);
			if (!device) return;
			const installed = has(device);
			const { without = [] } = device;
			await control.change(device.device_id, {
				without: installed ? [...without, name] : without.filter((each) => each !== name),
			});
			const event = installed ? events.removed : events.added;
			if (event) ledger.expectAbout(event, device, name);
		};
	return [
		toggle(WATCHED_APP, 'apps', { added: 'app.installed', removed: 'app.removed' }),
		toggle(WATCHED_PROFILE, 'installed_profiles', { removed: 'profile.removed' }),
	];
}

/** What becomes of ADE, protections, software and library items. */
export const machineActs = (ledger: Ledger): Act[] => [
	...automatedEnrollment(ledger),
	...protections(ledger),
	...software(ledger),
	library(ledger),
];
