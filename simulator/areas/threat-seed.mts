import { isoMicroNoZone, isoMicroOffset } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import type { Device, Tenant } from '../tenant.mts';
import { blueprintRef } from './answers.mts';
import { libraryOf } from './library.mts';

/** A file that Avert judged; v1 shows the first group of fields, v2 the second one too. */
export interface Threat {
	threat_name: string;
	classification: 'MALWARE' | 'PUP';
	status: 'QUARANTINED' | 'NOT_QUARANTINED' | 'RELEASED' | 'RESOLVED';
	process_name: string;
	process_owner: string;
	device_name: string;
	device_id: string;
	/** ISO without zone (docs/kandji-api.md T04). */
	detection_date: string;
	date_of_quarantine: string;
	date_of_release: string;
	released_by: string;
	release_note: string;
	file_path: string;
	file_hash: string;
	bundle_path: string;
	device_serial_number: string | null;
	blueprint_id: string | null;
	blueprint_name: string | null;
	library_item_name: string | null;
	library_item_id: string | null;
	pup_posture: string | null;
	malware_posture: string | null;
	v2: { id: string; severity: string; management_state: 'open' | 'closed'; tags: string[] };
}

interface Process {
	name: string;
	command_line: string;
	image_path: string;
	pid: number;
	owner: string;
	sha256: string;
}

/** Something a process did. */
export interface Behaviour {
	id: string;
	threat_id: string;
	rule_version: number;
	description: string;
	classification: 'malicious' | 'suspicious';
	informational_tags: string[];
	malware_family: string[];
	/** ISO with `+00:00`. */
	detection_date: string;
	threat_status: 'detected' | 'blocked' | 'blocked_parent' | 'informational';
	device_info: { id: string; name: string; serial_number: string };
	parent_process: Process;
	target_process: Process;
	library_item: Row;
	blueprint: Row;
	v2: Threat['v2'];
}

export interface ThreatState {
	threats: Threat[];
	behaviours: Behaviour[];
}

const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;
const NAMES = ['Adload', 'Bundlore', 'Pirrit', 'Genieo', 'Shlayer', 'CloudMensis', 'Atomic'];
const FAMILIES = ['TrickBot', 'XCSSET', 'Silver Sparrow', 'Lazarus'];
const PROCESSES = ['bash', 'zsh', 'python3', 'curl', 'osascript', 'chmod', 'open'];

const avert = (tenant: Tenant): { id: string; name: string } | undefined =>
	[...libraryOf(tenant).items.values()].find(({ type }) => type === 'threat-security-policy');

const later = (dice: Dice, tags: readonly string[]): Threat['v2'] => ({
	id: dice.uuid(),
	severity: dice.pick(SEVERITIES),
	management_state: dice.chance(0.6) ? 'open' : 'closed',
	tags: dice.some(tags, 0.3),
});

/** A detection on a device at a moment. */
export function makeThreat(tenant: Tenant, dice: Dice, device: Device, at: Date): Threat {
	const pup = dice.chance(0.2);
	const status = dice.weighted([
		['QUARANTINED', 7],
		['NOT_QUARANTINED', 2],
		['RELEASED', 1],
		['RESOLVED', 1],
	] as const);
	const after = (seconds: number): string =>
		isoMicroNoZone(new Date(at.getTime() + seconds * 1_000));
	const released = status === 'RELEASED';
	const item = avert(tenant);
	const name = `${dice.pick(NAMES)}.${dice.hex(3).toUpperCase()}`;
	return {
		threat_name: name,
		classification: pup ? 'PUP' : 'MALWARE',
		status,
		process_name: dice.pick(PROCESSES),
		process_owner: dice.pick(['root', 'staff']),
		device_name: device.device_name,
		device_id: device.device_id,
		detection_date: after(0),
		date_of_quarantine: status === 'NOT_QUARANTINED' ? '' : after(2),
		date_of_release: released ? after(86_400) : '',
		released_by: released ? `it@${tenant.subdomain}.example` : '',
		release_note: released ? 'Known tool' : '',
		file_path: `/Users/Shared/${dice.pick(['Downloads', 'Tools', 'Temp'])}/${name}`,
		file_hash: dice.hex(64),
		bundle_path: '',
		device_serial_number: device.serial_number,
		blueprint_id: device.blueprint_id,
		blueprint_name: tenant.blueprints.get(device.blueprint_id)?.name ?? null,
		library_item_name: item?.name ?? null,
		library_item_id: item?.id ?? null,
		pup_posture: 'protect',
		malware_posture: 'protect',
		v2: later(dice, ['confirmed', 'triage']),
	};
}

function process(dice: Dice): Process {
	const name = dice.pick(PROCESSES);
	return {
		name,
		command_line: `${name} ${dice.pick(['-c', '-l', '--run'])} ${dice.hex(6)}`,
		image_path: `/usr/bin/${name}`,
		pid: dice.int(300, 60_000),
		owner: dice.pick(['root', 'staff']),
		sha256: dice.hex(64),
	};
}

/** A behavioural detection on a device at a moment. */
export function makeBehaviour(tenant: Tenant, dice: Dice, device: Device, at: Date): Behaviour {
	const malicious = dice.chance(0.5);
	const item = avert(tenant);
	const rule = dice.int(1, 180);
	return {
		id: dice.uuid().toUpperCase(),
		threat_id: `KTI_BD_${String(rule).padStart(4, '0')}`,
		rule_version: dice.int(1, 5),
		description: `A process matched rule ${rule}.`,
		classification: malicious ? 'malicious' : 'suspicious',
		informational_tags: dice.some(['exploit', 'privilege_escalation', 'persistence'], 0.3),
		malware_family: malicious ? dice.some(FAMILIES, 0.3) : [],
		detection_date: isoMicroOffset(at),
		threat_status: dice.weighted([
			['detected', 5],
			['blocked', 4],
			['blocked_parent', 1],
			['informational', 1],
		] as const),
		device_info: {
			id: device.device_id,
			name: device.device_name,
			serial_number: device.serial_number,
		},
		parent_process: process(dice),
		target_process: process(dice),
		library_item: {
			id: item?.id ?? null,
			name: item?.name ?? null,
			mal_posture_mode: 'protect',
		},
		blueprint: blueprintRef(tenant.blueprints.get(device.blueprint_id)),
		v2: later(dice, ['confirmed', 'triage']),
	};
}

/** One Mac in eight has had a detection of each sort, over half a year; oldest first. */
export function seedThreats(tenant: Tenant): ThreatState {
	const dice = new Dice(`threats:${tenant.options.seed}`);
	const macs = [...tenant.devices.values()].filter(({ platform }) => platform === 'Mac');
	const count = Math.min(macs.length * 3, Math.max(24, Math.round(macs.length / 8)));
	const moments = Array.from({ length: count }, () => dice.before(tenant.reference, 180));
	moments.sort((left, right) => left.getTime() - right.getTime());
	const each = <T,>(make: (tenant: Tenant, dice: Dice, device: Device, at: Date) => T): T[] =>
		moments.map((at) => make(tenant, dice, dice.pick(macs), at));
	return { threats: each(makeThreat), behaviours: each(makeBehaviour) };
}
