import type { Area, Call, Reply } from '../api.mts';
import { barePage } from '../paging.mts';
import { fieldErrors, isUuid, noContent, record } from '../replies.mts';
import type { Device, Tenant } from '../tenant.mts';
import { seedDevices } from '../seed-devices.mts';
import { audited } from './audited.mts';
import { filteredDevices } from './device-filters.mts';
import { deviceRecord, withDevice } from './device-record.mts';

const LARGEST_PAGE = 300;
/** How long Prism shows what was before a change, in milliseconds. */
const PRISM_LAG = 1500;

const unknown = (id: string): string[] => [`Invalid pk "${id}" - object does not exist.`];
const notUuid = (value: unknown): string[] => [`“${String(value)}” is not a valid UUID.`];
const NOT_NULL = ['This field may not be null.'];

/** What a PATCH wants a field to become, or why it may not. */
type Wanted = { value: string | string[] | null } | { errors: string[] };

/** The fields that PATCH takes, each with its own rules (docs/kandji-api.md T12); others are ignored. */
const FIELDS: Record<string, (value: unknown, tenant: Tenant) => Wanted> = {
	user: (value, { users, options }) => {
		if (value === null) return { value };
		if (options.era === '2022') {
			const old = [...users.values()].find(({ deprecated_user_id: id }) => id === String(value));
			if (old) return { value: old.id };
		}
		if (!isUuid(value)) return { errors: notUuid(value) };
		return users.has(value) ? { value } : { errors: unknown(value) };
	},
	asset_tag: (value) => {
		if (value === null) return { value: '' };
		const usable = typeof value === 'string' || typeof value === 'number';
		return usable ? { value: String(value) } : { errors: ['Not a valid string.'] };
	},
	blueprint_id: (value, { blueprints }) => {
		if (value === null) return { errors: NOT_NULL };
		if (!isUuid(value)) return { errors: notUuid(value) };
		return blueprints.has(value) ? { value } : { errors: unknown(value) };
	},
	tags: (value) => {
		if (value === null) return { errors: NOT_NULL };
		if (!Array.isArray(value)) return { errors: ['Expected a list of items.'] };
		const names: unknown[] = value;
		const texts = names.filter((name) => typeof name === 'string' && name !== '') as string[];
		return texts.length === names.length
			? { value: [...new Set(texts)] }
			: { errors: ['Not a valid string.'] };
	},
};

const KEYS: Record<string, keyof Device> = { user: 'user_id' };

/** A tag that a device is given exists from then on. */
function knowTags(tenant: Tenant, names: readonly string[]): void {
	const known = new Set([...tenant.tags.values()].map(({ name }) => name));
	for (const name of names.filter((each) => !known.has(each))) {
		const id = tenant.uuid();
		tenant.tags.set(id, { id, name });
	}
}

function update(call: Call, device: Device): Reply {
	const { tenant, body } = call;
	if (Array.isArray(body)) {
		const text = 'Invalid data. Expected a dictionary, but got list.';
		return fieldErrors({ non_field_errors: [text] });
	}
	const changes: Record<string, unknown> = {};
	const errors: Record<string, string[]> = {};
	for (const [name, value] of Object.entries(record(body))) {
		const wanted = FIELDS[name]?.(value, tenant);
		if (!wanted) continue;
		if ('errors' in wanted) errors[name] = wanted.errors;
		else changes[KEYS[name] ?? name] = wanted.value;
	}
	if (Object.keys(errors).length > 0) return fieldErrors(errors);
	const moved = changes.blueprint_id !== undefined && changes.blueprint_id !== device.blueprint_id;
	const { user_id, asset_tag, blueprint_id, tags } = device;
	device.lag = {
		until: new Date(tenant.now().getTime() + PRISM_LAG),
		shown: { user_id, asset_tag, blueprint_id, tags },
	};
	Object.assign(device, changes);
	// A value that a request sets replaces the value that a test has set for the listing.
	for (const name of Object.keys(record(body))) delete device.raw?.[name];
	knowTags(tenant, device.tags);
	if (moved) {
		const target = { type: 'device', id: device.device_id, component: 'blueprint' };
		audited(call, 'update', target, { blueprint_id: device.blueprint_id });
	}
	return { body: deviceRecord(tenant, device) };
}

function remove(call: Call, device: Device): Reply {
	const { device_id: id, serial_number } = device;
	call.tenant.removeDevice(id);
	audited(call, 'delete', { type: 'device', id }, { serial_number });
	return noContent();
}

const one = '/api/v1/devices/:device_id';

/** The fleet: list, get, update, delete. */
export const devicesArea: Area = {
	seed: seedDevices,
	routes: [
		{
			method: 'GET',
			path: '/api/v1/devices',
			permission: 'Device Information > Device list',
			handle: (call) =>
				barePage(filteredDevices(call.tenant, call.query), call, {
					max: LARGEST_PAGE,
					render: (device) => deviceRecord(call.tenant, device),
				}),
		},
		{
			method: 'GET',
			path: one,
			permission: 'Device Information > Device ID',
			handle: withDevice(({ tenant }, device) => ({ body: deviceRecord(tenant, device) })),
		},
		{
			method: 'PATCH',
			path: one,
			permission: 'Device Information > Update a device',
			handle: withDevice(update),
		},
		{
			method: 'DELETE',
			path: one,
			permission: 'Device Actions > Delete Device',
			handle: withDevice(remove),
		},
	],
};
