import { isoMicro, isoSeconds } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Device, Platform, Tenant } from '../tenant.mts';

/** A link to one MDM server of Apple Business Manager. */
export interface Integration {
	id: string;
	blueprint_id: string | null;
	use_blueprint_routing: boolean;
	access_token_expiry: Date;
	server_name: string;
	server_uuid: string;
	stoken_file_name: string;
	last_device_sync: string | null;
	email: string;
	phone: string;
	/** Why Apple refused the last request, `null` after a success. */
	status_reason: string | null;
	status_received_at: string | null;
}

/** A device that Apple Business Manager assigned; `id` is not the Kandji device id (docs/kandji-api.md T11). */
export interface AdeDevice {
	id: string;
	integration_id: string;
	serial_number: string;
	device_family: string;
	model: string;
	os: string;
	color: string;
	description: string;
	blueprint_id: string | null;
	use_blueprint_routing: boolean;
	user_id: string | null;
	asset_tag: string | null;
	tags: string[];
	device_assigned_by: string;
	device_assigned_date: string;
	profile_assign_time: string;
	profile_push_time: string | null;
	profile_status: string;
	assignment_status_received_at: string;
}

export interface AdeState {
	integrations: Map<string, Integration>;
	devices: Map<string, AdeDevice>;
}

/** Apple's word for the operating system, by platform; only these platforms enrol through Apple. */
export const ADE_OS: Partial<Record<Platform, string>> = {
	Mac: 'OSX',
	iPhone: 'iOS',
	iPad: 'iPadOS',
	AppleTV: 'tvOS',
	Vision: 'visionOS',
};

const COLORS = ['SILVER', 'SPACE GRAY', 'MIDNIGHT', 'STARLIGHT', 'BLUE'];
const SERIAL_LETTERS = [...'CDFGHJKLMNPQRTVWXY0123456789'];

function record(tenant: Tenant, dice: Dice, integrationId: string, device: Device): AdeDevice {
	const assigned = dice.before(tenant.reference, 700);
	const profileAt = new Date(assigned.getTime() + dice.int(1, 72) * 3_600_000);
	const color = dice.pick(COLORS);
	return {
		id: dice.uuid(),
		integration_id: integrationId,
		serial_number: device.serial_number,
		device_family: device.platform,
		model: device.model.replace(/ \(.*$/, ''),
		os: ADE_OS[device.platform] ?? '',
		color,
		description: `${device.model.toUpperCase()} ${color}`,
		blueprint_id: device.blueprint_id,
		use_blueprint_routing: false,
		user_id: device.user_id,
		asset_tag: device.asset_tag || null,
		tags: device.tags,
		device_assigned_by: `purchasing@${tenant.subdomain}.example`,
		device_assigned_date: isoSeconds(assigned),
		profile_assign_time: isoSeconds(profileAt),
		profile_push_time: isoSeconds(new Date(profileAt.getTime() + 120_000)),
		profile_status: 'pushed',
		assignment_status_received_at: isoMicro(profileAt),
	};
}

/** The same record for a unit that is still in its box: no user, no tag, its profile not yet pushed. */
const boxed = (dice: Dice, enrolled: AdeDevice): AdeDevice => ({
	...enrolled,
	...(new Dice(enrolled.id).chance(0.3) ? { blueprint_id: null, use_blueprint_routing: true } : {}),
	id: dice.uuid(),
	serial_number: Array.from({ length: 10 }, () => dice.pick(SERIAL_LETTERS)).join(''),
	user_id: null,
	asset_tag: dice.chance(0.5) ? null : '',
	tags: [],
	profile_push_time: null,
	profile_status: dice.weighted([
		['assigned', 8],
		['empty', 1],
		['removed', 1],
	]),
});

/** Two integrations; nine of ten Apple devices came through them, one in fifteen still awaits enrolment. */
export function seedAde(tenant: Tenant): AdeState {
	const dice = new Dice(`ade:${tenant.options.seed}`);
	const blueprints = [...tenant.blueprints.keys()];
	const integrations = ['Main office', 'Warehouse'].map((place, index): Integration => {
		const expiry = new Date(tenant.reference.getTime() + dice.int(40, 330) * 86_400_000);
		const name = `${tenant.subdomain} ${place}`;
		return {
			id: dice.uuid(),
			blueprint_id: blueprints[0] ?? null,
			use_blueprint_routing: false,
			access_token_expiry: expiry,
			server_name: name,
			server_uuid: dice.uuid(),
			stoken_file_name: `${name}_Token_${isoSeconds(expiry).replaceAll(':', '-')}_smime.p7m`,
			last_device_sync: isoMicro(dice.before(tenant.reference, 1)),
			email: `it@${tenant.subdomain}.example`,
			phone: `555010${index}`,
			status_reason: index === 0 ? null : 'T_C_NOT_SIGNED',
			status_received_at: isoMicro(dice.before(tenant.reference, 30)),
		};
	});
	const records: AdeDevice[] = [];
	for (const device of tenant.devices.values()) {
		if (!ADE_OS[device.platform] || !dice.chance(0.9)) continue;
		const { id } = dice.pick(integrations);
		const enrolled = record(tenant, dice, id, device);
		records.push(enrolled);
		if (dice.chance(1 / 15)) records.push(boxed(dice, enrolled));
	}
	return {
		integrations: new Map(integrations.map((each) => [each.id, each])),
		devices: new Map(records.map((each) => [each.id, each])),
	};
}
