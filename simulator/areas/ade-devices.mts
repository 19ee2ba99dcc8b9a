import type { Call, Reply, Route } from '../api.mts';
import { isoMicro } from '../dates.mts';
import type { Row } from '../filter.mts';
import { pageNumberPage, webOrigin } from '../paging.mts';
import { isUuid, notFound, record } from '../replies.mts';
import type { Device, Tenant } from '../tenant.mts';
import type { AdeDevice, AdeState } from './ade-seed.mts';
import type { Wanted } from './answers.mts';
import { blueprintBadge, invalidFields, selectBy, truth } from './answers.mts';

/** Enrolled devices by serial number: how an ADE entry finds the device that was made of it. */
const bySerial = (tenant: Tenant): Map<string, Device> =>
	new Map([...tenant.devices.values()].map((device) => [device.serial_number, device]));

/** `null` says that the device awaits enrolment. */
function mdmDevice(device: Device | undefined): Row | null {
	if (!device) return null;
	return {
		id: device.device_id,
		enrolled_at: device.last_enrollment.replace(' ', 'T').replace('+00:00', 'Z'),
		name: device.device_name,
		enrollment_status: device.is_missing ? 4 : 3,
		deferred_install: false,
		is_missing: device.is_missing,
		is_removed: device.is_removed,
	};
}

function common(state: AdeState, entry: AdeDevice, device: Device | undefined): Row {
	const { integration_id: integrationId, blueprint_id: _b, user_id: _u, ...fields } = entry;
	const integration = state.integrations.get(integrationId);
	return {
		mdm_device: mdmDevice(device),
		dep_account: { id: integrationId, server_name: integration?.server_name },
		...fields,
		last_assignment_status: 'SUCCESS',
		failed_assignment_attempts: 0,
	};
}

/** Rows of List, Get and Update: ids, which Get and old tenants write twice, under two names (docs/kandji-api.md T11). */
const flat = (
	state: AdeState,
	entry: AdeDevice,
	device: Device | undefined,
	twice: boolean,
): Row => ({
	blueprint_id: entry.blueprint_id,
	user_id: entry.user_id,
	...common(state, entry, device),
	...(twice ? { blueprint: entry.blueprint_id, user: entry.user_id } : {}),
});

/** Rows of an old tenant's integration: the blueprint as an object (docs/kandji-api.md T11). */
function nested(tenant: Tenant, state: AdeState, entry: AdeDevice, device?: Device): Row {
	const enrolled = mdmDevice(device);
	return {
		blueprint: blueprintBadge(tenant.blueprints.get(entry.blueprint_id ?? '')),
		...common(state, entry, device),
		mdm_device: enrolled && { ...enrolled, status: 'enrolled' },
		user: entry.user_id,
	};
}

const isOld = ({ options }: Tenant): boolean => options.era === '2022';

/** Containing where the collection says so, exact elsewhere (docs/kandji-api.md T19). */
const FILTERS: Record<string, Wanted<AdeDevice>> = {
	blueprint_id: (entry, value) => (entry.blueprint_id ?? '').includes(value),
	user_id: (entry, value) => entry.user_id === value,
	dep_account: (entry, value) => entry.integration_id === value,
	device_family: (entry, value) => entry.device_family === value,
	model: (entry, value) => entry.model.toLowerCase().includes(value.toLowerCase()),
	os: (entry, value) => entry.os === value,
	profile_status: (entry, value) => entry.profile_status === value,
	serial_number: (entry, value) => entry.serial_number.includes(value),
};

/** The requests about ADE devices. `next` names the web host (docs/kandji-api.md T06). */
export function adeDeviceRoutes(
	path: string,
	group: string,
	stateOf: (tenant: Tenant) => AdeState,
): Route[] {
	function list(call: Call): Reply {
		const account = call.query.get('dep_account');
		if (account && !isUuid(account)) {
			return invalidFields({ dep_account: 'Enter a valid UUID.' });
		}
		const state = stateOf(call.tenant);
		const rows = selectBy(state.devices.values(), call.query, FILTERS);
		const enrolled = bySerial(call.tenant);
		const old = isOld(call.tenant);
		const render = (entry: AdeDevice) => flat(state, entry, enrolled.get(entry.serial_number), old);
		return pageNumberPage(rows, call, { render, host: webOrigin(call) });
	}

	function listOfIntegration(call: Call): Reply {
		const { tenant, params } = call;
		const state = stateOf(tenant);
		const id = params.ade_token_id;
		if (!state.integrations.has(id)) return notFound();
		const rows = [...state.devices.values()].filter((entry) => entry.integration_id === id);
		const enrolled = bySerial(tenant);
		const render = (entry: AdeDevice) => {
			const device = enrolled.get(entry.serial_number);
			return isOld(tenant)
				? nested(tenant, state, entry, device)
				: flat(state, entry, device, false);
		};
		return pageNumberPage(rows, call, { render, host: webOrigin(call) });
	}

	const found =
		(act: (call: Call, entry: AdeDevice) => Reply | undefined, twice: boolean) =>
		(call: Call): Reply => {
			const state = stateOf(call.tenant);
			const entry = state.devices.get(call.params.device_id);
			if (!entry) return notFound();
			const device = () => bySerial(call.tenant).get(entry.serial_number);
			const both = twice || isOld(call.tenant);
			return act(call, entry) ?? { body: flat(state, entry, device(), both) };
		};

	function change(call: Call, entry: AdeDevice): Reply | undefined {
		const body = record(call.body);
		const { tenant } = call;
		const routing = truth(body.use_blueprint_routing);
		if (routing && body.blueprint_id) {
			return invalidFields({ blueprint_id: 'Must be null when using Blueprint Routing.' });
		}
		for (const [key, known] of [
			['blueprint_id', tenant.blueprints],
			['user_id', tenant.users],
		] as const) {
			const id = body[key];
			if (id && !known.has(String(id))) {
				return invalidFields({ [key]: `Invalid pk "${String(id)}" - object does not exist.` });
			}
		}
		if (body.blueprint_id) {
			entry.blueprint_id = String(body.blueprint_id);
			entry.use_blueprint_routing = false;
		}
		if (routing) {
			entry.blueprint_id = null;
			entry.use_blueprint_routing = true;
		}
		if ('user_id' in body) entry.user_id = body.user_id ? String(body.user_id) : null;
		if ('asset_tag' in body) {
			entry.asset_tag = body.asset_tag === null ? null : String(body.asset_tag);
		}
		if (Array.isArray(body.tags)) entry.tags = body.tags.map(String);
		entry.assignment_status_received_at = isoMicro(tenant.now());
		return undefined;
	}

	return [
		{
			method: 'GET',
			path: `${path}/:ade_token_id/devices`,
			permission: `${group} > List associated devices`,
			handle: listOfIntegration,
		},
		{
			method: 'GET',
			path: `${path}/devices`,
			permission: `${group} > List ADE devices`,
			handle: list,
		},
		{
			method: 'GET',
			path: `${path}/devices/:device_id`,
			permission: `${group} > Get ADE device`,
			handle: found(() => undefined, true),
		},
		{
			method: 'PATCH',
			path: `${path}/devices/:device_id`,
			permission: `${group} > Update ADE Device`,
			handle: found(change, false),
		},
	];
}
