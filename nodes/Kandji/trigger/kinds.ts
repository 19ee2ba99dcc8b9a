import type { IDataObject } from 'n8n-workflow';

import { at, text } from '../client/json';
import type { Tenant } from '../client/tenant';
import type { AssignedUser, NormalizedDevice } from '../shapes/device';
import type { NormalizedUser } from '../shapes/user';
import { flag, textOrNull } from '../shapes/values';
import type { Cell } from './columns';
import type { EventName } from './events';

/** A blueprint as the trigger tells it. */
export interface NormalizedBlueprint {
	id: string;
	name: string | null;
	description: string | null;
	/** `map` for assignment maps, `classic` otherwise. */
	type: string | null;
	color: string | null;
	icon: string | null;
	enrollmentCodeActive: boolean | null;
	url: string;
}

export interface Identified {
	id: string;
}

/** A record as far as it is kept: fields that were not kept are absent. */
export type Known<T extends Identified> = Partial<T> & Identified;

/** A change of fields that is an event. */
export interface Watch<T extends Identified> {
	event: EventName;
	/** Fields that `changes` tells when they differ. */
	fields: ReadonlyArray<keyof T & string>;
	/** Whether the difference of a field is this event; any difference is, without it. */
	when?: (from: unknown, to: unknown) => boolean;
	/** The one field that decides; the others only tell more. */
	key?: keyof T & string;
}

/** What kind of record a snapshot holds, and which events follow from comparing two of them. */
export interface Kind<T extends Identified> {
	noun: 'device' | 'user' | 'blueprint';
	/** Fields whose last value is kept. */
	kept: ReadonlyArray<keyof T & string>;
	watches: ReadonlyArray<Watch<T>>;
	added: EventName;
	gone: EventName;
	/** When the record came to be, as far as that is known. */
	addedAt: (record: Known<T>) => string | null | undefined;
}

const turned = (was: boolean) => (from: unknown, to: unknown) => from === was && to === !was;

const DEVICE_WATCHES: ReadonlyArray<Watch<NormalizedDevice>> = [
	{
		event: 'device.assignmentChanged',
		fields: ['user'],
		// A user who was renamed or archived is still the same user.
		when: (from, to) => text(from, 'id') !== text(to, 'id'),
	},
	{
		event: 'device.blueprintChanged',
		fields: ['blueprintId', 'blueprintName'],
		// A blueprint that was renamed is still the same blueprint.
		key: 'blueprintId',
	},
	{ event: 'device.nameChanged', fields: ['name'] },
	{ event: 'device.assetTagChanged', fields: ['assetTag'] },
	{ event: 'device.tagsChanged', fields: ['tags'] },
	{ event: 'device.osUpdated', fields: ['osVersion'], when: (_, to) => to !== null },
	{ event: 'device.missing', fields: ['missing'], when: (_, to) => to === true },
	{ event: 'device.found', fields: ['missing'], when: turned(true) },
	{
		event: 'device.managementLost',
		fields: ['agentInstalled', 'mdmEnabled'],
		when: turned(true),
	},
	{
		event: 'device.managementRestored',
		fields: ['agentInstalled', 'mdmEnabled'],
		when: turned(false),
	},
	{ event: 'device.lostModeChanged', fields: ['lostModeStatus'] },
];

/** Fields whose last value is always kept, so that ticking another event later has values to compare with. */
const DEVICE_KEPT: ReadonlyArray<keyof NormalizedDevice> = [
	'serialNumber',
	'name',
	'platform',
	'model',
	'osVersion',
	'assetTag',
	'blueprintId',
	'blueprintName',
	'user',
	'tags',
	'lastEnrollment',
	'mdmEnabled',
	'agentInstalled',
	'agentVersion',
	'missing',
	'removed',
	'lostModeStatus',
];

/** Devices; `watched` are the fields that the user chose for "Device Field Changed". */
export function deviceKind(watched: ReadonlyArray<keyof NormalizedDevice>): Kind<NormalizedDevice> {
	return {
		noun: 'device',
		kept: [...new Set([...DEVICE_KEPT, ...watched])],
		watches: [...DEVICE_WATCHES, { event: 'device.fieldChanged', fields: watched }],
		added: 'device.enrolled',
		gone: 'device.removed',
		addedAt: (device) => device.lastEnrollment,
	};
}

/** Users of the directory. */
export const userKind: Kind<NormalizedUser> = {
	noun: 'user',
	kept: ['name', 'email', 'active', 'archived', 'department', 'jobTitle', 'deviceCount'],
	watches: [
		{ event: 'user.archived', fields: ['archived'], when: turned(false) },
		{ event: 'user.restored', fields: ['archived'], when: turned(true) },
		{ event: 'user.changed', fields: ['name', 'email', 'active', 'department', 'jobTitle'] },
		{ event: 'user.deviceCountChanged', fields: ['deviceCount'] },
	],
	added: 'user.created',
	gone: 'user.deleted',
	addedAt: (user) => user.createdAt,
};

/** Blueprints; how many devices one has is not a change of it. */
export const blueprintKind: Kind<NormalizedBlueprint> = {
	noun: 'blueprint',
	kept: ['name', 'description', 'type', 'color', 'icon', 'enrollmentCodeActive'],
	watches: [
		{
			event: 'blueprint.changed',
			fields: ['name', 'description', 'type', 'color', 'icon', 'enrollmentCodeActive'],
		},
	],
	added: 'blueprint.created',
	gone: 'blueprint.deleted',
	addedAt: () => null,
};

/** A record of `GET /blueprints`; its enrollment code is a key to the tenant and stays out. */
export function normalizeBlueprint(raw: IDataObject, tenant: Tenant): NormalizedBlueprint {
	const id = text(raw.id);
	return {
		id,
		name: textOrNull(raw.name),
		description: textOrNull(raw.description),
		type: textOrNull(raw.type),
		color: textOrNull(raw.color),
		icon: textOrNull(raw.icon),
		enrollmentCodeActive: flag(at(raw, 'enrollment_code', 'is_active')),
		url: `${tenant.webUrl}/blueprints/${id}`,
	};
}

/** A field's value as it is kept; the assigned user is a tuple, because four keys a device would cost too much. */
export function toCell(value: unknown): Cell {
	if (value === undefined || value === null || typeof value !== 'object')
		return (value ?? null) as Cell;
	if (Array.isArray(value)) return value as Cell[];
	const { id, email, archived, name } = value as AssignedUser;
	return [id, email, archived, name];
}

/** The value of a cell of `toCell`. */
export function fromCell(field: string, cell: Cell): unknown {
	if (field !== 'user' || !Array.isArray(cell)) return cell;
	const [id, email, archived, name] = cell;
	return { id, name, email, archived };
}
