import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../shapes/deviceShape';

/**
 * Link Only writes nothing but the link to the device; Import New Only creates what is missing; Import and Link does
 * both; Import, Link and Update writes changed fields too.
 */
export type SyncMode = 'link' | 'import' | 'importAndLink' | 'update';

/** The side that counts when the two differ. */
export type WinningSide = 'kandji' | 'assets';

/** Kinds of assets that may be given an assignee from Kandji. */
export type AssignScope = 'unassigned' | 'new' | 'overwrite';

/** A device property without which no asset is created. */
export type RequiredProperty = 'assetTag' | 'deviceType' | 'model' | 'user.email';

/** Names of the fields in which an asset holds what the plan needs; `''` where it has none. */
export interface AssetFields {
	/** Holds the ID by which the other system knows the asset. */
	id: string;
	serialNumber: string;
	assetTag: string;
	name: string;
	assigneeEmail: string;
	assigneeName: string;
	/** Holds, for example, a status in which the asset must not be assigned. */
	lock: string;
	/** Holds the device's ID in Kandji once asset and device are linked. */
	link: string;
	category: string;
	/** Says that the asset was imported just now, so that Assign counts it as new. */
	imported: string;
	/** Holds the user whom both sides named when they last agreed. */
	lastUser: string;
}

/** Names of the fields in which a person holds what the plan needs; `''` where it has none. */
export interface PersonFields {
	id: string;
	email: string;
	name: string;
	/** Holds, for example, an employment status; people who left get nothing assigned. */
	status: string;
}

/** When a mapped field is written. */
export type WriteRule = 'always' | 'ifValue' | 'ifEmpty' | 'onCreate';

/** One field of an asset and the device property that fills it, or a fixed value. */
export interface FieldMapping {
	field: string;
	/** A dotted path into the normalized device or its details; `''` when `value` counts. */
	property: string;
	value?: unknown;
	/** A fixed value with `ifValue` is written only where the asset has none: it is not Kandji's. */
	write: WriteRule;
	/** Values to write by the upper-case text of Kandji's value; a value without an entry is written as it is. */
	valueMap: ReadonlyMap<string, string>;
}

/** The actions that a run may plan only up to a limit. */
export type LimitName =
	| 'creates'
	| 'updates'
	| 'assignments'
	| 'unassignments'
	| 'removals'
	| 'newPeople'
	| 'kandjiWrites';

/** How often one run may plan an action: the larger of both; no limit when neither is set. */
export interface Limit {
	count?: number;
	/** Percent of the assets that were paired before the run. */
	share?: number;
}

/** Everything that the user decided, checked. */
export interface SyncSettings {
	mode: SyncMode;
	assetFields: AssetFields;
	personFields: PersonFields;
	mapping: FieldMapping[];
	/** Device property and asset field that hold the same key. */
	match: { property: 'serialNumber' | 'assetTag' | 'id'; field: string };
	nameFrom: 'none' | 'name' | 'model';
	displayId: { field: string; property: 'serialNumber' | 'id' };
	category: { default: string; byPlatform: Record<string, string> };
	createOnlyWith: RequiredProperty[];
	assignment: {
		direction: 'none' | 'fromKandji' | 'toKandji' | 'both';
		winner: WinningSide | 'changed';
		scopes: AssignScope[];
		unassign: boolean;
		createPeople: boolean;
		lockValues: string[];
		/** Values of the person's status field that say that the person left. */
		leftValues: string[];
	};
	tag: 'off' | WinningSide;
	removal: {
		action: 'ignore' | 'mark' | 'retire';
		/** The field that is written when the device left Kandji. */
		field: string;
		value: string;
		/** Written into that field when the device is back; `''` to report it only. */
		restoredValue: string;
	};
	limits: Record<LimitName, Limit>;
	/** Whether this run itself writes the planned changes to Kandji. */
	appliesToKandji: boolean;
	/** Exempts this run from all limits. */
	firstRun: boolean;
	/** Days without check-in after which a device is stale; 0 never. */
	staleDays: number;
}

/** Everything that was read from both sides. */
export interface SyncInputs {
	devices: NormalizedDevice[];
	/** The answers of Get Device Details, by device ID. */
	details: ReadonlyMap<string, IDataObject>;
	assets: IDataObject[];
	/** None at all means that emails are taken as they are, unless `peopleKnown` says that nobody exists. */
	people: IDataObject[];
	peopleKnown?: boolean;
	/** IDs of Kandji's active users by upper-case email; two for one email are ambiguous. */
	users: ReadonlyMap<string, readonly string[]>;
	/** IDs of all enrolled devices, also of those that a filter leaves out of `devices`. */
	enrolled: ReadonlySet<string>;
	/** Their serial numbers, as they are compared. */
	enrolledSerials: ReadonlySet<string>;
	/** Serial numbers, upper case, of devices that wait for enrollment. */
	awaiting: ReadonlySet<string>;
	/** Why no removal may be planned; undefined when the listing is complete. */
	incomplete?: string;
	now: Date;
}

/** A person as the plan found or wants to create them. */
export interface PlanPerson extends IDataObject {
	id: string | null;
	email: string | null;
	name: string | null;
	/** The person does not exist yet. */
	create?: boolean;
	firstName?: string;
	lastName?: string;
}

/** The action that the plan proposes for a device or asset. */
export type SyncAction =
	| 'create'
	| 'link'
	| 'update'
	| 'restore'
	| 'assign'
	| 'unassign'
	| 'mark'
	| 'retire'
	| 'setAssetTag'
	| 'assignInKandji'
	| 'unassignInKandji'
	| 'unchanged'
	| 'skip'
	| 'attention';

/** One entry of the plan: data that a person can read and a node can write. */
export interface PlanEntry {
	action: SyncAction;
	/** Says why, in plain words. */
	reason: string;
	/** Stays the same from run to run while the cause lasts, so that a ticket is opened once. */
	key: string;
	asset: IDataObject | null;
	/** The fields to write, by the names of the side that is written; only what changes. */
	fields: IDataObject;
	/** The same fields with dotted names as nested objects, as most APIs take them. */
	body: IDataObject;
	/** The values that these fields have now, so that a write can check that nothing changed meanwhile. */
	before: IDataObject;
	device: NormalizedDevice | null;
	person: PlanPerson | null;
	/** The device's page in Kandji. */
	url: string | null;
	/** The key of an entry that must have been written first; this one must not be written without it. */
	requires?: string;
	/** The limit that withholds this entry; its action is `skip` then. */
	withheld?: LimitName;
}

/** A device, an asset, or both where they are paired, with all entries about them. */
export interface PlanRow {
	device: NormalizedDevice | null;
	asset: IDataObject | null;
	entries: PlanEntry[];
	/** Why the asset does not get the device's user; undefined when it does, or has them already. */
	notAssigned?: string;
}

/** An action that would be planned more often than its limit allows. */
export interface ExceededLimit {
	limit: LimitName;
	/** Display name of the option that raises the limit. */
	label: string;
	count: number;
	allowed: number;
	/** The first ten records, in words. */
	first: string[];
}

export interface SyncPlan {
	rows: PlanRow[];
	/** Attention entries about the run as a whole. */
	alerts: PlanEntry[];
	exceeded: ExceededLimit[];
	/** Remarks about the run as a whole that need nobody's attention. */
	notices: string[];
}
