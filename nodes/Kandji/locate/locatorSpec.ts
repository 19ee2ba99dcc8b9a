import type { IDataObject } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { Permission } from '../api/permissions';
import type { PathField } from '../fields/field';

/** One kind of identifier of a record, such as its serial number. */
export interface Identifier {
	/** As `matchedBy` prints it. The mode of the field that bears this name compares nothing else. */
	kind: string;
	/** As messages call it. */
	called: string;
	of: (row: IDataObject) => string;
	/** Kandji's filter for it. Its filters find parts (docs/kandji-api.md T19), so each row is compared again here. */
	parameter?: string;
	/** Whether a value can be such an identifier at all. */
	fits?: (value: string) => boolean;
	/** Operations with a risk act on it. Names and emails are not safe: people choose and share them. */
	safe?: true;
	/** People type it, so quotes, hyphens, blanks, case and accents do not count. */
	folded?: true;
}

/** How one kind of record is picked in the editor and found at run time. */
export interface LocatorSpec {
	/** The noun for messages. */
	entity: string;
	field: PathField;
	list: List;
	/** Query of every request for the list, such as an order. */
	query?: IDataObject;
	/** Checkbox for reading one record. */
	recordPermission?: Permission;
	/** Kandji's filters that the picker searches by; without any the whole list is searched here. */
	searchBy?: string[];
	/** The picker also searches what Kandji cannot filter by, in the first rows of the list. */
	searchesRows?: true;
	/** Key of the ID in a row. */
	id: string;
	/** Identifiers of a record besides its ID, the most reliable first. The first kind that matches decides. */
	identifiers: Identifier[];
	/** The record as the picker shows it. */
	label: (row: IDataObject) => string;
	/** The record as messages name it, where that is shorter than the label. */
	shortLabel?: (row: IDataObject) => string;
	/** Further text that the picker searches. */
	alsoSearched?: (row: IDataObject) => string;
	/** The value that a person types to confirm the record. */
	confirmBy?: { name: string; of: (row: IDataObject) => string };
}

/** The purpose of a look-up: whether the operation acts on the record with a risk. */
export interface LookupPurpose {
	/** The operation is disruptive or destructive, so a name or an email is not enough. */
	actsWithRisk?: boolean;
}
