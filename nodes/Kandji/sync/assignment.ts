import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../shapes/deviceShape';
import { flag } from '../shapes/kandjiValues';
import { assigneeFields, changedSide, isSameHolder, NOBODY, recordOf } from './holder';
import type { AssignmentContext } from './holder';
import { isRestored } from './removal';
import type { PlanPerson, SyncSettings } from './syncTypes';
import { fieldText, isFilled, keyOf, readEmail, textOf, valueOf } from './values';

/** The planned change of the assignment of an asset. */
export type AssignmentDecision =
	| {
			action: 'assign' | 'unassign' | 'assignInKandji' | 'unassignInKandji';
			reason: string;
			person: PlanPerson | null;
			fields: IDataObject;
			/** The user that both sides have after this write, to be recorded in the asset. */
			lastUser?: string;
	  }
	| { action: 'attention'; reason: string }
	| {
			action: 'none';
			/** Why the asset does not get the device's user. */
			reason?: string;
			/** The same where the plan has nothing to report. */
			quietReason?: string;
			/** The user to record in the asset, because both sides name the same one. */
			lastUser?: string;
	  };

/** Why an asset may not be given to anybody; undefined when it may. */
function lockedBy(asset: IDataObject | null, settings: SyncSettings): string | undefined {
	const { assetFields, assignment, removal } = settings;
	if (asset === null || assetFields.lock === '') return undefined;
	const value = textOf(asset, assetFields.lock);
	if (!assignment.lockValues.some((lock) => keyOf(lock) === keyOf(value))) return undefined;
	// The write that unlocks it may fail or be withheld, so the assignment waits for it.
	const isUnlocked = removal.field === assetFields.lock && isRestored(asset, settings);
	const later = isUnlocked ? '. This run changes it, and the next one decides' : '';
	return `Not assigned: ${assetFields.lock} of the asset is "${value}"${later}`;
}

const SCOPE_TEXTS = { new: 'new', unassigned: 'unassigned', overwrite: 'already assigned' };

/** Whether the asset does not exist yet, or a field says, as a boolean or in words, that it was imported just now. */
function isNewAsset(
	asset: IDataObject | null,
	{ assetFields: { imported } }: SyncSettings,
): boolean {
	if (asset === null) return true;
	return isFilled(asset, imported) && (flag(valueOf(asset, imported)) ?? true);
}

function fromKandji({
	device,
	asset,
	holder,
	people,
	settings,
}: AssignmentContext): AssignmentDecision {
	const { assetFields } = settings;
	const { direction, scopes, unassign } = settings.assignment;
	const { user } = device;
	const held = holder.email || holder.name;
	if (user === null) {
		const nobody = 'Nobody is assigned in Kandji';
		if (held === '') return { action: 'none', quietReason: nobody, lastUser: NOBODY };
		if (!unassign) return { action: 'none', reason: `${nobody}; the asset stays with ${held}` };
		const reason = `${nobody}; the asset was with ${held}`;
		const fields = assigneeFields(null, settings);
		return { action: 'unassign', reason, person: null, fields, lastUser: NOBODY };
	}
	const named = user.email ?? user.name;
	if (user.archived) {
		return { action: 'none', reason: `Not assigned: the user ${named} is archived` };
	}
	if (held !== '' && isSameHolder(holder, user))
		return { action: 'none', lastUser: recordOf(user) };
	const found = people.find(user);
	if (found.person === null) {
		const reason = `Not assigned: ${found.reason}`;
		return { action: found.cause === 'unclear' ? 'attention' : 'none', reason };
	}
	const { person } = found;
	if (isSameHolder(holder, person)) return { action: 'none', lastUser: recordOf(user) };
	if (assetFields.assigneeEmail !== '' && person.email === null) {
		const reason = `Not assigned: ${named} has no email, and ${assetFields.assigneeEmail} of the assets holds emails`;
		return { action: 'none', reason };
	}
	const marks = assetFields.imported !== '';
	const isNew = isNewAsset(asset, settings);
	const scope = held !== '' ? 'overwrite' : isNew ? 'new' : 'unassigned';
	// From the next run on a new asset without assignee is an unassigned one, and must not get another answer then,
	// unless a field marks it as new. Where the assets tell Kandji who has a device, a new one starts with Kandji's user,
	// or it would empty Kandji.
	const isAllowed =
		scopes.includes(scope) ||
		(scope === 'new' && !marks && (scopes.includes('unassigned') || direction !== 'fromKandji'));
	if (!isAllowed) {
		const reason = `Not assigned: assigning ${SCOPE_TEXTS[scope]} assets is switched off`;
		return { action: 'none', reason };
	}
	const instead = held === '' ? '' : ` instead of ${held}`;
	return {
		action: 'assign',
		reason: `Assigned in Kandji to ${named}${instead}, matched by ${found.by}`,
		person,
		fields: assigneeFields(person, settings),
		lastUser: recordOf(user),
	};
}

/** Kandji cannot create users, so only a person who is one of its active users can be assigned there. */
function toKandji({
	device,
	holder,
	people,
	users,
	settings,
}: AssignmentContext): AssignmentDecision {
	const held = holder.email || holder.name;
	const { user } = device;
	const before = user?.email ?? user?.name ?? null;
	if (held === '') {
		if (user === null) return { action: 'none', lastUser: NOBODY };
		const stays = (why: string): AssignmentDecision => ({
			action: 'none',
			reason: `${why}; Kandji keeps ${before}`,
		});
		if (!settings.assignment.unassign) return stays('The asset has no assignee');
		// An empty asset says nothing about a user whom the other system cannot name.
		const { person } = people.find(user);
		if (user.archived || person === null || person.create) {
			return stays('The asset has no assignee, and the other system does not know this user');
		}
		const reason = `The asset is checked in; Kandji still had ${before}`;
		return {
			action: 'unassignInKandji',
			reason,
			person: null,
			fields: { user: null },
			lastUser: NOBODY,
		};
	}
	if (user !== null && isSameHolder(holder, user))
		return { action: 'none', lastUser: recordOf(user) };
	const ids = users.get(keyOf(holder.email)) ?? [];
	if (ids.length > 1) {
		const reason = `Not assigned in Kandji: ${ids.length} active users of Kandji have the email ${holder.email}`;
		return { action: 'attention', reason };
	}
	if (ids.length === 0) {
		const reason = `Not assigned in Kandji: no active user of Kandji has the email ${holder.email || 'that the asset lacks'}, and users cannot be created there`;
		return { action: 'none', reason };
	}
	const found = people.find({ email: holder.email, name: holder.name || null });
	if (found.person === null && found.cause === 'left') {
		return { action: 'none', reason: `Not assigned in Kandji: ${found.reason}` };
	}
	return {
		action: 'assignInKandji',
		reason: `The asset is with ${held}${before === null ? '' : `; Kandji had ${before}`}`,
		person: { id: null, email: holder.email, name: holder.name || null },
		fields: { user: ids[0] },
		lastUser: holder.email,
	};
}

/**
 * Decides with "Side That Changed". Where it is unknown which side changed, a person decides, unless neither side would
 * be written.
 */
function fromChangedSide(context: AssignmentContext): AssignmentDecision {
	const side = changedSide(context);
	if (side === 'kandji') return fromKandji(context);
	if (side === 'assets') return toKandji(context);
	const both = [fromKandji(context), toKandji(context)];
	return both.every(({ action }) => action === 'none')
		? both[0]
		: { action: 'attention', reason: side.unknown };
}

/** The first field about the assignment that cannot be read; undefined when all can. */
function unreadableField(
	asset: IDataObject,
	{ assetFields, assignment }: SyncSettings,
): string | undefined {
	const { assigneeEmail, assigneeName, lock, lastUser } = assetFields;
	if (readEmail(valueOf(asset, assigneeEmail)) === null) return assigneeEmail;
	const relevant = [
		assigneeName,
		...(assignment.lockValues.length > 0 ? [lock] : []),
		...(assignment.winner === 'changed' ? [lastUser] : []),
	];
	return relevant.find((field) => fieldText(asset, field) === null);
}

/** Why the holder is nobody who could be compared, such as the ID of a record; undefined when it can be somebody. */
function oddHolder(
	{ email, name }: AssignmentContext['holder'],
	{ assigneeEmail, assigneeName }: SyncSettings['assetFields'],
): string | undefined {
	if (email !== '') {
		return email.includes('@')
			? undefined
			: `${assigneeEmail} of the asset is "${email}", which is no email`;
	}
	return /^[^\s@]*\d[^\s@]*$/.test(name)
		? `${assigneeName} of the asset is "${name}", which looks like an ID and not like a name`
		: undefined;
}

const FORBIDDEN_TEXTS = {
	link: 'Link Only sends nothing to Kandji',
	import: 'Import New Only leaves the assignments of existing assets as they are',
};

/** Whether the mode rules out a change of an existing asset's assignment. */
function forbidsAssignment(action: AssignmentDecision['action'], { mode }: SyncSettings): boolean {
	if (action === 'none' || action === 'attention') return false;
	if (mode === 'import') return true;
	return mode === 'link' && (action === 'assignInKandji' || action === 'unassignInKandji');
}

/**
 * Decides who has the asset. With both directions an empty side is filled from the other one, unless taking away is
 * allowed and the empty side is the one that wins; two different people are settled by the winner, and the other is
 * named.
 */
export function decideAssignment(
	device: NormalizedDevice,
	asset: IDataObject | null,
	{ people, users }: Pick<AssignmentContext, 'people' | 'users'>,
	settings: SyncSettings,
): AssignmentDecision {
	const { assetFields, assignment, mode } = settings;
	const { direction, unassign, winner } = assignment;
	if (direction === 'none') return { action: 'none' };
	const unreadable = asset === null ? undefined : unreadableField(asset, settings);
	if (unreadable !== undefined) {
		const reason = `Not assigned: ${unreadable} of the asset cannot be read as one text`;
		return { action: 'attention', reason };
	}
	const locked = lockedBy(asset, settings);
	if (locked !== undefined) return { action: 'none', reason: locked };
	const holder = {
		email: asset ? (readEmail(valueOf(asset, assetFields.assigneeEmail)) ?? '') : '',
		name: asset ? textOf(asset, assetFields.assigneeName) : '',
	};
	const odd = oddHolder(holder, assetFields);
	if (odd !== undefined) return { action: 'attention', reason: `Not assigned: ${odd}` };
	const context = { device, asset, holder, people, users, settings };
	const isHeld = holder.email !== '' || holder.name !== '';
	const decide = (): AssignmentDecision => {
		if (asset === null || direction === 'fromKandji') return fromKandji(context);
		if (direction === 'toKandji') return toKandji(context);
		// An empty side is filled from the other one, unless it may win.
		if (!unassign && isHeld !== (device.user !== null)) {
			return (isHeld ? toKandji : fromKandji)(context);
		}
		if (winner === 'changed') return fromChangedSide(context);
		return (winner === 'kandji' ? fromKandji : toKandji)(context);
	};
	const decided = decide();
	return asset !== null && forbidsAssignment(decided.action, settings)
		? {
				action: 'none',
				reason: `Not assigned: ${FORBIDDEN_TEXTS[mode === 'link' ? 'link' : 'import']}`,
			}
		: decided;
}
