import { isEmpty } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../shapes/deviceShape';
import { assigneeFields, decideAssignment, seenFields } from './assignment';
import type { AssignmentDecision } from './assignment';
import { changedFields, wantedFields } from './fields';
import { pair } from './identity';
import type { Pairing } from './identity';
import { People } from './people';
import { presence, removals } from './removal';
import type { Removals } from './removal';
import { decideTags } from './tag';
import type { SyncAction, PlanEntry, SyncPlan, SyncSettings, SyncInputs, PlanRow } from './types';
import { keyOf, ordered, textOf } from './values';

/** Everything that the entries about one device or asset look at. */
interface Ground {
	inputs: SyncInputs;
	settings: SyncSettings;
	people: People;
	tags: ReturnType<typeof decideTags>;
	/** IDs of Kandji's users by their upper-case email. */
	users: ReadonlyMap<string, string>;
	removed: Removals;
}

type Draft = Partial<Omit<PlanEntry, 'action' | 'reason'>>;

function decision(
	{ device, asset }: Pick<Pairing, 'device' | 'asset'>,
	action: SyncAction,
	reason: string,
	more: Draft = {},
): PlanEntry {
	const url = device?.url ?? null;
	const key = `${action} ${device?.id ?? ''} ${asset === null ? '' : JSON.stringify(asset)}`;
	const { fields = {} } = more;
	const shown = { body: fields, before: {}, fields };
	return { action, reason, key, asset, device, person: null, url, ...more, ...shown };
}

/** Why an asset's record of Kandji's user alone is written. */
export const SEEN = 'Both sides name the same user: kept as last seen';

const sentence = (...parts: Array<string | undefined>) => parts.filter(Boolean).join('. ');

/** What is decided about one device or asset, and why its user is not taken over. */
type Decided = Pick<PlanRow, 'entries' | 'notAssigned'>;

/** The entries about a device that has no asset yet. */
function decideNew(one: Pairing, device: NormalizedDevice, ground: Ground): Decided {
	const { settings, inputs, people, tags, users } = ground;
	const { fields, remarks, lacks } = wantedFields(device, inputs, settings);
	const only = (action: SyncAction, reason: string): Decided => ({
		entries: [decision(one, action, reason)],
	});
	if (settings.mode === 'link') return only('skip', 'No asset matches, and Link Only creates none');
	if (lacks !== undefined) {
		const about = `${device.platform ?? 'no platform'}, ${device.model ?? 'no model'}`;
		return only('skip', `Not created: the device (${about}) has no ${lacks}`);
	}
	const { category } = settings.assetFields;
	if (category !== '' && String(fields[category] ?? '') === '') {
		const reason = `Not created: ${device.platform ?? 'the platform'} has no category, and there is no default category`;
		return only('attention', reason);
	}
	const conflict = tags.conflict(one);
	const tag = tags.write(one);
	if (tag !== undefined) fields[settings.assetFields.assetTag] = tag;
	fields[settings.match.field] = device[settings.match.property];
	if (settings.assetFields.serialNumber !== '') {
		fields[settings.assetFields.serialNumber] = device.serialNumber;
	}
	const assignment = decideAssignment(device, null, { people, users }, settings);
	const person = assignment.action === 'assign' ? assignment.person : null;
	const assigned = {
		...(person === null ? {} : assigneeFields(person, settings)),
		...seenFields(null, assignment, settings),
	};
	const reason = sentence('New in Kandji', assignment.reason, one.remark, ...remarks);
	const created = decision(one, 'create', reason, { fields: { ...fields, ...assigned }, person });
	const conflicts = conflict === undefined ? [] : [decision(one, 'attention', conflict)];
	return { entries: [created, ...conflicts], notAssigned: whyNot(assignment) };
}

const whyNot = (assignment: AssignmentDecision): string | undefined =>
	assignment.action === 'none' ? (assignment.reason ?? assignment.quiet) : undefined;

/** The entries about a device and its asset. */
function decideKnown(
	one: Pairing,
	device: NormalizedDevice,
	asset: IDataObject,
	ground: Ground,
): Decided {
	const { settings, inputs, people, tags, users } = ground;
	const { mode, assetFields } = settings;
	const entries: PlanEntry[] = [];
	const remarks = one.remark === undefined ? [] : [one.remark];
	const tag = tags.write(one);
	const conflict = tags.conflict(one);
	const assignment = decideAssignment(device, asset, { people, users }, settings);
	if (mode === 'update') {
		const wanted = wantedFields(device, inputs, settings);
		if (tag !== undefined && settings.tag === 'kandji') wanted.fields[assetFields.assetTag] = tag;
		const { fields, told } = changedFields(asset, wanted.fields, settings);
		remarks.push(...wanted.remarks);
		if (told.length > 0) {
			entries.push(decision(one, 'update', sentence(told.join(', '), ...remarks), { fields }));
		}
	} else if (
		mode !== 'import' &&
		assetFields.link !== '' &&
		textOf(asset, assetFields.link) !== device.id
	) {
		const reason = sentence(
			`Linked to device ${device.id} by ${settings.match.property}`,
			...remarks,
		);
		entries.push(decision(one, 'link', reason, { fields: { [assetFields.link]: device.id } }));
	}
	const seen = seenFields(asset, assignment, settings);
	if (assignment.action !== 'none') {
		const { action, reason, person } = assignment;
		const inAssets = action === 'assign' || action === 'unassign';
		const fields = { ...assignment.fields, ...(inAssets ? seen : {}) };
		entries.push(decision(one, action, reason, { person, fields }));
		if (!inAssets && !isEmpty(seen)) entries.push(decision(one, 'update', SEEN, { fields: seen }));
	} else if (!isEmpty(seen)) entries.push(decision(one, 'update', SEEN, { fields: seen }));
	else if (assignment.reason !== undefined) remarks.push(assignment.reason);
	if (tag !== undefined && settings.tag === 'assets') {
		const reason = `Asset tag: ${device.assetTag ?? 'none'} → ${tag}`;
		entries.push(decision(one, 'setAssetTag', reason, { fields: { asset_tag: tag } }));
	}
	if (conflict !== undefined) entries.push(decision(one, 'attention', conflict));
	const notAssigned = whyNot(assignment);
	if (entries.length > 0) return { entries, notAssigned };
	const same =
		mode === 'update' ? 'Everything is as Kandji says' : 'The asset exists and is linked';
	const reason = sentence(mode === 'import' ? 'The asset exists' : same, ...remarks);
	return { entries: [decision(one, 'unchanged', reason)], notAssigned };
}

/** The decision about an asset that no device of the listing matches. */
function decideAlone(one: Pairing, asset: IDataObject, ground: Ground): PlanEntry {
	const { inputs, settings, removed } = ground;
	const { action, field, value } = settings.removal;
	const state = presence(asset, inputs, settings);
	if (state === 'awaiting') {
		return decision(
			one,
			'unchanged',
			'The device awaits enrollment: Automated Device Enrollment has it',
		);
	}
	if (state === 'enrolled') {
		return decision(one, 'unchanged', 'Its device is enrolled, but not among those that were read');
	}
	if (state === 'never linked' || action === 'ignore') {
		return decision(one, 'unchanged', 'No device of Kandji matches');
	}
	if (!removed.gone.has(asset)) {
		return decision(one, 'unchanged', `Its device left Kandji, and ${field} is "${value}" already`);
	}
	if (removed.refused !== undefined) {
		return decision(
			one,
			'attention',
			`Its device is not in Kandji. Not removed: ${removed.refused}`,
		);
	}
	const id = textOf(asset, settings.assetFields.link);
	return decision(one, action, `Device ${id} is no longer in Kandji`, {
		fields: { [field]: value },
	});
}

/** Makes the order of the plan independent of the order of its inputs. */
function subjectKey({ device, asset }: PlanRow, { match, assetFields }: SyncSettings): string {
	const key = device ? device[match.property] : asset && textOf(asset, match.field);
	return [
		keyOf(key),
		device?.id ?? '',
		asset ? textOf(asset, assetFields.id) : '',
		JSON.stringify(asset),
	].join('\n');
}

/**
 * Decides what has to happen so that the assets say what Kandji says, and Kandji what it should hear from them. Pure:
 * the same inputs and settings give the same plan, whatever their order.
 */
export function planSync(inputs: SyncInputs, settings: SyncSettings): SyncPlan {
	const pairs = pair(inputs, settings);
	const removed = removals(pairs, inputs, settings);
	const people = new People(inputs, settings);
	const ground: Ground = {
		inputs,
		settings,
		people,
		tags: decideTags(pairs, inputs, settings),
		users: new Map([...inputs.users].map(([email, [id]]) => [email, id])),
		removed,
	};
	const decide = (one: Pairing): Decided => {
		const { device, asset, refused } = one;
		if (refused) return { entries: [decision(one, refused.action, refused.reason)] };
		if (device && asset) return decideKnown(one, device, asset, ground);
		if (device) return decideNew(one, device, ground);
		return { entries: asset ? [decideAlone(one, asset, ground)] : [] };
	};
	const keyed = pairs
		.map((one): PlanRow => ({ device: one.device, asset: one.asset, ...decide(one) }))
		.map((subject) => ({ subject, key: subjectKey(subject, settings) }))
		.sort((one, other) => ordered(one.key, other.key));
	const notices = [inputs.incomplete, removed.refused].filter((each) => each !== undefined);
	return {
		rows: keyed.map(({ subject }) => subject),
		alerts: [],
		exceeded: [],
		notices: [...new Set(notices)],
	};
}
