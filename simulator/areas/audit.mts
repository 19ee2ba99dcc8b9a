import { ulid } from 'ulid';
import type { Area, Call, Control, Reply } from '../api.mts';
import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import { sorted } from '../filter.mts';
import { cursorPage, wholeNumber } from '../paging.mts';
import type { AuditEvent, Tenant } from '../tenant.mts';
import { invalidFields } from './answers.mts';
import { itemsOn, libraryOf } from './library.mts';

const PATH = '/api/v1/audit/events';
const MAX = 500;
const YEAR_MS = 365 * 86_400_000;

/** A moment of the query, `undefined` without one, NaN for nonsense; a bare day ends at its last millisecond. */
function bound(text: string | null, end: boolean): number | undefined {
	if (!text) return undefined;
	const bareDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
	return Date.parse(bareDay && end ? `${text}T23:59:59.999Z` : text);
}

/** Ascending by default; `next` names the API host (docs/kandji-api.md T06, T14). */
function list(call: Call): Reply {
	const { tenant, query } = call;
	const from = bound(query.get('start_date'), false);
	const to = bound(query.get('end_date'), true);
	for (const [key, value] of Object.entries({ start_date: from, end_date: to })) {
		if (Number.isNaN(value)) return invalidFields({ [key]: 'Enter a valid date/time.' });
	}
	const sortBy = query.get('sort_by') || 'occurred_at';
	if (!/^-?(occurred_at|id)$/.test(sortBy)) {
		return invalidFields({ sort_by: `"${sortBy}" is not a valid choice.` });
	}
	const within = tenant.events.filter(({ occurred_at: text }) => {
		const at = Date.parse(text);
		return (from === undefined || at >= from) && (to === undefined || at <= to);
	});
	return cursorPage(sorted(within, sortBy), call, {
		size: Math.min(wholeNumber(query.get('limit'), 0) || MAX, MAX),
		key: ({ id }) => id,
	});
}

/** What an administrator gave an API token. */
const TOKEN_STATE = {
	name: 'Asset sync',
	description: null,
	permissions: [{ path: '/api/v1/devices', http_method: 'GET' }],
};

const ITEM_STATE = { name: 'Podcasts', type: 'vpp-app', label: null, active: false };

/** What else an administrator changed: target, in how many days before the start, and what it became. */
const SETTINGS = [
	['library_item', 120, ITEM_STATE],
	['library_item', 100, { ...ITEM_STATE, label: 'Beta', active: true }],
	['api_token', 90, TOKEN_STATE],
] as const;

/** A blueprint that was given one more library item. */
function libraryChange(tenant: Tenant, id: string, name: string): Record<string, unknown> {
	const { items } = libraryOf(tenant);
	const scoped = [...itemsOn(tenant, id)].map((item) => ({
		id: item,
		name: items.get(item)?.name,
	}));
	return {
		name,
		library_items_added: scoped.slice(-1),
		library_items_removed: [],
		library_items_scoped: scoped,
	};
}

/** A year of history: blueprints that came to be, devices that enrolled, changes made by two administrators. */
function seed(tenant: Tenant): void {
	const dice = new Dice(`audit:${tenant.options.seed}`);
	const admins = [dice.uuid(), dice.uuid()];
	const { reference } = tenant;
	const event = (at: Date, fields: Omit<AuditEvent, 'id' | 'occurred_at'>): AuditEvent => ({
		id: ulid(at.getTime(), () => dice.next()),
		occurred_at: isoMicro(at),
		...fields,
	});
	const past: AuditEvent[] = [];
	for (const { id, name, description, type } of tenant.blueprints.values()) {
		const about = { target_id: id, target_type: 'blueprint', actor_type: 'user', metadata: {} };
		const made = new Date(reference.getTime() - dice.int(300, 360) * 86_400_000);
		past.push(
			event(made, {
				...about,
				action: 'create',
				actor_id: dice.pick(admins),
				target_component: '',
				new_state: { name, description, type },
				metadata: { source: null, source_id: null },
			}),
			event(dice.before(reference, 290), {
				...about,
				action: 'update',
				actor_id: dice.pick(admins),
				target_component: 'parameters',
				new_state: { name, parameters: [] },
			}),
			event(dice.before(reference, 200), {
				...about,
				action: 'update',
				actor_id: dice.pick(admins),
				target_component: 'library_items',
				new_state: libraryChange(tenant, id, name),
			}),
		);
	}
	for (const device of tenant.devices.values()) {
		const at = new Date(device.last_enrollment.replace(' ', 'T'));
		if (reference.getTime() - at.getTime() > YEAR_MS) continue;
		past.push(
			event(at, {
				action: 'create',
				actor_id: device.device_id,
				actor_type: 'kandji',
				target_id: device.device_id,
				target_type: 'device',
				target_component: 'enrollment',
				new_state: { name: device.device_name, serial_number: device.serial_number },
				metadata: {},
			}),
		);
	}
	for (const [what, at, state] of SETTINGS) {
		past.push(
			event(dice.before(reference, at), {
				action: 'update',
				actor_id: dice.pick(admins),
				actor_type: 'user',
				target_id: dice.uuid(),
				target_type: what,
				target_component: '',
				new_state: state,
				metadata: {},
			}),
		);
	}
	const since = tenant.events.splice(0);
	for (const each of [...sorted(past, 'occurred_at'), ...since]) tenant.events.push(each);
}

/** `POST /simulator/audit-events`: one more event, now; any field may be given. */
const add: Control = {
	path: '/audit-events',
	about: 'Write an audit event; any field may be given.',
	act(tenant, given) {
		const [device] = tenant.devices.keys();
		return tenant.audit({
			action: 'update',
			target_type: 'device',
			target_id: device ?? '',
			...given,
		});
	},
};

/** The tenant-wide audit log; what devices did themselves is in their own activity. */
export const auditArea: Area = {
	routes: [
		{ method: 'GET', path: PATH, permission: 'Audit Log > List audit events', handle: list },
	],
	control: [add],
	seed,
};
