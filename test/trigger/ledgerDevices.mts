import { enrol as enrolDevice } from '../../simulator/seed-devices.mts';
import type { Device } from '../../simulator/tenant.mts';
import type { Act, Ledger } from './ledger.mts';

/** Serial numbers that tell no device from another. */
export const PLACEHOLDERS = ['System Serial Number', 'Not Available'];
/** A device with such a version is older than the soak allows; no seeded one is. */
const OLD = /^0\./;

/** The hours without agent with which the soak runs. */
export const AGENT_HOURS = 2_000;

/** New devices are no Macs, whose protections would have to be known. */
const NEW = { platform: 'iPhone', user: null, os_version: '99.0' };

/** Blueprints that stay: the end of one takes its devices along, which the ledger would not know. */
const lasting = ({ tenant }: Ledger) =>
	[...tenant.blueprints.values()].filter(({ name }) => !name.startsWith('Soak'));

/** Devices that change, one field at a time. */
function changes(ledger: Ledger): Act[] {
	const { tenant, control, dice } = ledger;
	const change =
		(event: string, changed: (device: Device) => Partial<Device> & Record<string, unknown>) =>
		async () => {
			const device = ledger.pickDevice();
			if (!device) return;
			const before = { ...device };
			await control.change(device.device_id, changed(device));
			ledger.expectOf(event, before, device);
		};
	return [
		change('device.blueprintChanged', ({ blueprint_id: on }) => ({
			blueprint_id: ledger.another(lasting(ledger), tenant.blueprints.get(on) as never).id,
		})),
		change('device.assetTagChanged', () => ({ asset_tag: `T${ledger.number}` })),
		change('device.tagsChanged', () => ({ tags: [`tag, ${ledger.number}`] })),
		change('device.nameChanged', () => ({ device_name: `Name ${ledger.number}` })),
		change('device.fieldChanged', () => ({ model: `Model ${ledger.number}` })),
		change('device.lostModeChanged', () => ({ lost_mode_status: `STATUS ${ledger.number}` })),
		change('device.enrolled', () => ({ last_enrollment: new Date().toISOString() })),
		async () => {
			const device = ledger.pickDevice();
			if (!device) return;
			const { is_missing: missing } = device;
			await control.change(device.device_id, { is_missing: !missing });
			ledger.expectOf(missing ? 'device.found' : 'device.missing', device);
		},
		async () => {
			const device = ledger.pickDevice();
			if (!device) return;
			const { mdm_enabled: managed } = device;
			await control.change(device.device_id, { mdm_enabled: !managed });
			ledger.expectOf(managed ? 'device.managementLost' : 'device.managementRestored', device);
		},
		async () => {
			const device = ledger.pickDevice(({ platform }) => ['Mac', 'Windows'].includes(platform));
			if (!device) return;
			const { agent_installed: installed, last_enrollment: enrolled } = device;
			const hours = (ledger.tenant.now().getTime() - Date.parse(enrolled)) / 3_600_000;
			// One that crosses the limit while the soak runs would become an event by itself.
			if (Math.abs(hours - AGENT_HOURS) < 500) return;
			await control.change(device.device_id, { agent_installed: !installed });
			ledger.expectOf(installed ? 'device.managementLost' : 'device.managementRestored', device);
			if (installed && hours > AGENT_HOURS) ledger.expectOf('device.agentMissing', device);
		},
		async () => {
			const device = ledger.pickDevice();
			if (!device) return;
			const fresh = !OLD.test(device.os_version);
			const older = dice.chance(0.5);
			await control.change(device.device_id, {
				os_version: `${older ? 0 : 99}.${ledger.number}`,
			});
			ledger.expectOf('device.osUpdated', device);
			if (older && fresh) ledger.expectOf('device.osOutdated', device);
		},
		async () => {
			const device = ledger.pickDevice(({ last_check_in: at }) => at !== '');
			if (!device) return;
			// Silent since long ago, or heard of just now.
			const silent = device.last_check_in > '2021';
			const at = silent ? new Date(Date.UTC(2020, 0, 1) + ledger.number * 1_000) : new Date();
			await control.change(device.device_id, { last_check_in: at.toISOString() });
			ledger.expectOf(silent ? 'device.stale' : 'device.checkedInAgain', device);
		},
	];
}

/** Devices that come and go. */
export function arrivals(ledger: Ledger): Act[] {
	const { tenant, control, dice } = ledger;
	const enrol = async (given: object) => {
		const blueprint_id = dice.pick(lasting(ledger)).id;
		const { device_id: id } = await control.enrol({ ...NEW, blueprint_id, ...given });
		ledger.touch(id);
		ledger.expectOf('device.enrolled', tenant.devices.get(id) as Device);
	};
	return [
		async () => {
			const serial = dice.pick([...PLACEHOLDERS, undefined, undefined]);
			await enrol(serial === undefined ? {} : { serial_number: serial });
		},
		async () => {
			const device = ledger.pickDevice();
			if (!device) return;
			await control.remove(device.device_id);
			ledger.expectOf('device.removed', device);
			ledger.counted(device.user_id);
		},
		async () => {
			// The same hardware under a new record is one enrollment and no removal; a shared number tells nothing.
			const device = ledger.pickDevice();
			if (!device) return;
			const { serial_number, device_id, blueprint_id, platform } = device;
			const shared = [...tenant.devices.values()].some(
				(each) => each.serial_number === serial_number && each !== device,
			);
			if (shared || platform === 'Mac') return;
			// At once: between the two a poll would rightly see a device that is gone.
			tenant.removeDevice(device_id);
			const again = enrolDevice(tenant, {
				platform,
				serial_number,
				blueprint_id,
				user_id: null,
				os_version: '99.0',
			});
			tenant.version += 1;
			ledger.counted(device.user_id);
			ledger.touch(again.device_id);
			if (PLACEHOLDERS.includes(serial_number)) ledger.expectOf('device.removed', device);
			ledger.expectOf('device.enrolled', again);
			await Promise.resolve();
		},
		async () => {
			const device = ledger.pickDevice();
			if (!device) return;
			const { device_id: id, user_id: former } = device;
			const others = [...tenant.users.keys()].filter((user) => user !== former);
			const user =
				former !== null && dice.chance(0.3) ? null : ledger.pickOf(others, (each) => each);
			if (user === undefined) return;
			await control.change(id, { user_id: user });
			ledger.expectOf('device.assignmentChanged', device);
			ledger.counted(former);
			ledger.counted(user);
		},
	];
}

/** What becomes of devices. */
export const deviceActs = (ledger: Ledger): Act[] => [...changes(ledger), ...arrivals(ledger)];
