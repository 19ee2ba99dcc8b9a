import type { IDataObject } from 'n8n-workflow';

/** What the parameters of one item say, as it is sent: checked, converted, and without what is not set. */
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
