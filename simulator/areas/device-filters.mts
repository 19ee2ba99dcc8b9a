import type { Device, Tenant } from '../tenant.mts';

type Test = (device: Device) => boolean;
type Filter = (value: string, tenant: Tenant) => Test;

const contains = (text: string | undefined, part: string): boolean =>
	(text ?? '').toLowerCase().includes(part.toLowerCase());

const field =
	(key: keyof Device): Filter =>
	(value) =>
	(device) =>
		contains(String(device[key]), value);

const ofUser =
	(key: 'name' | 'email'): Filter =>
	(value, { users }) =>
	({ user_id }) =>
		user_id !== null && contains(users.get(user_id)?.[key], value);

const commaList = (value: string): string[] =>
	value
		.split(',')
		.map((part) => part.trim())
		.filter(Boolean);

const tagged =
	(names: readonly string[]): Test =>
	({ tags }) =>
		tags.some((tag) => names.includes(tag));

const namesOf = ({ tags }: Tenant, ids: readonly string[]): string[] =>
	ids.flatMap((id) => tags.get(id)?.name ?? []);

/** Names of a platform that differ from the device record's. */
const PLATFORM_ALIASES: Record<string, string> = { 'apple vision pro': 'vision' };

/** Every documented filter. Only `user_email_exact` and `user_id` compare the whole value (docs/kandji-api.md T19). */
const FILTERS: Record<string, Filter> = {
	asset_tag: field('asset_tag'),
	blueprint_id: field('blueprint_id'),
	device_id: field('device_id'),
	device_name: field('device_name'),
	mac_address: field('mac_address'),
	model: field('model'),
	os_version: field('os_version'),
	serial_number: field('serial_number'),
	filevault_enabled: (value) => {
		const wanted = value.toLowerCase() === 'true';
		return ({ platform, filevault_enabled }) => platform === 'Mac' && filevault_enabled === wanted;
	},
	platform: (value) => {
		const asked = value.toLowerCase();
		const wanted = PLATFORM_ALIASES[asked] ?? asked;
		return ({ platform }) => platform.toLowerCase() === wanted;
	},
	tag_name: (value) => tagged([value]),
	tag_name_in: (value) => tagged(commaList(value)),
	tag_id: (value, tenant) => tagged(namesOf(tenant, [value])),
	tag_id_in: (value, tenant) => tagged(namesOf(tenant, commaList(value))),
	user: ofUser('name'),
	user_name: ofUser('name'),
	user_email: ofUser('email'),
	user_email_exact:
		(value, { users }) =>
		({ user_id }) =>
			user_id !== null && users.get(user_id)?.email.toLowerCase() === value.toLowerCase(),
	user_id:
		(value) =>
		({ user_id }) =>
			user_id === value,
};

const ORDERINGS = [
	'asset_tag',
	'blueprint_id',
	'device_id',
	'device_name',
	'last_check_in',
	'model',
	'platform',
	'os_version',
	'serial_number',
	'user',
] as const;

type Ordering = (typeof ORDERINGS)[number];

const isOrdering = (name: string): name is Ordering =>
	(ORDERINGS as readonly string[]).includes(name);

/** The whole fleet in an order such as `-serial_number,platform`; unknown fields are ignored, ties keep their order. */
function ordered(tenant: Tenant, ordering: string): readonly Device[] {
	const keys = commaList(ordering)
		.map((text) => ({ name: text.replace(/^-/, ''), sign: text.startsWith('-') ? -1 : 1 }))
		.filter(({ name }) => isOrdering(name));
	const valueOf = (device: Device, name: string): string => {
		if (name !== 'user') return String(device[name as Exclude<Ordering, 'user'>]);
		return device.user_id === null ? '' : (tenant.users.get(device.user_id)?.name ?? '');
	};
	const all = [...tenant.devices.values()].map((device) => ({
		device,
		values: keys.map(({ name }) => valueOf(device, name)),
	}));
	all.sort((left, right) => {
		for (const [at, { sign }] of keys.entries()) {
			const [a, b] = [left.values[at], right.values[at]];
			if (a !== b) return a < b ? -sign : sign;
		}
		return 0;
	});
	return all.map(({ device }) => device);
}

/** The devices that a listing asks for, in its order. Kept until something changes, so that pages cost no search. */
export function filteredDevices(tenant: Tenant, query: URLSearchParams): readonly Device[] {
	const ordering = query.get('ordering') ?? '';
	const fleet = (): readonly Device[] =>
		tenant.derived(`devices ${ordering}`, () => ordered(tenant, ordering));
	const asked = Object.keys(FILTERS).flatMap((name) => {
		const value = query.get(name);
		return value ? [{ name, value }] : [];
	});
	if (asked.length === 0) return fleet();
	return tenant.derived(`devices ${ordering} ${JSON.stringify(asked)}`, () => {
		const tests = asked.flatMap(({ name, value }) => FILTERS[name]?.(value, tenant) ?? []);
		return fleet().filter((device) => tests.every((test) => test(device)));
	});
}
