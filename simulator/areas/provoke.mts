import { z } from 'zod';

import type { Area, Control } from '../api.mts';
import { isoSeconds } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Tenant } from '../tenant.mts';
import { adeOf } from './ade.mts';
import type { AdeDevice } from './ade-seed.mts';
import { libraryOf } from './library.mts';
import { setProtection } from './protections.mts';
import { threatsOf } from './threats.mts';

const DAY_MS = 86_400_000;

/** A control request with its body checked; a body that is none names nothing that exists. */
function control<T>(
	{ path, about }: Pick<Control, 'path' | 'about'>,
	schema: z.ZodType<T>,
	act: (tenant: Tenant, given: T) => unknown,
): Control {
	return {
		path,
		about,
		act(tenant, given) {
			const parsed = schema.safeParse(given);
			return parsed.success ? act(tenant, parsed.data) : undefined;
		},
	};
}

const text = z.string();

/** A threat's status as Avert changes it. */
const threatStatus = control(
	{ path: '/threats/status', about: 'Change the status of a threat, file_hash says which.' },
	z.object({
		file_hash: text,
		status: z.enum(['QUARANTINED', 'NOT_QUARANTINED', 'RELEASED', 'RESOLVED']),
	}),
	(tenant, { file_hash: hash, status }) => {
		const threat = threatsOf(tenant).threats.find(({ file_hash: each }) => each === hash);
		return threat && Object.assign(threat, { status });
	},
);

const adeFields = z
	.object({
		serial_number: text,
		device_family: text,
		model: text,
		blueprint_id: text.nullable(),
		user_id: text.nullable(),
		asset_tag: text.nullable(),
		profile_status: text,
	})
	.partial();

/** One more unit that Apple Business Manager assigned, still in its box. */
const adeAdded = control(
	{
		path: '/ade-devices',
		about: 'Assign one more unit to the tenant in Apple Business Manager; any field may be given.',
	},
	adeFields,
	(tenant, given) => {
		const { devices } = adeOf(tenant);
		const [pattern] = devices.values();
		if (!pattern) return undefined;
		const dice = new Dice(tenant.uuid());
		const device: AdeDevice = {
			...pattern,
			id: dice.uuid(),
			serial_number: dice.hex(10).toUpperCase(),
			user_id: null,
			profile_push_time: null,
			profile_status: 'assigned',
			device_assigned_date: isoSeconds(tenant.now()),
			...given,
		};
		devices.set(device.id, device);
		return device;
	},
);

const adeChanged = control(
	{ path: '/ade-devices/change', about: 'Change fields of an ADE record, id says which.' },
	adeFields.extend({ id: text }),
	(tenant, { id, ...given }) => {
		const device = adeOf(tenant).devices.get(id);
		return device && Object.assign(device, given);
	},
);

const adeReleased = control(
	{ path: '/ade-devices/release', about: 'Release an ADE record, id says which.' },
	z.object({ id: text }),
	(tenant, { id }) => (adeOf(tenant).devices.delete(id) ? { deleted: true } : undefined),
);

/** How long an integration's token still lives. */
const adeToken = control(
	{
		path: '/ade-integrations',
		about: 'Let the token of an ADE integration live for days_left days more, id says which.',
	},
	z.object({ id: text, days_left: z.number().int() }),
	(tenant, { id, days_left: days }) => {
		const integration = adeOf(tenant).integrations.get(id);
		if (!integration) return undefined;
		const expiry = new Date(tenant.now().getTime() + (days + 0.5) * DAY_MS);
		return Object.assign(integration, { access_token_expiry: expiry });
	},
);

/** Firewall, Gatekeeper or System Integrity Protection of a Mac; FileVault is a field of the device. */
const protection = control(
	{
		path: '/protections',
		about: 'Turn firewall, gatekeeper or sip of a Mac on or off, device_id says which.',
	},
	z.object({
		device_id: text,
		firewall: z.boolean().optional(),
		sip: z.boolean().optional(),
		gatekeeper: z.boolean().optional(),
	}),
	(tenant, { device_id: id, ...given }) =>
		tenant.devices.has(id) ? setProtection(tenant, id, given) : undefined,
);

/** How an item of the library fares on a device, or on all that were not given a status of their own. */
const itemStatus = control(
	{
		path: '/library-items/status',
		about: 'Give a library item a status on device_id, or on every device without one of its own.',
	},
	z.object({ library_item_id: text, device_id: text.default('*'), status: text }) as z.ZodType<{
		library_item_id: string;
		device_id: string;
		status: string;
	}>,
	(tenant, { library_item_id: id, device_id: device, status }) => {
		const item = libraryOf(tenant).items.get(id);
		if (!item) return undefined;
		item.given = new Map(item.given).set(device, status);
		return { library_item_id: id, device_id: device, status };
	},
);

/** What happens to a tenant without anybody asking the API: there is no request for it. */
export const provokeArea: Area = {
	routes: [],
	control: [threatStatus, adeAdded, adeChanged, adeReleased, adeToken, protection, itemStatus],
};
