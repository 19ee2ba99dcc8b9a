import type { Area, Call, Handler, Reply } from '../api.mts';
import { cursorPage, webOrigin, wholeNumber } from '../paging.mts';
import { detail, noContent, notFound } from '../replies.mts';
import { seedUsers } from '../seed.mts';
import type { Tenant, User } from '../tenant.mts';
import { audited } from './audited.mts';

/** Documented is "at most 300"; a live tenant sent 25 a page (docs/kandji-api.md T07). */
const PAGE = 25;
const LARGEST_PAGE = 300;

/** Devices of each user. */
const deviceCounts = (tenant: Tenant): Map<string, number> =>
	tenant.derived('device counts', () => {
		const counts = new Map<string, number>();
		for (const { user_id } of tenant.devices.values()) {
			if (user_id !== null) counts.set(user_id, (counts.get(user_id) ?? 0) + 1);
		}
		return counts;
	});

/** A directory user as the API shows it (docs/kandji-api.md 4.5). */
export const userRecord = (tenant: Tenant, user: User): Record<string, unknown> => ({
	active: user.active,
	archived: user.archived,
	created_at: user.created_at,
	department: user.department,
	deprecated_user_id: user.deprecated_user_id,
	email: user.email,
	id: user.id,
	integration: user.integration,
	job_title: user.job_title,
	name: user.name,
	device_count: deviceCounts(tenant).get(user.id) ?? 0,
	updated_at: user.updated_at,
});

function list(call: Call): Reply {
	const { tenant, query } = call;
	const email = query.get('email')?.toLowerCase();
	const id = query.get('id');
	const integration = query.get('integration_id');
	const archived = query.get('archived')?.toLowerCase();
	const key = `users ${JSON.stringify([email, id, integration, archived])}`;
	const rows = tenant.derived(key, () =>
		[...tenant.users.values()]
			.filter(
				(user) =>
					(!email || user.email.toLowerCase().includes(email)) &&
					(!id || user.id === id) &&
					(!integration || user.integration.uuid === integration) &&
					(!archived || String(user.archived) === archived),
			)
			.reverse(),
	);
	const asked = wholeNumber(query.get('sizePerPage'), 0) || PAGE;
	return cursorPage(rows, call, {
		size: Math.min(asked, LARGEST_PAGE),
		key: (user) => user.id,
		host: webOrigin(call),
		render: (user) => userRecord(tenant, user),
	});
}

const withUser =
	(handle: (call: Call, user: User) => Reply): Handler =>
	(call) => {
		const user = call.tenant.users.get(call.params.user_id ?? '');
		return user ? handle(call, user) : notFound();
	};

function remove(call: Call, user: User): Reply {
	const { tenant } = call;
	if (deviceCounts(tenant).has(user.id)) {
		return detail(400, 'User still assigned to one or more devices.');
	}
	tenant.users.delete(user.id);
	audited(call, 'delete', { type: 'user', id: user.id }, { email: user.email });
	return noContent();
}

const one = '/api/v1/users/:user_id';

/** The user directory. */
export const usersArea: Area = {
	seed: seedUsers,
	routes: [
		{ method: 'GET', path: '/api/v1/users', permission: 'Users > List users', handle: list },
		{
			method: 'GET',
			path: one,
			permission: 'Users > Get User',
			handle: withUser(({ tenant }, user) => ({ body: userRecord(tenant, user) })),
		},
		{ method: 'DELETE', path: one, permission: 'Users > Delete User', handle: withUser(remove) },
	],
};
