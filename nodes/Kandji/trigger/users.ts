import { lists } from '../api/lists';
import type { NormalizedUser } from '../shapes/userShape';
import { normalizeUser } from '../shapes/userShape';
import { turned } from './kind';
import type { Kind } from './kind';
import { everything } from './source';
import type { Source } from './source';

const KIND: Kind<NormalizedUser> = {
	recordType: 'user',
	kept: ['name', 'email', 'active', 'archived', 'department', 'jobTitle', 'deviceCount'],
	watches: [
		{ event: 'user.archived', fields: ['archived'], when: turned(false) },
		{ event: 'user.restored', fields: ['archived'], when: turned(true) },
		{ event: 'user.changed', fields: ['name', 'email', 'active', 'department', 'jobTitle'] },
		{ event: 'user.deviceCountChanged', fields: ['deviceCount'] },
	],
	added: 'user.created',
	gone: 'user.deleted',
	addedAt: ({ createdAt }) => createdAt ?? null,
};

/** Users of the directory. */
export const userSource: Source<NormalizedUser> = {
	list: lists.users,
	id: 'id',
	recordPermission: 'Users > Get User?',
	normalize: normalizeUser,
	kind: () => KIND,
	...everything,
	// Undocumented, but larger pages where Kandji takes it (docs/kandji-api.md T07); what comes counts.
	queries: () => [{ sizePerPage: 300 }],
};
