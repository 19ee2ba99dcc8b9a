import { lists } from '../api/lists';
import { normalizeUser } from '../shapes/userShape';
import type { NormalizedUser } from '../shapes/userShape';
import { listedSource } from './listedSource';
import { withoutFilters } from './recordSource';
import { flips } from './recordType';
import type { RecordType } from './recordType';

const TYPE: RecordType<NormalizedUser> = {
	name: 'user',
	storedFields: ['name', 'email', 'active', 'archived', 'department', 'jobTitle', 'deviceCount'],
	clearableFields: ['email', 'department', 'jobTitle'],
	fieldEvents: [
		{ event: 'user.archived', fields: ['archived'], appliesTo: flips(false) },
		{ event: 'user.restored', fields: ['archived'], appliesTo: flips(true) },
		{ event: 'user.changed', fields: ['name', 'email', 'active', 'department', 'jobTitle'] },
		{ event: 'user.deviceCountChanged', fields: ['deviceCount'] },
	],
	added: 'user.created',
	removed: 'user.deleted',
	addedAt: ({ createdAt }) => createdAt ?? null,
};

/** Users of the directory. */
export const userSource = listedSource<NormalizedUser>({
	...withoutFilters,
	name: 'user',
	list: lists.users,
	idKey: 'id',
	recordPermission: 'Users > Get User?',
	type: () => TYPE,
	normalize: normalizeUser,
	// Undocumented, but gives larger pages where Kandji accepts it (docs/kandji-api.md T07).
	queries: () => [{ sizePerPage: 300 }],
	exampleRow: {
		id: '1f0a7c52-8d3b-4e96-b4c1-6e5d2a9f7b08',
		name: 'Nora Quill',
		email: 'nora.quill@example.com',
		active: true,
		archived: false,
		department: 'Sales',
		job_title: 'Account Executive',
		device_count: 1,
		integration: {
			id: 1,
			uuid: '5e8d0b3f-27a6-4c19-90fe-b4a1d7c62e58',
			name: 'Okta',
			type: 'okta',
		},
		created_at: '2026-02-01T10:00:00.000000Z',
		updated_at: '2026-02-03T08:00:00.000000Z',
	},
	earlierValues: { name: 'Earlier name', deviceCount: 2 },
});
