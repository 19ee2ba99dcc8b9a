import type { Area, Call, Reply } from '../api.mts';
import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import { offsetPage } from '../paging.mts';
import { record } from '../replies.mts';
import type { Device, Tenant } from '../tenant.mts';
import { blueprintRef, invalidFields } from './answers.mts';

const PATH = '/api/v1/blueprint-routing/';
const FIRST_ID = 45_000;

interface Routing {
	is_active: boolean;
	code: string;
}

const routingOf = (tenant: Tenant): Routing =>
	tenant.area('blueprint-routing', () => ({
		is_active: true,
		code: new Dice(`routing:${tenant.options.seed}`).digits(6),
	}));

function update(call: Call): Reply {
	const routing = routingOf(call.tenant);
	const sent = record(record(call.body).enrollment_code);
	if ('code' in sent && !/^\d{6}$/.test(String(sent.code))) {
		return invalidFields({ enrollment_code: 'The code must consist of six digits.' });
	}
	if ('is_active' in sent && typeof sent.is_active !== 'boolean') {
		return invalidFields({ enrollment_code: 'Must be a valid boolean.' });
	}
	if ('code' in sent) routing.code = String(sent.code);
	if (typeof sent.is_active === 'boolean') routing.is_active = sent.is_active;
	return { body: { enrollment_code: routing } };
}

/** A routed device arrives, enrols and departs to its blueprint: three entries, newest first. */
function journey(tenant: Tenant, device: Device, index: number): Row[] {
	const at = new Date(device.last_enrollment.replace(' ', 'T'));
	const route = new Dice(`route:${device.blueprint_id}`);
	const entry = (step: number, activityType: string, details: Row): Row => ({
		id: FIRST_ID + index * 3 + step,
		activity_time: isoMicro(new Date(at.getTime() + step * 4_000)),
		activity_type: activityType,
		user: null,
		device_id: device.device_id,
		details,
	});
	return [
		entry(2, 'routing_departure', {
			is_fallback: false,
			matched_route: { id: route.uuid(), label: 'Departments', order: 0 },
			destination_blueprint: blueprintRef(tenant.blueprints.get(device.blueprint_id)),
		}),
		entry(1, 'computer_enrollment', {
			computer: {
				id: device.device_id,
				name: device.device_name,
				enrolled_at: isoMicro(at),
			},
			enrollment_type: 'DEP',
		}),
		entry(0, 'routing_arrival', { computer: { id: device.device_id } }),
	];
}

/** What administrators did before any device came: the oldest entries, about no device. */
function settings(tenant: Tenant): Row[] {
	const dice = new Dice(`routing-settings:${tenant.options.seed}`);
	const user = { id: dice.uuid(), email: `it@${tenant.subdomain}.example` };
	const { code } = routingOf(tenant);
	const done: Array<[type: string, details: Row]> = [
		['enrollment', { blueprint_name: 'Blueprint Routing', enrollment_type: 'DEP' }],
		['routing_config_edited', {}],
		['enrollment_settings_changed', { code: { new: code, old: dice.digits(6) } }],
		['enrollment_settings_changed', { is_active: { new: true, old: false } }],
	];
	const first = tenant.reference.getTime() - 1000 * 86_400_000;
	return done.map(([activityType, details], index) => ({
		id: FIRST_ID - 1 - index,
		activity_time: isoMicro(new Date(first - index * 60_000)),
		activity_type: activityType,
		user,
		device_id: null,
		details,
	}));
}

/** Devices on an assignment map came through routing, one in four of them. */
function activity(call: Call): Reply {
	const { tenant } = call;
	const routed = [...tenant.devices.values()]
		.filter(
			({ blueprint_id: on, device_id: id }) =>
				tenant.blueprints.get(on)?.type === 'map' && new Dice(`routed:${id}`).chance(0.25),
		)
		.sort((left, right) => left.last_enrollment.localeCompare(right.last_enrollment));
	const rows = routed
		.map((device, index) => ({ device, index }))
		.reverse()
		.flatMap(({ device, index }) => journey(tenant, device, index));
	return offsetPage([...rows, ...settings(tenant)], call, { max: 300 });
}

/** Blueprint Routing: one enrolment code for the tenant, and what went through it. */
export const blueprintRoutingArea: Area = {
	routes: [
		{
			method: 'GET',
			path: PATH,
			permission: 'Blueprint Routing > Get Blueprint Routing',
			handle: ({ tenant }) => ({ body: { enrollment_code: routingOf(tenant) } }),
		},
		{
			method: 'PATCH',
			path: PATH,
			permission: 'Blueprint Routing > Update Blueprint Routing',
			handle: update,
		},
		{
			method: 'GET',
			path: `${PATH}activity`,
			permission: 'Blueprint Routing > Get Blueprint Routing Activity',
			handle: activity,
		},
	],
};
