import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../util/json';
import type { AssetFields, PersonFields } from './syncTypes';

/**
 * Names that asset systems give their fields, the likeliest first: Snipe-IT, Freshservice, Jira Assets, ServiceNow,
 * n8n Data Tables. Case, blanks and underscores do not count.
 */
export const ASSET_NAMES: Record<keyof AssetFields, string[]> = {
	id: ['id', 'assetId', 'sysId', 'objectKey', 'objectId', 'displayId'],
	serialNumber: ['serialNumber', 'serial', 'serialNo', 'sn'],
	assetTag: ['assetTag', 'tag'],
	name: ['name', 'displayName', 'assetName', 'label'],
	assigneeEmail: [
		'assigneeEmail',
		'userEmail',
		'assignedToEmail',
		'assignedTo.email',
		'usedByEmail',
		'ownerEmail',
	],
	assigneeName: ['assigneeName', 'userName', 'assignedToName', 'assignedTo.name', 'assignedTo'],
	lock: ['status', 'statusLabel.name', 'assetStatus', 'state', 'installStatus'],
	link: ['kandjiDeviceId', 'kandjiId', 'iruId', 'deviceId', 'mdmId'],
	// These are never guessed: what is called a type may hold an ID that Kandji does not know.
	category: [],
	imported: [],
	lastUser: [],
};

/** The same for people, with BambooHR's and Entra ID's names. */
export const PERSON_NAMES: Record<keyof PersonFields, string[]> = {
	id: ['id', 'personId', 'sysId', 'employeeId', 'accountId'],
	email: ['email', 'primaryEmail', 'workEmail', 'emailAddress', 'mail', 'userPrincipalName'],
	name: ['name', 'displayName', 'fullName'],
	status: ['employmentStatus', 'accountEnabled', 'active', 'status'],
};

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9.]/g, '');

/** All names of fields that some row has; those of nested objects with a dot. */
export function fieldNames(rows: IDataObject[]): Set<string> {
	const names = new Set<string>();
	for (const row of rows) {
		for (const [name, value] of Object.entries(row)) {
			names.add(name);
			if (isRecord(value)) for (const inner of Object.keys(value)) names.add(`${name}.${inner}`);
		}
	}
	return names;
}

/** The field of these rows that bears one of the usual names; `''` where none does. */
export function guessField(fields: ReadonlySet<string>, usual: string[]): string {
	const known = new Map([...fields].map((field) => [plain(field), field]));
	for (const name of usual) {
		const found = known.get(plain(name));
		if (found !== undefined) return found;
	}
	return '';
}
