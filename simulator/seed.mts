import { isoMicro } from './dates.mts';
import { Dice } from './dice.mts';
import type { Blueprint, Tenant, User } from './tenant.mts';

const DOMAIN = 'accuhive.example';
const DAY = 86_400_000;

const BLUEPRINTS: ReadonlyArray<
	readonly [name: string, type: Blueprint['type'], icon: string, color: string, sso: boolean]
> = [
	['Head Office', 'classic', 'ss-buildings', 'aqua-800', true],
	['Engineering', 'map', 'ss-laptop', 'blue-500', true],
	['Field Sales', 'classic', 'ss-briefcase', 'orange-500', false],
	['Shared iPads', 'map', 'ss-tablet', 'yellow-500', false],
	['Meeting Rooms', 'classic', 'ss-tv', 'purple-500', false],
	['Executive', 'map', 'ss-star', 'red-500', true],
	['Windows and Android', 'map', 'ss-files', 'aqua-500', false],
	['Quarantine', 'classic', 'ss-lock', 'red-800', false],
];

/** `Loaner` and `loaner` are two tags: tag filters are case-sensitive (docs/kandji-api.md T19). */
const TAGS = ['loaner', 'Loaner', 'kiosk', 'remote', 'vip', 'lab', 'contractor', 'lease-2027'];

/** Parameters of a classic blueprint by id; most have no details. */
const parameters = (name: string): Blueprint['params'] =>
	Object.fromEntries(
		[undefined, '1', 5, { days: 60 }].map((details, index) => [
			new Dice(`${name}:parameter:${index}`).uuid(),
			{ mute: false, daily: index === 2, ...(details === undefined ? {} : { details }) },
		]),
	);

/** Blueprints of the tenant, each with an enrolment code of six digits. */
export function seedBlueprints(tenant: Tenant): void {
	for (const [name, type, icon, color, sso] of BLUEPRINTS) {
		const id = tenant.uuid();
		tenant.blueprints.set(id, {
			id,
			name,
			icon,
			color,
			description: tenant.faker.datatype.boolean() ? tenant.faker.company.catchPhrase() : '',
			type,
			params: type === 'classic' ? parameters(name) : {},
			enrollment_code: { code: tenant.faker.string.numeric(6), is_active: name !== 'Quarantine' },
			requires_authentication: sso,
		});
	}
}

export function seedTags(tenant: Tenant): void {
	for (const name of TAGS) {
		const id = tenant.uuid();
		tenant.tags.set(id, { id, name });
	}
}

/** The directory integrations that users come from. */
const integrations = (tenant: Tenant): Array<User['integration']> =>
	tenant.area('integrations', () => [
		{ id: 311, name: 'Accuhive Workspace', uuid: tenant.uuid(), type: 'google_workspace' },
		{ id: 318, name: 'Accuhive Entra', uuid: tenant.uuid(), type: 'office365' },
	]);

/** A directory user of the tenant's own making; `given` overrides what it would have been. */
export function makeUser(tenant: Tenant, given: Partial<User> = {}, at = tenant.now()): User {
	const { faker } = tenant;
	const first = faker.person.firstName();
	const last = faker.person.lastName();
	const number = tenant.area('user-numbers', () => ({ last: 41_000 }));
	number.last += 1;
	const taken = tenant.area('user-emails', () => new Set<string>());
	const local = `${first}.${last}`.toLowerCase().replace(/[^a-z.]/g, '');
	const email = `${taken.has(local) ? `${local}.${number.last}` : local}@${DOMAIN}`;
	taken.add(local);
	const user: User = {
		active: true,
		archived: false,
		created_at: isoMicro(at),
		department: null,
		deprecated_user_id: String(number.last),
		email,
		id: tenant.uuid(),
		integration: faker.helpers.arrayElement(integrations(tenant)),
		job_title: null,
		name: `${first} ${last}`,
		updated_at: isoMicro(at),
		...given,
	};
	tenant.users.set(user.id, user);
	return user;
}

export function seedUsers(tenant: Tenant): void {
	const { devices, users = Math.max(3, Math.round((devices * 2) / 3)), seed } = tenant.options;
	const start = tenant.reference.getTime() - 700 * DAY;
	for (let index = 0; index < users; index += 1) {
		const dice = new Dice(`${seed}:user:${index}`);
		const archived = index > 2 && dice.chance(0.03);
		const at = new Date(start + Math.floor((index / users) * 690 * DAY));
		makeUser(tenant, { archived, active: !archived }, at);
	}
}
