import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

/** The events a user can tick, as n8n shows them. */
export const EVENT_OPTIONS = [
	{
		name: 'ADE Device Added',
		value: 'adeDevice.added',
		description:
			'Apple Business Manager assigned a device to Kandji. Costs a request for 300 ADE devices at each look.',
	},
	{
		name: 'ADE Device Assignment Changed',
		value: 'adeDevice.assignmentChanged',
		description:
			'An ADE device was assigned to a user or taken from one. Costs a request for 300 ADE devices at each look.',
	},
	{
		name: 'ADE Device Blueprint Changed',
		value: 'adeDevice.blueprintChanged',
		description:
			'An ADE device was given another blueprint. Costs a request for 300 ADE devices at each look.',
	},
	{
		name: 'ADE Device Removed',
		value: 'adeDevice.removed',
		description:
			'Apple Business Manager took a device away. Costs a request for 300 ADE devices at each look.',
	},
	{
		name: 'ADE Token Expiring',
		value: 'adeIntegration.expiring',
		description: 'The token of an ADE integration expires in some days, or has expired',
	},
	{
		name: 'Audit Event',
		value: 'audit.event',
		description: 'Somebody or something changed the tenant, as the audit log tells',
	},
	{
		name: 'Blueprint Changed',
		value: 'blueprint.changed',
		description: 'A blueprint was renamed or edited',
	},
	{ name: 'Blueprint Created', value: 'blueprint.created', description: 'A blueprint was added' },
	{ name: 'Blueprint Deleted', value: 'blueprint.deleted', description: 'A blueprint was deleted' },
	{
		name: 'Device Agent or MDM Lost',
		value: 'device.managementLost',
		description: 'The Kandji agent or the MDM profile is no longer on a device',
	},
	{
		name: 'Device Agent or MDM Restored',
		value: 'device.managementRestored',
		description: 'The Kandji agent or the MDM profile is back on a device',
	},
	{
		name: 'Device Asset Tag Changed',
		value: 'device.assetTagChanged',
		description: 'The asset tag of a device was set, changed or cleared',
	},
	{
		name: 'Device Assignment Changed',
		value: 'device.assignmentChanged',
		description: 'A device was assigned, unassigned or given to someone else',
	},
	{
		name: 'Device Blueprint Changed',
		value: 'device.blueprintChanged',
		description: 'A device moved to another blueprint',
	},
	{
		name: 'Device Enrolled',
		value: 'device.enrolled',
		description: 'A device enrolled for the first time or again',
	},
	{
		name: 'Device Field Changed',
		value: 'device.fieldChanged',
		description: 'One of the fields that you choose changed',
	},
	{
		name: 'Device FileVault Off',
		value: 'fileVault.off',
		description:
			'FileVault was turned off on a Mac, or was never on; costs a request or two a look',
	},
	{
		name: 'Device FileVault On',
		value: 'fileVault.on',
		description: 'FileVault was turned on again on a Mac; costs a request or two a look',
	},
	{
		name: 'Device Firewall Off',
		value: 'firewall.off',
		description: 'The firewall of a Mac was turned off; costs a request for 300 such Macs a look',
	},
	{
		name: 'Device Firewall On',
		value: 'firewall.on',
		description:
			'The firewall of a Mac was turned on again; costs a request for 300 such Macs a look',
	},
	{
		name: 'Device Found Again',
		value: 'device.found',
		description: 'A device that Kandji counted as missing checked in',
	},
	{
		name: 'Device Lost Mode Changed',
		value: 'device.lostModeChanged',
		description: 'Lost mode of a device was turned on or off, or its status changed',
	},
	{
		name: 'Device Missing',
		value: 'device.missing',
		description: 'Kandji counts a device as missing',
	},
	{ name: 'Device Name Changed', value: 'device.nameChanged', description: 'A device was renamed' },
	{
		name: 'Device OS Outdated',
		value: 'device.osOutdated',
		description: 'The operating system of a device is older than the version that you choose',
	},
	{
		name: 'Device OS Updated',
		value: 'device.osUpdated',
		description: 'A device has another version of its operating system',
	},
	{
		name: 'Device Removed',
		value: 'device.removed',
		description: 'A device was unenrolled or its record deleted; confirmed before it is told',
	},
	{
		name: 'Device SIP Off',
		value: 'sip.off',
		description:
			'System Integrity Protection was turned off on a Mac; costs a request or two a look',
	},
	{
		name: 'Device SIP On',
		value: 'sip.on',
		description:
			'System Integrity Protection was turned on again on a Mac; costs a request or two a look',
	},
	{
		name: 'Device Stale',
		value: 'device.stale',
		description: 'A device has not checked in for some days; told once per silence',
	},
	{
		name: 'Device Tags Changed',
		value: 'device.tagsChanged',
		description: 'A tag was added to a device or taken from it',
	},
	{
		name: 'Library Item Failed',
		value: 'libraryItem.failed',
		description:
			'A chosen app, profile or script failed on a device. Costs a request for 300 devices and item at each look.',
	},
	{
		name: 'Library Item Recovered',
		value: 'libraryItem.recovered',
		description:
			'A chosen item that had failed on a device works. Costs a request for 300 devices and item at each look.',
	},
	{
		name: 'Threat Detected',
		value: 'threat.detected',
		description: 'Endpoint Detection and Response found malware or an unwanted program',
	},
	{
		name: 'Threat Status Changed',
		value: 'threat.statusChanged',
		description: 'A threat of the last 30 days was quarantined, released or resolved',
	},
	{
		name: 'User Archived',
		value: 'user.archived',
		description: 'A user was archived, e.g. because the directory no longer has them',
	},
	{
		name: 'User Changed',
		value: 'user.changed',
		description:
			'The name, the email, the department, the job title or the active flag of a user changed',
	},
	{ name: 'User Created', value: 'user.created', description: 'A user arrived from the directory' },
	{ name: 'User Deleted', value: 'user.deleted', description: 'A user was deleted' },
	{
		name: 'User Device Count Changed',
		value: 'user.deviceCountChanged',
		description: 'A user has more or fewer devices than before',
	},
	{ name: 'User Restored', value: 'user.restored', description: 'An archived user is back' },
	{
		name: 'Vulnerability Detected',
		value: 'vulnerability.detected',
		description: 'Software with a known vulnerability was found on a device',
	},
] as const satisfies readonly INodePropertyOptions[];

/**
 * What an item of the trigger is called; stored in workflows, so a name never changes after the first release.
 * `device.existing` comes with an option instead of a tick.
 */
export type EventName = (typeof EVENT_OPTIONS)[number]['value'] | 'device.existing';

/** What changed: per field the value before and the value now. */
export type Changes = Record<string, { from: unknown; to: unknown }>;

/** Something that happened to one record, before it is given an id. */
export interface Change {
	event: EventName;
	/** ISO 8601, where the record tells; otherwise the time of the poll that saw it. */
	occurredAt?: string | null;
	changes?: Changes;
	/** Further keys of the item. */
	more?: IDataObject;
}

/** A change that this poll delivers. */
export interface TriggerEvent extends Change {
	/** The same whenever the same change is delivered again. */
	eventId: string;
	/** Key of the record in the item, e.g. `device`. */
	recordType: string;
	/** The record after the change, or the last one known. */
	record: object;
	/** What items are grouped by: the device of a threat, the record itself otherwise. */
	recordId: string;
	/** Page of the record in the web console. */
	url?: string;
}
