import type { IDataObject } from 'n8n-workflow';

/** The parameters of one item in the form that is sent: checked, converted, without unset ones. */
export interface Values {
	/** Path holes: the ids that the locators found, by field name. */
	path: Record<string, string>;
	/** By their names in the request. */
	query: IDataObject;
	/** By their names in the request; dots still stand for nesting. */
	body: IDataObject;
	/** Fields that steer the operation and are not sent, by field name. */
	settings: IDataObject;
}

/** Why something is refused before it is sent, and what to do about it. */
export interface Complaint {
	message: string;
	description: string;
}
