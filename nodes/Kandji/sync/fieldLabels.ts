import type { AssetFields, PersonFields } from './syncTypes';

/** The names of Asset Fields as the panel shows them. */
export const ASSET_FIELD_LABELS: Record<keyof AssetFields, string> = {
	id: 'Asset ID',
	assetTag: 'Asset Tag',
	assigneeEmail: 'Assignee Email',
	assigneeName: 'Assignee Name',
	category: 'Category',
	link: 'Kandji Device ID',
	lastUser: 'Last Kandji User',
	lock: 'Lock',
	name: 'Name',
	imported: 'Newly Imported',
	serialNumber: 'Serial Number',
};

/** The names of Person Fields as the panel shows them. */
export const PERSON_FIELD_LABELS: Record<keyof PersonFields, string> = {
	email: 'Email',
	id: 'ID',
	name: 'Name',
	status: 'Status',
};
