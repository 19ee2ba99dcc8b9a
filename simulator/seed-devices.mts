import { dayOnly, isoMicro, spacedMicroOffset } from './dates.mts';
import { Dice } from './dice.mts';
import type { Fleet } from './options.mts';
import { FIRST, MODELS, SHARES, SYSTEMS } from './seed-models.mts';
import type { Model } from './seed-models.mts';
import type { Device, Platform, Tenant, User } from './tenant.mts';

const DAY = 86_400_000;
const MISSING_AFTER_DAYS = 30;
/** One device in so many has been removed and is still listed (docs/kandji-api.md T36). */
const REMOVED_EVERY = 97;
/** One device in so many belongs to somebody who has left. */
const LEFT_EVERY = 41;
const APPLE_ONLY: readonly Platform[] = ['Mac', 'iPhone', 'iPad', 'AppleTV'];
const SERIAL_LETTERS = [...'CDFGHJKLMNPQRTVWXY0123456789'];
const SERIAL_LENGTHS: Partial<Record<Platform, number>> = { Windows: 7, Android: 11 };
const OWN_BLUEPRINT: Partial<Record<Platform, string>> = {
	AppleTV: 'Meeting Rooms',
	Windows: 'Windows and Android',
	Android: 'Windows and Android',
};
const HAS_AGENT: readonly Platform[] = ['Mac', 'Windows'];

/** What does not change while devices are seeded, looked up once. */
interface Pool {
	/** Users that devices are given to. */
	owners: User[];
	blueprintIds: string[];
	blueprintByName: Map<string, string>;
	tags: string[];
	serials: Set<string>;
}

const pool = (tenant: Tenant): Pool => ({
	owners: [...tenant.users.values()].filter(({ archived }) => !archived),
	blueprintIds: [...tenant.blueprints.keys()],
	blueprintByName: new Map([...tenant.blueprints.values()].map(({ name, id }) => [name, id])),
	tags: [...tenant.tags.values()].map(({ name }) => name),
	serials: new Set([...tenant.devices.values()].map(({ serial_number }) => serial_number)),
});

function serialFor(platform: Platform, serials: Set<string>, dice: Dice): string {
	const length = SERIAL_LENGTHS[platform] ?? dice.pick([10, 10, 12]);
	let serial = '';
	while (serial === '' || serials.has(serial)) {
		serial = Array.from({ length }, () => dice.pick(SERIAL_LETTERS)).join('');
	}
	serials.add(serial);
	return serial;
}

function nameFor({ platform, name }: Model, owner: User | null, serial: string): string {
	if (platform === 'Windows') return `AH-${serial}`;
	if (platform === 'AppleTV') return `Room ${serial.slice(-3)}`;
	const short = name.replace(/ \(.*$/, '');
	return owner ? `${owner.name.split(' ', 1)[0]}’s ${short}` : short;
}

function blueprintFor(
	platform: Platform,
	{ blueprintIds, blueprintByName }: Pool,
	dice: Dice,
): string {
	const own = blueprintByName.get(OWN_BLUEPRINT[platform] ?? '');
	const shared = platform === 'iPad' ? blueprintByName.get('Shared iPads') : undefined;
	const chosen = dice.chance(0.06) ? dice.pick(blueprintIds) : dice.pick(blueprintIds.slice(0, 3));
	return own ?? (shared !== undefined && dice.chance(0.4) ? shared : chosen);
}

type Dates = Pick<Device, 'first_enrollment' | 'last_enrollment' | 'last_check_in' | 'is_missing'>;

/** When a device was enrolled and last seen; most are seen every few hours, a few have been silent for weeks. */
function history(dice: Dice, now: Date): Dates {
	const first = dice.before(now, 900);
	const since = now.getTime() - first.getTime();
	const last = new Date(first.getTime() + (dice.chance(0.15) ? since * dice.next() : 0));
	const silentDays = dice.weighted([
		[0.2, 70],
		[3, 18],
		[25, 8],
		[90, 4],
	]);
	const seen = new Date(Math.max(last.getTime(), dice.before(now, silentDays).getTime()));
	const never = dice.chance(0.02);
	return {
		first_enrollment: spacedMicroOffset(first),
		last_enrollment: spacedMicroOffset(last),
		last_check_in: never ? '' : isoMicro(seen),
		is_missing: never || now.getTime() - seen.getTime() > MISSING_AFTER_DAYS * DAY,
	};
}

function platformAt(index: number, dice: Dice, fleet: Fleet = 'mixed'): Platform {
	const platform = FIRST[index] ?? dice.weighted(SHARES);
	return fleet === 'mixed' || APPLE_ONLY.includes(platform) ? platform : 'Mac';
}

/** A device that follows from its number, the seed and the pool. */
function compose(tenant: Tenant, from: Pool, index: number, now: Date, wanted?: Platform): Device {
	const dice = new Dice(`${tenant.options.seed}:device:${index}`);
	const platform = wanted ?? platformAt(index, dice, tenant.options.fleet);
	const model = dice.pick(MODELS.filter((each) => each.platform === platform));
	const systems = SYSTEMS[platform];
	const [version, build] = dice.chance(0.5) ? (systems[0] ?? ['', '']) : dice.pick(systems);
	const serial = serialFor(platform, from.serials, dice);
	const owned = from.owners.length > 0 && platform !== 'AppleTV' && dice.chance(0.85);
	const owner = owned ? dice.pick(from.owners) : null;
	const agent = HAS_AGENT.includes(platform);
	const apple = platform !== 'Windows' && platform !== 'Android';
	return {
		device_id: tenant.uuid(),
		device_name: nameFor(model, owner, serial),
		model: model.name,
		serial_number: serial,
		platform,
		os_version: version,
		supplemental_build_version: apple ? build : '',
		...history(dice, now),
		user_id: owner?.id ?? null,
		asset_tag: dice.chance(0.55) ? `AH-${String(10_000 + index)}` : '',
		blueprint_id: blueprintFor(platform, from, dice),
		mdm_enabled: true,
		// The listing says so of iPhones and iPads too, though their details deny it (docs/kandji-api.md T05).
		agent_installed: agent || platform === 'iPhone' || platform === 'iPad',
		is_removed: index % REMOVED_EVERY === REMOVED_EVERY - 1,
		agent_version: agent ? dice.pick(['5.3.2 (6120)', '5.3.1 (6098)', '5.2.9 (6011)']) : '',
		tags: dice.chance(0.35) ? dice.some(from.tags, 0.25) : [],
		api_level: '',
		security_patch_level: platform === 'Android' ? dayOnly(dice.before(now, 120)) : '',
		full_software_version: platform === 'Windows' ? `10.0.${build}.${dice.int(1000, 7200)}` : '',
		mac_address: (dice.hex(12).match(/../g) ?? []).join(':'),
		filevault_enabled: platform === 'Mac' ? dice.chance(0.9) : null,
	};
}

/** The fleet of a new tenant. */
export function seedDevices(tenant: Tenant): void {
	const from = pool(tenant);
	for (let index = 0; index < tenant.options.devices; index += 1) {
		const device = compose(tenant, from, index, tenant.reference);
		tenant.devices.set(device.device_id, device);
		const owner = tenant.users.get(device.user_id ?? '');
		if (owner && index % LEFT_EVERY === LEFT_EVERY - 1) {
			Object.assign(owner, { archived: true, active: false });
		}
	}
}

/** Enrols one more device, now; `given` overrides what it would have been. */
export function enrol(tenant: Tenant, given: Partial<Device>): Device {
	const now = tenant.now();
	const number = tenant.area('enrolled', () => ({ next: tenant.options.devices }));
	const composed = compose(tenant, pool(tenant), number.next, now, given.platform ?? 'Mac');
	number.next += 1;
	const device: Device = {
		...composed,
		last_check_in: isoMicro(now),
		first_enrollment: spacedMicroOffset(now),
		last_enrollment: spacedMicroOffset(now),
		is_missing: false,
		is_removed: false,
		...given,
	};
	tenant.devices.set(device.device_id, device);
	tenant.record(device, 'enrollment', {
		blueprint_name: tenant.blueprints.get(device.blueprint_id)?.name ?? '',
		enrollment_type: 'MDM',
	});
	tenant.audit({
		action: 'create',
		actor_id: device.device_id,
		actor_type: 'kandji',
		target_type: 'device',
		target_id: device.device_id,
		target_component: 'enrollment',
		new_state: { name: device.device_name, serial_number: device.serial_number },
	});
	return device;
}
