import { isEmpty } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { decideAssignment } from './assignment';
import type { AssignmentDecision } from './assignment';
import { changedFields, wantedFields } from './fields';
import { assigneeFields, lastUserFields } from './holder';
import type { Pairing } from './identity';
import type { PeopleIndex } from './people';
import { enrolledIds, isMarkedRemoved, isRestored, leavesExisting, presenceOf } from './removal';
import type { UniqueValues } from './uniqueValues';
import type { PlanEntry, PlanRow, SyncAction, SyncInputs, SyncSettings } from './syncTypes';
import { linkOf, nested, textOf, valueOf } from './values';

/** Everything that the decisions about one device or asset look at. */
export interface PlanContext {
	inputs: SyncInputs;
	settings: SyncSettings;
	people: PeopleIndex;
	users: SyncInputs['users'];
	tags: UniqueValues;
	displayIds: UniqueValues;
	/** Upper-case IDs of all enrolled devices. */
	enrolled: ReturnType<typeof enrolledIds>;
}

/** The parts of an entry that differ from one to the next. */
interface EntryParts {
	action: SyncAction;
	reason: string;
	/** The subject of the entry, where its action does not state it. */
	topic?: string;
	fields?: IDataObject;
	person?: PlanEntry['person'];
}

/** The result for one device or asset, and why its user is not taken over. */
type Decided = Pick<PlanRow, 'entries' | 'notAssigned'>;

/** The field names of a device in requests to Kandji, and their values now. */
const deviceValues = (device: PlanEntry['device']): IDataObject => ({
	asset_tag: device?.assetTag ?? null,
	user: device?.user?.id ?? null,
});

const KANDJI_ACTIONS = new Set<SyncAction>(['setAssetTag', 'assignInKandji', 'unassignInKandji']);

/** The fields of all entries that write nothing, so that a large plan holds one object for them. */
const NO_FIELDS: IDataObject = {};

/** Completes an entry of the plan: its key, the nested fields and the values before. */
export function planEntry(
	{ device, asset }: Pick<Pairing, 'device' | 'asset'>,
	{ action, reason, topic, fields = NO_FIELDS, person = null }: EntryParts,
	settings: SyncSettings,
): PlanEntry {
	const { id, serialNumber, link } = settings.assetFields;
	const names = asset === null ? [] : [id, serialNumber, link].map((one) => textOf(asset, one));
	const assetId = names.find((name) => name !== '') ?? '';
	const old = KANDJI_ACTIONS.has(action) ? deviceValues(device) : asset;
	const before: IDataObject = fields === NO_FIELDS ? NO_FIELDS : {};
	if (old !== null) {
		for (const field in fields) before[field] = (valueOf(old, field) ?? null) as string | null;
	}
	return {
		action,
		reason,
		key: [topic ?? action, device?.id ?? '', assetId].join('|'),
		asset,
		fields,
		body: nested(fields, asset),
		before,
		device,
		person,
		url: device?.url ?? null,
	};
}

/** Returns the entries of a row without those that require one that is not written. */
export function withoutDependents(
	entries: PlanEntry[],
	isWritten: (entry: PlanEntry) => boolean,
): PlanEntry[] {
	const missing = new Set(entries.filter((entry) => !isWritten(entry)).map(({ key }) => key));
	return entries.filter(({ requires }) => requires === undefined || !missing.has(requires));
}

const LAST_USER_REASON = 'Both sides name the same user, who is recorded as the last one';

/** Joins the parts of a reason. */
const sentences = (...parts: Array<string | undefined>) => parts.filter(Boolean).join('. ');

const notAssignedReason = (assignment: AssignmentDecision): string | undefined => {
	if (assignment.action === 'none') return assignment.reason ?? assignment.quietReason;
	return assignment.action === 'attention' ? assignment.reason : undefined;
};

/** Returns the entries about a device that has no asset yet. */
function decideNew(pairing: Pairing, context: PlanContext): Decided {
	const { settings, inputs, tags } = context;
	const { device } = pairing;
	if (device === null) return { entries: [] };
	const entry = (parts: EntryParts) => planEntry(pairing, parts, settings);
	const only = (action: SyncAction, reason: string, topic?: string): Decided => ({
		entries: [entry({ action, reason, topic })],
	});
	if (settings.mode === 'link') return only('skip', 'No asset matches, and Link Only creates none');
	const { fields, remarks, lacks } = wantedFields(device, null, inputs, settings);
	if (lacks !== undefined) {
		const about = `${device.platform ?? 'no platform'}, ${device.model ?? 'no model'}`;
		return only('skip', `Not created: the device (${about}) has no ${lacks}`);
	}
	const { category } = settings.assetFields;
	if (category !== '' && textOf(fields, category) === '') {
		const reason = `Not created: ${device.platform ?? 'the platform'} has no category, and there is no default category`;
		return only('attention', reason, 'category');
	}
	const displayId = context.displayIds.conflict(pairing);
	if (displayId !== undefined) return only('attention', `Not created: ${displayId}`, 'displayId');
	const conflict = tags.conflict(pairing);
	const tag = tags.write(pairing);
	if (tag !== undefined) fields[settings.assetFields.assetTag] = tag;
	fields[settings.match.field] = device[settings.match.property];
	if (settings.assetFields.serialNumber !== '') {
		fields[settings.assetFields.serialNumber] = device.serialNumber;
	}
	const assignment = decideAssignment(device, null, context, settings);
	const person = assignment.action === 'assign' ? assignment.person : null;
	Object.assign(fields, person === null ? {} : assigneeFields(person, settings));
	if (assignment.action !== 'attention') {
		Object.assign(fields, lastUserFields(null, assignment.lastUser, settings));
	}
	const why = assignment.action === 'attention' ? undefined : assignment.reason;
	const reason = sentences('New in Kandji', why, ...pairing.remarks, ...remarks);
	const entries = [entry({ action: 'create', reason, fields, person })];
	if (conflict !== undefined) {
		entries.push(entry({ action: 'attention', reason: conflict, topic: 'assetTag' }));
	}
	if (assignment.action === 'attention') {
		entries.push(entry({ ...assignment, topic: 'assignment' }));
	}
	return { entries, notAssigned: notAssignedReason(assignment) };
}

/** Returns the entries about a device and its asset. */
function decideKnown(pairing: Pairing, context: PlanContext): Decided {
	const { settings, inputs, tags } = context;
	const { mode, assetFields } = settings;
	const { device, asset } = pairing;
	if (device === null || asset === null) return { entries: [] };
	const entry = (parts: EntryParts) => planEntry(pairing, parts, settings);
	const displayId = context.displayIds.conflict(pairing);
	if (displayId !== undefined) {
		return { entries: [entry({ action: 'attention', reason: displayId, topic: 'displayId' })] };
	}
	const entries: PlanEntry[] = [];
	const remarks = [...pairing.remarks];
	const tag = tags.write(pairing);
	const assignment = decideAssignment(device, asset, context, settings);
	if (mode === 'update') {
		const wanted = wantedFields(device, asset, inputs, settings);
		if (tag !== undefined && settings.tag === 'kandji') wanted.fields[assetFields.assetTag] = tag;
		const { fields, differences } = changedFields(asset, wanted.fields, settings);
		remarks.push(...wanted.remarks);
		if (differences.length > 0) {
			entries.push(
				entry({ action: 'update', reason: sentences(differences.join(', '), ...remarks), fields }),
			);
		}
	} else if (
		mode !== 'import' &&
		assetFields.link !== '' &&
		linkOf(asset, assetFields.link) !== device.id.toUpperCase()
	) {
		const reason = sentences(
			`Linked to device ${device.id} by ${settings.match.property}`,
			...remarks,
		);
		entries.push(entry({ action: 'link', reason, fields: { [assetFields.link]: device.id } }));
	}
	const { field, value, restoredValue } = settings.removal;
	if (isRestored(asset, settings) && !entries.some(({ fields }) => field in fields)) {
		const reason = `Its device is in Kandji again; ${field} was "${value}"`;
		entries.push(entry({ action: 'restore', reason, fields: { [field]: restoredValue } }));
	} else if (isMarkedRemoved(asset, settings) === true) {
		remarks.push(`Its device is in Kandji again, but ${field} is "${value}"`);
	}
	if (assignment.action === 'attention') {
		entries.push(entry({ ...assignment, topic: 'assignment' }));
	} else if (assignment.action === 'none') {
		const record = mode === 'import' ? {} : lastUserFields(asset, assignment.lastUser, settings);
		if (!isEmpty(record)) {
			entries.push(
				entry({ action: 'update', reason: LAST_USER_REASON, topic: 'lastUser', fields: record }),
			);
		} else if (assignment.reason !== undefined) remarks.push(assignment.reason);
	} else {
		const record = lastUserFields(asset, assignment.lastUser, settings);
		const { action, reason, person, fields } = assignment;
		const isInAssets = action === 'assign' || action === 'unassign';
		const written = isInAssets ? { ...fields, ...record } : fields;
		const main = entry({ action, reason, person, fields: written });
		entries.push(main);
		// Recorded without the change in Kandji, the next run would take the old user for a change there.
		if (!isInAssets && !isEmpty(record) && settings.appliesToKandji) {
			const update = entry({
				action: 'update',
				reason: LAST_USER_REASON,
				topic: 'lastUser',
				fields: record,
			});
			entries.push({ ...update, requires: main.key });
		}
	}
	if (tag !== undefined && settings.tag === 'assets') {
		const reason = `Asset tag: ${device.assetTag ?? 'none'} → ${tag}`;
		entries.push(entry({ action: 'setAssetTag', reason, fields: { asset_tag: tag } }));
	}
	const conflict = tags.conflict(pairing);
	if (conflict !== undefined) {
		entries.push(entry({ action: 'attention', reason: conflict, topic: 'assetTag' }));
	}
	const notAssigned = notAssignedReason(assignment);
	if (entries.length > 0) return { entries, notAssigned };
	const same =
		mode === 'update' ? 'Everything is as Kandji says' : 'The asset exists and is linked';
	const reason = sentences(mode === 'import' ? 'The asset exists' : same, ...remarks);
	return { entries: [entry({ action: 'unchanged', reason })], notAssigned };
}

/** Returns the entry about an asset that no device of the listing matches. */
function decideAlone(asset: IDataObject, context: PlanContext): EntryParts {
	const { inputs, settings, enrolled } = context;
	const { action, field, value } = settings.removal;
	const unchanged = (reason: string): EntryParts => ({ action: 'unchanged', reason });
	const presence = presenceOf(asset, enrolled, inputs, settings);
	if (presence === 'awaiting') {
		return unchanged('The device awaits enrollment: Automated Device Enrollment has it');
	}
	if (presence === 'enrolled') {
		return unchanged('Its device is enrolled, but not among those that were read');
	}
	if (presence === 'never linked' || action === 'ignore') {
		return unchanged('No device of Kandji matches');
	}
	if (leavesExisting(settings)) {
		return unchanged('Its device left Kandji; this mode marks and retires no asset');
	}
	const isMarked = isMarkedRemoved(asset, settings);
	if (isMarked === true) {
		return unchanged(`Its device left Kandji, and ${field} is "${value}" already`);
	}
	const topic = 'removal';
	if (isMarked === null) {
		const reason = `Its device left Kandji, but ${field} of the asset cannot be read as one text. Nothing is done with it`;
		return { action: 'attention', reason, topic };
	}
	if (inputs.incomplete !== undefined) {
		const reason = `Its device is not in Kandji. Not removed: ${inputs.incomplete}`;
		return { action: 'attention', reason, topic };
	}
	const reason = `Device ${textOf(asset, settings.assetFields.link)} is no longer in Kandji`;
	return { action, reason, fields: { [field]: value } };
}

/** Returns the row of the plan about one pair, device or asset. */
export function decideRow(pairing: Pairing, context: PlanContext): PlanRow {
	const { device, asset, refused } = pairing;
	const only = (parts: EntryParts): Decided => ({
		entries: [planEntry(pairing, parts, context.settings)],
	});
	const decide = (): Decided => {
		if (refused) return only({ ...refused, topic: `${refused.action} identity` });
		if (device !== null) {
			return asset === null ? decideNew(pairing, context) : decideKnown(pairing, context);
		}
		return asset === null ? { entries: [] } : only(decideAlone(asset, context));
	};
	return { device, asset, ...decide() };
}
