import { Faker, base, en } from '@faker-js/faker';
import { ulid } from 'ulid';
import { isoMicro } from './dates.mts';
import { Dice } from './dice.mts';
import type { TenantOptions } from './options.mts';

/** `platform` as the API spells it. */
export const PLATFORMS = [
	'Mac',
	'iPhone',
	'iPad',
	'AppleTV',
	'Vision',
	'Windows',
	'Android',
] as const;

export type Platform = (typeof PLATFORMS)[number];

/**
 * A device as the tenant keeps it: the listing's own fields, with the user by id, plus what only the simulator knows.
 * Everything else (details, apps, activity, secrets) follows from its id when asked for, see `Dice`.
 */
export interface Device {
	device_id: string;
	device_name: string;
	model: string;
	serial_number: string;
	platform: Platform;
	os_version: string;
	supplemental_build_version: string;
	/** ISO with microseconds and Z, or `''` for never. */
	last_check_in: string;
	user_id: string | null;
	asset_tag: string;
	blueprint_id: string;
	mdm_enabled: boolean;
	agent_installed: boolean;
	is_missing: boolean;
	is_removed: boolean;
	agent_version: string;
	first_enrollment: string;
	last_enrollment: string;
	/** Names, not ids. */
	tags: string[];
	api_level: string;
	security_patch_level: string;
	full_software_version: string;
	mac_address: string;
	/** `null` where FileVault does not exist. */
	filevault_enabled: boolean | null;
	/** Names of apps and configuration profiles that a test has removed from it. */
	without?: string[];
	/** Fields that a test has overridden for the listing (`raw`) and for the details (`details`). */
	raw?: Record<string, unknown>;
	details?: Record<string, unknown>;
	/** What Prism still shows after a change, and until when (docs/kandji-api.md T17). */
	lag?: { until: Date; shown: Partial<Device> };
	/** What it makes of commands from now on, where it does not obey. */
	answers?: 'failed' | 'notNow' | null;
	/** A locked Mac and its PIN. */
	lock?: { pin: string };
}

/** A directory user. Dates are ISO. */
export interface User {
	id: string;
	name: string;
	email: string;
	active: boolean;
	archived: boolean;
	created_at: string;
	updated_at: string;
	department: string | null;
	job_title: string | null;
	deprecated_user_id: string;
	integration: { id: number; name: string; uuid: string; type: string };
}

export interface Blueprint {
	id: string;
	name: string;
	icon: string;
	color: string;
	description: string;
	type: 'classic' | 'map';
	params: Record<string, unknown>;
	enrollment_code: { code: string; is_active: boolean };
	/** Manual enrolment needs single sign-on: `?sso=true` answers a URL. */
	requires_authentication: boolean;
}

export interface Tag {
	id: string;
	name: string;
}

export interface Note {
	note_id: string;
	/** HTML. */
	content: string;
	author: string;
	created_at: string;
	updated_at: string;
}

/** An MDM command. Its status follows from the clock, see areas/device-actions. */
export interface Command {
	uuid: string;
	command_type: string;
	request_type: string;
	metadata: Record<string, unknown>;
	requested: Date;
	/** What the device made of it: refused, or put off (`NotNow`); absent when it obeys. */
	outcome?: 'failed' | 'notNow';
}

export interface ActivityEntry {
	id: number;
	created_at: string;
	action_type: string;
	details: Record<string, unknown>;
	user: { id: string; name: string; email: string } | null;
}

export interface AuditEvent {
	id: string;
	action: string;
	occurred_at: string;
	actor_id: string;
	actor_type: string;
	target_id: string;
	target_type: string;
	target_component: string;
	new_state: Record<string, unknown>;
	metadata: Record<string, unknown>;
}

/** What a route says about an audit event; the rest has defaults (the first token, now). */
export type AuditEntry = Pick<AuditEvent, 'action' | 'target_type' | 'target_id'> &
	Partial<AuditEvent> & {
		/** The calling token's name, `call.tokenName`. */
		actor?: string;
	};

/** An API token; `permissions: null` means every checkbox is ticked. */
export interface Token {
	id: string;
	name: string;
	permissions: ReadonlySet<string> | null;
}

const MEMO_SIZE = 50;
const HOUR_MS = 3_600_000;

/** The last full hour, so that tenants started minutes apart are equal. */
const fullHour = (now: Date) => new Date(now.getTime() - (now.getTime() % HOUR_MS));

/** One customer's Kandji: all state, without HTTP. */
export class Tenant {
	readonly subdomain: string;
	readonly options: TenantOptions;
	/** For seeding, in order. What follows from one device uses `Dice` with its id instead. */
	readonly faker: Faker;
	/** Seeded data is dated backwards from here: equal seeds and equal dates give equal tenants. */
	readonly reference: Date;
	readonly devices = new Map<string, Device>();
	readonly users = new Map<string, User>();
	readonly blueprints = new Map<string, Blueprint>();
	readonly tags = new Map<string, Tag>();
	/** By device id, oldest first; so are commands and activity. */
	readonly notes = new Map<string, Note[]>();
	readonly commands = new Map<string, Command[]>();
	readonly activity = new Map<string, ActivityEntry[]>();
	readonly events: AuditEvent[] = [];
	readonly tokens = new Map<string, Token>();
	/** Grows with every request that may have changed something; caches of sorted or filtered rows compare it. */
	version = 0;

	private readonly ids: Faker;
	private readonly dice: Dice;
	private readonly areas = new Map<string, unknown>();
	private readonly memo = new Map<string, unknown>();
	private memoVersion = 0;
	private lastActivityId = 400_000;

	constructor(options: TenantOptions) {
		this.options = options;
		this.subdomain = options.subdomain ?? 'accuhive';
		this.faker = new Faker({ locale: [en, base], seed: options.seed });
		this.reference = options.date ?? fullHour(new Date());
		this.faker.setDefaultRefDate(this.reference);
		this.ids = new Faker({ locale: base, seed: options.seed + 1 });
		this.dice = new Dice(`${options.seed}:audit`);
		this.addToken(options.token, 'Simulator token', null);
	}

	/** `https://SUB.kandji.io`, the address of the web console. */
	get webHost(): string {
		return `https://${this.subdomain}.kandji.io`;
	}

	/** The clock of mutations; seeded data counts backwards from `reference`. */
	now(): Date {
		return new Date();
	}

	/** The next UUID of the tenant's own sequence. */
	uuid(): string {
		return this.ids.string.uuid();
	}

	/** State of one area, made when first asked for and forgotten on reset. */
	area<T>(key: string, init: () => T): T {
		if (!this.areas.has(key)) this.areas.set(key, init());
		return this.areas.get(key) as T;
	}

	/** What follows from the state alone (a sorted list, a count per user), kept until something changes. */
	derived<T>(key: string, make: () => T): T {
		if (this.memoVersion !== this.version || this.memo.size >= MEMO_SIZE) this.memo.clear();
		this.memoVersion = this.version;
		if (!this.memo.has(key)) this.memo.set(key, make());
		return this.memo.get(key) as T;
	}

	addToken(token: string, name: string, permissions: readonly string[] | null): Token {
		const made = { id: this.uuid(), name, permissions: permissions && new Set(permissions) };
		this.tokens.set(token, made);
		return made;
	}

	/** Writes the audit log; `actor` is a token's name. */
	audit(entry: AuditEntry): AuditEvent {
		const { actor, ...given } = entry;
		const tokens = [...this.tokens.values()];
		const token = tokens.find(({ name }) => name === actor) ?? tokens[0];
		const now = this.now();
		const event: AuditEvent = {
			id: ulid(now.getTime(), () => this.dice.next()),
			occurred_at: isoMicro(now),
			actor_id: token?.id ?? '',
			actor_type: 'api token',
			target_component: '',
			new_state: {},
			metadata: {},
			...given,
		};
		this.events.push(event);
		return event;
	}

	/** Adds to a device's activity. */
	record(device: Device, actionType: string, details: Record<string, unknown>): void {
		const entries = this.activity.get(device.device_id) ?? [];
		entries.push({
			id: (this.lastActivityId += 1),
			created_at: isoMicro(this.now()),
			action_type: actionType,
			details,
			user: null,
		});
		this.activity.set(device.device_id, entries);
	}

	/** The user as a device embeds it, `''` when nobody is assigned (docs/kandji-api.md T03). */
	userOf(
		device: Device,
	): { email: string; name: string; id: string | number; is_archived: boolean } | '' {
		const user = device.user_id === null ? undefined : this.users.get(device.user_id);
		if (!user) return '';
		const id = this.options.era === '2022' ? Number(user.deprecated_user_id) : user.id;
		return { email: user.email, name: user.name, id, is_archived: user.archived };
	}

	/** Takes a device away with everything that hangs on it. */
	removeDevice(id: string): void {
		this.devices.delete(id);
		this.notes.delete(id);
		this.commands.delete(id);
		this.activity.delete(id);
	}

	/** Takes a blueprint away and, as Kandji does, un-manages its devices. */
	removeBlueprint(id: string): void {
		this.blueprints.delete(id);
		for (const device of [...this.devices.values()]) {
			if (device.blueprint_id === id) this.removeDevice(device.device_id);
		}
	}
}
