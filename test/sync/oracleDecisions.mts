import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import type { SyncInputs, SyncSettings } from '../../nodes/Kandji/sync/syncTypes';
import { has, identityOf, plain, same, upper } from './oracle.mts';
import type { Identity } from './oracle.mts';

// The rules of fields, assignment, tags, display IDs and removal a second time, for the fields of `fleets.mts`.

/** One thing that the plan must do: `attention` with its subject, or a write with its fields. */
export interface Deed {
	device?: string;
	asset?: unknown;
	action: string;
	fields?: IDataObject;
	/** The email of a person who does not exist yet. */
	newPerson?: string;
}

type Assigned =
	| { action: 'none'; agreed?: string }
	| { action: 'attention' }
	| { action: string; email: string | null; agreed: string; newPerson?: string };

const NOTHING: Assigned = { action: 'none' };

/** The person with this email: `unknown`, `left`, or their email; `new` when one would be created. */
function personOf(email: string, name: string, inputs: SyncInputs, settings: SyncSettings) {
	const found = inputs.people.filter(({ mail }) => same(mail, email));
	if (found.length > 1) return { is: 'unknown' };
	if (found.length === 1) {
		const [{ mail, status }] = found;
		const left = settings.personFields.status !== '' && same(status, 'terminated');
		return left ? { is: 'left' } : { is: 'known', email: String(mail) };
	}
	if (inputs.people.length === 0 && inputs.peopleKnown !== true) return { is: 'known', email };
	const isNew = settings.assignment.createPeople && name.includes(' ');
	if (!isNew) return { is: 'unknown' };
	// The first spelling in alphabetical order, whoever writes it.
	const [first] = inputs.devices
		.flatMap(({ user }) => (same(user?.email, email) ? [user?.email ?? ''] : []))
		.sort();
	return { is: 'new', email: first ?? email };
}

function fromKandji(
	{ user }: NormalizedDevice,
	asset: IDataObject | null,
	inputs: SyncInputs,
	settings: SyncSettings,
): Assigned {
	const { scopes, unassign, direction } = settings.assignment;
	const held = plain(asset?.email) ?? '';
	if (user === null) {
		if (held === '') return { action: 'none', agreed: 'nobody' };
		return unassign ? { action: 'unassign', email: null, agreed: 'nobody' } : NOTHING;
	}
	const email = String(user.email);
	if (user.archived) return NOTHING;
	if (same(held, email)) return { action: 'none', agreed: email };
	const person = personOf(email, user.name ?? '', inputs, settings);
	if (person.email === undefined) return NOTHING;
	const isAllowed =
		asset === null
			? scopes.includes('new') || scopes.includes('unassigned') || direction !== 'fromKandji'
			: scopes.includes(held === '' ? 'unassigned' : 'overwrite');
	if (!isAllowed) return NOTHING;
	const newPerson = person.is === 'new' ? { newPerson: upper(email) } : {};
	return { action: 'assign', email: person.email, agreed: email, ...newPerson };
}

function toKandji(
	{ user }: NormalizedDevice,
	asset: IDataObject,
	inputs: SyncInputs,
	settings: SyncSettings,
): Assigned {
	const held = plain(asset.email) ?? '';
	if (held === '') {
		if (user === null) return { action: 'none', agreed: 'nobody' };
		const known = personOf(String(user.email), user.name ?? '', inputs, settings);
		if (!settings.assignment.unassign || user.archived || known.is !== 'known') return NOTHING;
		return { action: 'unassignInKandji', email: null, agreed: 'nobody' };
	}
	if (same(held, user?.email)) return { action: 'none', agreed: String(user?.email) };
	const ids = inputs.users.get(held.toUpperCase()) ?? [];
	if (ids.length > 1) return { action: 'attention' };
	if (ids.length === 0 || personOf(held, '', inputs, settings).is === 'left') return NOTHING;
	return { action: 'assignInKandji', email: ids[0], agreed: held };
}

/** Which side moved since both named `last`. */
function changedSide({ user }: NormalizedDevice, asset: IDataObject) {
	if (!has(asset.seen)) return 'unknown';
	const last = same(asset.seen, 'nobody') ? '' : asset.seen;
	if (same(user?.email, last)) return 'assets';
	return same(asset.email, last) ? 'kandji' : 'unknown';
}

function assignmentOf(
	device: NormalizedDevice,
	asset: IDataObject | null,
	inputs: SyncInputs,
	settings: SyncSettings,
): Assigned {
	const { direction, winner, unassign, lockValues } = settings.assignment;
	if (direction === 'none') return NOTHING;
	if (asset === null) return fromKandji(device, null, inputs, settings);
	if (plain(asset.email) === null || plain(asset.status) === null) return { action: 'attention' };
	if (lockValues.some((lock) => same(lock, asset.status))) return NOTHING;
	const from = fromKandji(device, asset, inputs, settings);
	const to = toKandji(device, asset, inputs, settings);
	const wins = (): Assigned => {
		if (direction === 'fromKandji') return from;
		if (direction === 'toKandji') return to;
		const isHeld = has(asset.email);
		if (!unassign && isHeld !== (device.user !== null)) return isHeld ? to : from;
		if (winner !== 'changed') return winner === 'kandji' ? from : to;
		const side = changedSide(device, asset);
		if (side !== 'unknown') return side === 'kandji' ? from : to;
		return from.action === 'none' && to.action === 'none' ? from : { action: 'attention' };
	};
	const decided = wins();
	const isWrite = 'email' in decided;
	const isRuledOut =
		isWrite &&
		(settings.mode === 'import' ||
			(settings.mode === 'link' && decided.action.endsWith('InKandji')));
	return isRuledOut ? NOTHING : decided;
}

/** What holders want, granted until nothing more can be: a value that nobody has, or has any more, and one alone wants. */
function granted<T>(wants: Map<T, string>, now: Map<T, string>, isFreed = true): Set<T> {
	const given = new Set<T>();
	const has = new Map(now);
	for (let isDone = false; !isDone; ) {
		isDone = true;
		for (const [one, value] of wants) {
			const isWantedOnce = [...wants.values()].filter((each) => each === value).length === 1;
			const isFree = ![...has.values()].includes(value);
			if (given.has(one) || !isWantedOnce || !isFree) continue;
			given.add(one);
			if (isFreed || !has.get(one)) has.set(one, value);
			isDone = false;
		}
	}
	return given;
}

/** Decides about a value that only one asset may have: who gets it, and who wants it in vain. */
function uniqueInAssets(
	pairs: Identity['pairs'],
	{ assets }: SyncInputs,
	mode: SyncSettings['mode'],
	field: string,
	valueOf: (device: NormalizedDevice) => unknown,
	isUpdated: boolean,
) {
	const wants = new Map<unknown, string>();
	for (const { device, asset } of pairs) {
		const isWritten = asset === null ? mode !== 'link' : mode === 'update';
		const value = upper(valueOf(device));
		if (isWritten && value !== '' && value !== upper(asset?.[field]))
			wants.set(asset ?? device, value);
	}
	const gets = granted(
		wants,
		new Map<unknown, string>(assets.map((one) => [one, upper(one[field])])),
		isUpdated,
	);
	return { gets, lacks: new Set([...wants.keys()].filter((one) => !gets.has(one))) };
}

/** Who gets the tag of the asset in Kandji, and whose tag another device has. */
function uniqueInKandji(pairs: Identity['pairs'], { devices }: SyncInputs) {
	const wants = new Map<unknown, string>();
	for (const { device, asset } of pairs) {
		const value = upper(asset?.tag);
		if (value !== '' && value !== upper(device.assetTag)) wants.set(device, value);
	}
	const gets = granted(
		wants,
		new Map<unknown, string>(devices.map((one) => [one, upper(one.assetTag)])),
	);
	return { gets, lacks: new Set([...wants.keys()].filter((one) => !gets.has(one))) };
}

/** Everything that the plan must do when no limit stands in the way; without updates no value of an asset gets free. */
export function deedsOf(inputs: SyncInputs, settings: SyncSettings, isUpdated = true): Deed[] {
	const { mode, removal, displayId, tag } = settings;
	const { pairs, alone, attention } = identityOf(inputs, settings);
	const deeds: Deed[] = attention.map((id) => ({ asset: id, action: 'attention identity' }));
	const none = { gets: new Set<unknown>(), lacks: new Set<unknown>() };
	const ids =
		displayId.field === ''
			? none
			: uniqueInAssets(
					pairs,
					inputs,
					mode,
					'display',
					(device) => device[displayId.property],
					isUpdated,
				);
	// A record with a conflict of display IDs is not written, so it takes no tag and gives none up.
	const written = pairs.filter(({ device, asset }) => !ids.lacks.has(asset ?? device));
	const tags =
		tag === 'kandji'
			? uniqueInAssets(written, inputs, mode, 'tag', ({ assetTag }) => assetTag, isUpdated)
			: none;
	const isBack = tag === 'assets' && (mode === 'update' || mode === 'importAndLink');
	const back = isBack ? uniqueInKandji(written, inputs) : none;
	const record = (asset: IDataObject | null, agreed: string | undefined): IDataObject => {
		const isKept = settings.assignment.winner === 'changed' && agreed !== undefined;
		return isKept && !same(asset?.seen, agreed) ? { seen: agreed } : {};
	};
	for (const { device, asset } of pairs) {
		const about = { device: device.id, asset: asset?.id };
		const owner = asset ?? device;
		if (ids.lacks.has(owner)) {
			deeds.push({ ...about, action: 'attention displayId' });
			continue;
		}
		if (asset === null && mode === 'link') continue;
		const assigned = assignmentOf(device, asset, inputs, settings);
		if (assigned.action === 'attention') deeds.push({ ...about, action: 'attention assignment' });
		if (tags.lacks.has(owner) || back.lacks.has(device))
			deeds.push({ ...about, action: 'attention assetTag' });
		const kandji: IDataObject = { serial: device.serialNumber, kandji: device.id };
		if (displayId.field !== '' && has(device[displayId.property]))
			kandji.display = device[displayId.property];
		const agreed = 'agreed' in assigned ? assigned.agreed : undefined;
		const newPerson = 'newPerson' in assigned ? { newPerson: assigned.newPerson } : {};
		if (asset === null) {
			const fields: IDataObject = {
				...kandji,
				os: device.osVersion,
				...(tags.gets.has(device) ? { tag: device.assetTag } : {}),
				...('email' in assigned ? { email: assigned.email } : {}),
				...record(null, agreed),
			};
			fields[settings.match.field] = device[settings.match.property];
			deeds.push({ ...about, action: 'create', fields, ...newPerson });
			continue;
		}
		const write = (action: string, fields: IDataObject, more: Partial<Deed> = {}) => {
			if (Object.keys(fields).length > 0) deeds.push({ ...about, action, fields, ...more });
		};
		if (mode === 'update') {
			const [{ write: rule }] = settings.mapping.filter(({ field }) => field === 'os');
			const mayWrite = {
				always: true,
				ifValue: has(device.osVersion),
				ifEmpty: !has(asset.os),
				onCreate: false,
			}[rule];
			const wanted: IDataObject = {
				...kandji,
				...(mayWrite ? { os: device.osVersion } : {}),
				...(tags.gets.has(asset) ? { tag: device.assetTag } : {}),
			};
			const differs = (field: string) =>
				field === 'kandji'
					? !same(asset.kandji, device.id)
					: plain(asset[field]) !== plain(wanted[field]);
			// Kandji empties a field only where the mapping says Always.
			const isKept = (field: string) => field !== 'os' && !has(wanted[field]);
			const changed = Object.entries(wanted).filter(([field]) => differs(field) && !isKept(field));
			write('update', Object.fromEntries(changed));
		} else if (mode !== 'import' && !same(asset.kandji, device.id)) {
			write('link', { kandji: device.id });
		}
		const isRestored =
			removal.action === 'retire' && same(asset.status, 'Retired') && removal.restoredValue !== '';
		if (isRestored && (mode === 'update' || mode === 'importAndLink'))
			write('restore', { status: removal.restoredValue });
		if (assigned.action === 'assign' || assigned.action === 'unassign') {
			const email = 'email' in assigned ? assigned.email : null;
			write(assigned.action, { email, ...record(asset, agreed) }, newPerson);
		} else if ('email' in assigned) {
			write(assigned.action, { user: assigned.email });
			if (settings.appliesToKandji) write('update lastUser', record(asset, agreed));
		} else if (assigned.action === 'none' && mode !== 'import') {
			write('update lastUser', record(asset, agreed));
		}
		if (back.gets.has(device)) write('setAssetTag', { asset_tag: plain(asset.tag) });
	}
	if (removal.action === 'ignore' || mode === 'link' || mode === 'import') return deeds;
	for (const asset of alone) {
		const isHere =
			[...inputs.enrolled].some((id) => same(id, asset.kandji)) ||
			[...inputs.enrolledSerials].some((serial) => same(serial, asset.serial));
		const isWaiting = [...inputs.awaiting].some((serial) => same(serial, asset.serial));
		if (!has(asset.kandji) || isHere || isWaiting || same(asset.status, 'Retired')) continue;
		if (plain(asset.status) === null || inputs.incomplete !== undefined)
			deeds.push({ asset: asset.id, action: 'attention removal' });
		else deeds.push({ asset: asset.id, action: 'retire', fields: { status: 'Retired' } });
	}
	return deeds;
}
