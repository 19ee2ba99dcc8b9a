import { isoSeconds } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import type { Device, Tenant } from '../tenant.mts';
import { blueprintRef, computerRef } from './answers.mts';
import type { LibraryItem } from './library.mts';

const PROFILE_STATUSES = [
	['success', 20],
	['pending', 2],
	['failed', 1],
] as const;

/** The only item whose changes can be pending (collection, Get Device Library Items). */
const RECOVERY_STATUSES = [
	['PASS', 8],
	['CHANGE_PENDING', 2],
	['PENDING', 1],
] as const;

const STATUSES = [
	['PASS', 24],
	['PENDING', 4],
	['ERROR', 2],
	['AVAILABLE', 2],
	['CACHED', 1],
	['DOWNLOADING', 1],
	['INSTALLING', 1],
	['EXCLUDED', 1],
] as const;

/** The state of one item on one device, in the mixed case of docs/kandji-api.md T16. */
export function statusOf(device: Device, item: LibraryItem): string {
	const given = item.given?.get(device.device_id) ?? item.given?.get('*');
	if (given !== undefined) return given;
	if (!item.platforms.includes(device.platform)) return 'INCOMPATIBLE';
	const dice = new Dice(`${device.device_id}:${item.id}`);
	if (item.type === 'custom-profile' || item.type === 'profile') {
		return dice.weighted(PROFILE_STATUSES);
	}
	if (item.type === 'recovery-password') return dice.weighted(RECOVERY_STATUSES);
	return dice.weighted(STATUSES);
}

/** `Feb 27, 2024 at 7:34:21 AM`, one of the spellings of docs/kandji-api.md T04. */
function scanDate(at: Date): string {
	const zone = 'UTC';
	const day = at.toLocaleDateString('en-US', { dateStyle: 'medium', timeZone: zone });
	const time = at.toLocaleTimeString('en-US', { timeStyle: 'medium', timeZone: zone });
	return `${day} at ${time.replace(/\s/g, ' ')}`;
}

function edrStatus(tenant: Tenant, dice: Dice, status: string): Row | null {
	if (status !== 'PASS') return null;
	const last = dice.before(tenant.reference, 20);
	const files = dice.int(200_000, 900_000).toLocaleString('en-US');
	return {
		status: 'enabled',
		malware_posture: 'Protect',
		pup_posture: dice.pick(['Protect', 'Detect']),
		last_baseline_scan: scanDate(last),
		next_baseline_scan: scanDate(new Date(last.getTime() + 28 * 86_400_000)),
		baseline_scan_runtime: `Kandji checked ${files} files in ${dice.int(2, 9)} minutes, ${dice.int(2, 59)} seconds.`,
	};
}

/** The log of an item on a device, which each type words in its own way. */
function logOf({ name, type }: LibraryItem, failed: boolean): string {
	if (type === 'custom-script') {
		return failed
			? `Exit code: 1\nScript results: ${name} failed.`
			: `Exit code: 0\nScript results: ${name} is done.`;
	}
	if (type === 'custom-profile' || type === 'profile')
		return failed ? 'The profile could not be installed.' : '';
	if (type === 'automatic-app' || type === 'custom-app') {
		const steps = [`Downloading ${name}`, 'Completed download in 6 seconds.', `Installing ${name}`];
		return [...steps, failed ? 'The installation failed.' : 'Completed installation.'].join('\n');
	}
	return failed ? `${name} could not be applied.` : '';
}

/** What device and library listings share of an item on a device. */
export function itemOnDevice(tenant: Tenant, device: Device, item: LibraryItem): Row {
	const status = statusOf(device, item);
	const dice = new Dice(`${device.device_id}:${item.id}:report`);
	const ran = ['PASS', 'ERROR', 'success', 'failed'].includes(status);
	const failed = ['ERROR', 'failed'].includes(status);
	const at = ran ? isoSeconds(dice.before(tenant.reference, 30)) : null;
	const log = logOf(item, failed);
	const edr =
		item.type === 'threat-security-policy' ? { edr_status: edrStatus(tenant, dice, status) } : {};
	return {
		id: dice.int(10_000, 9_999_999),
		status,
		reported_at: at,
		log: ran ? log : null,
		last_audit_run: at,
		last_audit_log: ran ? log : null,
		control_log: null,
		control_reported_at: null,
		blueprint: blueprintRef(tenant.blueprints.get(device.blueprint_id)),
		computer: computerRef(device),
		...edr,
	};
}
