import type { IDataObject } from 'n8n-workflow';

import { isSet } from '../util/json';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { flag } from '../shapes/kandjiValues';
import type { People } from './people';
import type { PlanPerson, SyncSettings } from './types';
import { keyOf, textOf, valueOf } from './values';

/** What becomes of an asset's assignment. */
export type AssignmentDecision =
	| {
			action: 'assign' | 'unassign' | 'assignInKandji' | 'unassignInKandji';
			reason: string;
			person: PlanPerson | null;
			fields: IDataObject;
			/** Kandji's user, as `userWord` writes it, once this is carried out. */
			seen: string;
	  }
	| {
			action: 'none';
			/** Why the asset does not get the device's user. */
			reason?: string;
			/** The same where there is nothing to tell beside the plan. */
			quiet?: string;
			/** Kandji's user where both inputs name the same one. */
			seen?: string;
	  };

/** How Kandji's user is kept in an asset: the email, else the name, `''` for nobody. */
function userWord(user: { email: string | null; name: string | null } | null): string {
	return user?.email ?? user?.name ?? '';
}

/** The fields of an asset that hold its assignee, filled for this person. */
export function assigneeFields(
	person: PlanPerson | null,
	{ assetFields }: SyncSettings,
): IDataObject {
	const { assigneeEmail, assigneeName } = assetFields;
	return {
		...(assigneeEmail === '' ? {} : { [assigneeEmail]: person?.email ?? null }),
		...(assigneeName === '' ? {} : { [assigneeName]: person?.name ?? null }),
	};
}

/** The field that keeps Kandji's user as last seen, where it has to be written; both inputs agree then. */
export function seenFields(
	asset: IDataObject | null,
	{ seen }: Pick<AssignmentDecision, 'seen'>,
	{ assetFields: { lastUser }, assignment }: SyncSettings,
): IDataObject {
	if (assignment.winner !== 'changed' || lastUser === '' || seen === undefined) return {};
	if (keyOf(seen) === (asset === null ? '' : keyOf(textOf(asset, lastUser)))) return {};
	return { [lastUser]: seen || null };
}

/** Why an asset may not be given to anybody, whatever Kandji says; undefined when it may. */
function lockedBy(
	asset: IDataObject | null,
	{ assetFields, assignment }: SyncSettings,
): string | undefined {
	if (asset === null || assetFields.lock === '') return undefined;
	const value = textOf(asset, assetFields.lock);
	return assignment.lockValues.some((lock) => keyOf(lock) === keyOf(value))
		? `Not assigned: ${assetFields.lock} of the asset is "${value}"`
		: undefined;
}

/** Who is who: the other system's people, and the IDs of Kandji's users by upper-case email. */
interface Directory {
	people: People;
	users: ReadonlyMap<string, string>;
}

interface Holder {
	email: string;
	name: string;
}

function sameHolder(asset: Holder, user: { email: string | null; name: string | null }): boolean {
	if (asset.email !== '' && user.email !== null) return keyOf(asset.email) === keyOf(user.email);
	return asset.name !== '' && keyOf(asset.name) === keyOf(user.name);
}

function fromKandji(
	device: NormalizedDevice,
	asset: IDataObject | null,
	holder: Holder,
	people: People,
	settings: SyncSettings,
): AssignmentDecision {
	const { direction, scopes, unassign } = settings.assignment;
	const { user } = device;
	const held = holder.email || holder.name;
	if (user === null) {
		const quiet = 'Nobody is assigned in Kandji';
		if (held === '') return { action: 'none', quiet, seen: '' };
		return unassign
			? {
					seen: '',
					action: 'unassign',
					reason: `Nobody is assigned in Kandji; the asset was with ${held}`,
					person: null,
					fields: assigneeFields(null, settings),
				}
			: { action: 'none', reason: `Nobody is assigned in Kandji; the asset stays with ${held}` };
	}
	if (user.archived) {
		return {
			action: 'none',
			reason: `Not assigned: the user ${user.email ?? user.name} is archived`,
		};
	}
	const found = people.find(user);
	if (found.person === null) return { action: 'none', reason: `Not assigned: ${found.reason}` };
	const { person } = found;
	const seen = userWord(user);
	if (sameHolder(holder, person)) return { action: 'none', seen };
	const marked = settings.assetFields.imported !== '';
	const imported = asset === null || (marked && isMarked(asset, settings.assetFields.imported));
	const scope = held !== '' ? 'overwrite' : imported ? 'new' : 'unassigned';
	// A new asset without assignee is an unassigned one from the next run on, and must not change its mind then, unless a
	// field marks it as new. Where the assets tell Kandji who has a device, a new one starts with what Kandji knows, or it
	// would empty Kandji.
	const allowed =
		scopes.includes(scope) ||
		(scope === 'new' && !marked && (scopes.includes('unassigned') || direction !== 'fromKandji'));
	if (!allowed) {
		return {
			action: 'none',
			reason: `Not assigned: assigning ${WORDS[scope]} assets is switched off`,
		};
	}
	const instead = held === '' ? '' : ` instead of ${held}`;
	return {
		seen,
		action: 'assign',
		reason: `Assigned in Kandji to ${user.email ?? user.name}${instead}, matched by ${found.by}`,
		person,
		fields: assigneeFields(person, settings),
	};
}

/** Whether a field says yes, in a system that knows booleans or in one that writes words. */
const isMarked = (asset: IDataObject, field: string): boolean => {
	const value = valueOf(asset, field);
	return isSet(value) && (flag(value) ?? true);
};

const WORDS = { new: 'new', unassigned: 'unassigned', overwrite: 'already assigned' };

/** Kandji cannot create users, so only a person whom one of its users stands for can be assigned there. */
function toKandji(
	device: NormalizedDevice,
	holder: Holder,
	{ people, users }: Directory,
	settings: SyncSettings,
): AssignmentDecision {
	const held = holder.email || holder.name;
	const before = device.user?.email ?? device.user?.name ?? null;
	if (held === '') {
		const { user } = device;
		if (user === null) return { action: 'none', seen: '' };
		const keeps = (why: string): AssignmentDecision => ({
			action: 'none',
			reason: `${why}; Kandji keeps ${before}`,
		});
		if (!settings.assignment.unassign) return keeps('The asset has no assignee');
		// Whom the other system cannot name, an empty asset says nothing about.
		const { person } = people.find(user);
		if (user.archived || person === null || person.create) {
			return keeps('The asset has no assignee, and the other system does not know this user');
		}
		return {
			seen: '',
			action: 'unassignInKandji',
			reason: `The asset is checked in; Kandji still had ${before}`,
			person: null,
			fields: { user: null },
		};
	}
	if (device.user !== null && sameHolder(holder, device.user)) {
		return { action: 'none', seen: userWord(device.user) };
	}
	const id = users.get(keyOf(holder.email));
	if (id === undefined) {
		return {
			action: 'none',
			reason: `Not assigned in Kandji: no active user of Kandji has the email ${holder.email || 'that the asset lacks'}, and users cannot be created there`,
		};
	}
	return {
		seen: holder.email,
		action: 'assignInKandji',
		reason: `The asset is with ${held}${before === null ? '' : `; Kandji had ${before}`}`,
		person: { id: null, email: holder.email, name: holder.name || null },
		fields: { user: id },
	};
}

/**
 * Who has the asset. With both directions an empty side is filled from the other one, unless taking away is allowed and
 * the empty side is the one that wins; two different people are settled by the winner, and the other is named. The side
 * that changed is Kandji where its user is not the one that the asset keeps as last seen, else the assets.
 */
export function decideAssignment(
	device: NormalizedDevice,
	asset: IDataObject | null,
	directory: Directory,
	settings: SyncSettings,
): AssignmentDecision {
	const { assetFields, assignment } = settings;
	const { direction, unassign } = assignment;
	if (direction === 'none') return { action: 'none' };
	const locked = lockedBy(asset, settings);
	if (locked !== undefined) return { action: 'none', reason: locked };
	const holder: Holder = {
		email: asset ? textOf(asset, assetFields.assigneeEmail) : '',
		name: asset ? textOf(asset, assetFields.assigneeName) : '',
	};
	const held = holder.email !== '' || holder.name !== '';
	const last = asset ? textOf(asset, assetFields.lastUser) : '';
	const changed = keyOf(userWord(device.user)) === keyOf(last) ? 'assets' : 'kandji';
	const winner = assignment.winner === 'changed' ? changed : assignment.winner;
	const inwards =
		asset === null ||
		direction === 'fromKandji' ||
		(direction === 'both' &&
			(unassign || held === (device.user !== null) ? winner === 'kandji' : !held));
	return inwards
		? fromKandji(device, asset, holder, directory.people, settings)
		: toKandji(device, holder, directory, settings);
}
