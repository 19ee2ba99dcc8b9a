import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../shapes/device';
import type { People } from './people';
import type { PlanPerson, Settings } from './types';
import { keyOf, textOf } from './values';

/** What becomes of an asset's assignment. */
export type AssignmentDecision =
	| {
			action: 'assign' | 'unassign' | 'assignInKandji' | 'unassignInKandji';
			reason: string;
			person: PlanPerson | null;
			fields: IDataObject;
	  }
	| { action: 'none'; reason?: string };

/** The fields of an asset that hold its assignee, filled for this person. */
export function assigneeFields(person: PlanPerson | null, { assetFields }: Settings): IDataObject {
	const { assigneeEmail, assigneeName } = assetFields;
	return {
		...(assigneeEmail === '' ? {} : { [assigneeEmail]: person?.email ?? null }),
		...(assigneeName === '' ? {} : { [assigneeName]: person?.name ?? null }),
	};
}

/** Why an asset may not be given to anybody, whatever Kandji says; undefined when it may. */
function lockedBy(
	asset: IDataObject | null,
	{ assetFields, assignment }: Settings,
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
	settings: Settings,
): AssignmentDecision {
	const { direction, scopes, unassign } = settings.assignment;
	const { user } = device;
	const held = holder.email || holder.name;
	if (user === null) {
		if (held === '') return { action: 'none' };
		return unassign
			? {
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
	if (sameHolder(holder, person)) return { action: 'none' };
	const scope = asset === null ? 'new' : held === '' ? 'unassigned' : 'overwrite';
	// A new asset without assignee is an unassigned one from the next run on, and must not change its mind then. Where
	// the assets tell Kandji who has a device, a new one starts with what Kandji knows, or it would empty Kandji.
	const allowed =
		scopes.includes(scope) ||
		(scope === 'new' && (scopes.includes('unassigned') || direction !== 'fromKandji'));
	if (!allowed) {
		return {
			action: 'none',
			reason: `Not assigned: assigning ${WORDS[scope]} assets is switched off`,
		};
	}
	const instead = held === '' ? '' : ` instead of ${held}`;
	return {
		action: 'assign',
		reason: `Assigned in Kandji to ${user.email ?? user.name}${instead}, matched by ${found.by}`,
		person,
		fields: assigneeFields(person, settings),
	};
}

const WORDS = { new: 'new', unassigned: 'unassigned', overwrite: 'already assigned' };

/** Kandji cannot create users, so only a person whom one of its users stands for can be assigned there. */
function toKandji(
	device: NormalizedDevice,
	holder: Holder,
	{ people, users }: Directory,
	settings: Settings,
): AssignmentDecision {
	const held = holder.email || holder.name;
	const before = device.user?.email ?? device.user?.name ?? null;
	if (held === '') {
		const { user } = device;
		if (user === null) return { action: 'none' };
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
			action: 'unassignInKandji',
			reason: `The asset is checked in; Kandji still had ${before}`,
			person: null,
			fields: { user: null },
		};
	}
	if (device.user !== null && sameHolder(holder, device.user)) return { action: 'none' };
	const id = users.get(keyOf(holder.email));
	if (id === undefined) {
		return {
			action: 'none',
			reason: `Not assigned in Kandji: no active user of Kandji has the email ${holder.email || 'that the asset lacks'}, and users cannot be created there`,
		};
	}
	return {
		action: 'assignInKandji',
		reason: `The asset is with ${held}${before === null ? '' : `; Kandji had ${before}`}`,
		person: { id: null, email: holder.email, name: holder.name || null },
		fields: { user: id },
	};
}

/**
 * Who has the asset. With both directions an empty side is filled from the other one, unless taking away is allowed and
 * the empty side is the one that wins; two different people are settled by the winner, and the other is named.
 */
export function decideAssignment(
	device: NormalizedDevice,
	asset: IDataObject | null,
	directory: Directory,
	settings: Settings,
): AssignmentDecision {
	const { assetFields, assignment } = settings;
	const { direction, winner, unassign } = assignment;
	if (direction === 'none') return { action: 'none' };
	const locked = lockedBy(asset, settings);
	if (locked !== undefined) return { action: 'none', reason: locked };
	const holder: Holder = {
		email: asset ? textOf(asset, assetFields.assigneeEmail) : '',
		name: asset ? textOf(asset, assetFields.assigneeName) : '',
	};
	const held = holder.email !== '' || holder.name !== '';
	const inwards =
		asset === null ||
		direction === 'fromKandji' ||
		(direction === 'both' &&
			(unassign || held === (device.user !== null) ? winner === 'kandji' : !held));
	return inwards
		? fromKandji(device, asset, holder, directory.people, settings)
		: toKandji(device, holder, directory, settings);
}
