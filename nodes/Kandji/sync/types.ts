import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../shapes/deviceShape';

/**
 * Link Only writes nothing but the link to the device; Import New Only creates what is missing; Import and Link does
 * both; Import, Link and Update writes changed fields too.
 */
export type Mode = 'link' | 'import' | 'importAndLink' | 'update';

/** Which side of a difference counts. */
export type Winner = 'kandji' | 'assets';

/** Kinds of assets that may be given an assignee from Kandji, each switched on by itself. */
export type AssignScope = 'unassigned' | 'new' | 'overwrite';

/** A device property without which no asset is created. */
export type Needed = 'assetTag' | 'deviceType' | 'model' | 'user.email';

/** Names of the fields in which an asset holds what the plan needs; `''` where it has none. */
export interface AssetFields {
	/** What the other system knows the asset by. */
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
	/** Says of an asset that it was imported just now, so that Options > Assign counts it as new. */
	imported: string;
	/** Holds the email of the user that Kandji named when both sides were last seen. */
	lastUser: string;
}

/** Names of the fields in which a person holds what the plan needs; `''` where it has none. */
export interface PersonFields {
	id: string;
	email: string;
	name: string;
}

/** One field of an asset and the device property that fills it, or a fixed value. */
export interface Mapped {
	field: string;
	/** A dotted path into the normalized device or its details; `''` when `value` counts. */
	property: string;
	value?: unknown;
}

/** Everything that the user decided, checked. */
export interface Settings {
	mode: Mode;
	assetFields: AssetFields;
	personFields: PersonFields;
	mapping: Mapped[];
	/** Device property and asset field that hold the same key. */
	match: { property: 'serialNumber' | 'assetTag' | 'id'; field: string };
	nameFrom: 'none' | 'name' | 'model';
	displayId: { field: string; property: 'serialNumber' | 'id' };
	category: { default: string; byPlatform: Record<string, string> };
	createOnlyWith: Needed[];
	assignment: {
		direction: 'none' | 'fromKandji' | 'toKandji' | 'both';
		winner: Winner | 'changed';
		scopes: AssignScope[];
		unassign: boolean;
		createPeople: boolean;
		lockValues: string[];
	};
	tag: 'off' | Winner;
	removal: {
		action: 'ignore' | 'mark' | 'retire';
		/** What a removed asset's field is set to. */
		field: string;
		value: string;
		/** Percent of the linked assets that one run may remove. */
		mostShare: number;
	};
	/** Days without check-in after which a device is stale; 0 never. */
	staleDays: number;
}

/** What stands on both sides when the plan is made. */
export interface Sides {
	devices: NormalizedDevice[];
	/** What Get Device Details says, by device ID. */
	details: ReadonlyMap<string, IDataObject>;
	assets: IDataObject[];
	/** None at all means that emails are taken as they are, unless `peopleKnown` says that nobody exists. */
	people: IDataObject[];
	peopleKnown?: boolean;
	/** IDs of all enrolled devices, also of those that a filter leaves out of `devices`. */
	enrolled: ReadonlySet<string>;
	/** Serial numbers, upper case, of devices that wait for enrollment. */
	awaiting: ReadonlySet<string>;
	/** Why no removal may be planned; undefined when the listing is complete. */
	incomplete?: string;
	now: Date;
}

/** A person as the plan found or wants to make them. */
export interface PlanPerson extends IDataObject {
	id: string | null;
	email: string | null;
	name: string | null;
	/** The person does not exist yet. */
	create?: boolean;
	firstName?: string;
	lastName?: string;
}

/** What becomes of a device or asset. */
export type Action =
	| 'create'
	| 'link'
	| 'update'
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

/** One decision: data that a person can read and a node can write. */
export interface Decision {
	action: Action;
	/** Why, in plain words. */
	reason: string;
	asset: IDataObject | null;
	/** What to write, by the names of the side that is written; only what changes. */
	fields: IDataObject;
	device: NormalizedDevice | null;
	person: PlanPerson | null;
	/** The device's page in Kandji. */
	url: string | null;
}

/** A device, an asset, or both where they match, with all decisions about them. */
export interface Subject {
	device: NormalizedDevice | null;
	asset: IDataObject | null;
	decisions: Decision[];
	/** Why the asset does not get the device's user; undefined when it does, or has them already. */
	notAssigned?: string;
}

export interface Plan {
	subjects: Subject[];
	/** Why something was left out of the plan as a whole. */
	notices: string[];
}
