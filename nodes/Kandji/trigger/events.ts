import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import type { NormalizedDevice } from '../shapes/deviceShape';

/** The events that a user can select, in groups, those of devices first. */
export const EVENT_OPTIONS = [
	{
		name: 'Device: Enrolled',
		value: 'device.enrolled',
		description: 'A device enrolled for the first time or again',
	},
	{
		name: 'Device: Assignment Changed',
		value: 'device.assignmentChanged',
		description: 'A device was assigned, unassigned or given to someone else',
	},
	{
		name: 'Device: Removed',
		value: 'device.removed',
		description:
			'A device was unenrolled or its record was deleted; confirmed before it is emitted',
	},
	{
		name: 'Device: Blueprint Changed',
		value: 'device.blueprintChanged',
		description: 'A device moved to another blueprint',
	},
	{
		name: 'Device: Name Changed',
		value: 'device.nameChanged',
		description: 'A device was renamed',
	},
	{
		name: 'Device: Asset Tag Changed',
		value: 'device.assetTagChanged',
		description: 'The asset tag of a device was set, changed or cleared',
	},
	{
		name: 'Device: Tags Changed',
		value: 'device.tagsChanged',
		description: 'A tag was added to a device or removed from it',
	},
	{
		name: 'Device: OS Updated',
		value: 'device.osUpdated',
		description: 'A device has another version of its operating system',
	},
	{
		name: 'Device: OS Outdated',
		value: 'device.osOutdated',
		description: 'The operating system of a device is older than the version that you choose',
	},
	{
		name: 'Device: Field Changed',
		value: 'device.fieldChanged',
		description: 'One of the fields that you choose changed',
	},
	{
		name: 'Device: Stale',
		value: 'device.stale',
		description: 'A device has not checked in for some days; emitted once per silence',
	},
	{
		name: 'Device: Checked In Again',
		value: 'device.checkedInAgain',
		description: 'A device that was silent for so many days checked in',
	},
	{
		name: 'Device: Missing',
		value: 'device.missing',
		description: 'Kandji marks a device as missing',
	},
	{
		name: 'Device: Found Again',
		value: 'device.found',
		description: 'Kandji no longer marks a device as missing',
	},
	{
		name: 'Device: Agent or MDM Lost',
		value: 'device.managementLost',
		description: 'The Kandji agent or the MDM profile is no longer on a device',
	},
	{
		name: 'Device: Agent or MDM Restored',
		value: 'device.managementRestored',
		description: 'The Kandji agent or the MDM profile is back on a device',
	},
	{
		name: 'Device: Agent Missing',
		value: 'device.agentMissing',
		description: 'A Mac or Windows device has no Kandji agent some hours after it enrolled',
	},
	{
		name: 'Device: Lost Mode Changed',
		value: 'device.lostModeChanged',
		description: 'Lost mode of a device was turned on or off, or its status changed',
	},
	{
		name: 'Security: FileVault Off',
		value: 'fileVault.off',
		description: 'FileVault was turned off on a Mac, or a new Mac has it off',
	},
	{
		name: 'Security: FileVault On',
		value: 'fileVault.on',
		description: 'FileVault was turned on again on a Mac',
	},
	{
		name: 'Security: Firewall Off',
		value: 'firewall.off',
		description:
			'The firewall of a Mac was turned off; costs a request for 300 such Macs at each look',
	},
	{
		name: 'Security: Firewall On',
		value: 'firewall.on',
		description: 'The firewall of a Mac was turned on again; costs as much as Firewall Off',
	},
	{
		name: 'Security: Gatekeeper Off',
		value: 'gatekeeper.off',
		description: 'Gatekeeper was turned off on a Mac, or a new Mac has it off',
	},
	{
		name: 'Security: Gatekeeper On',
		value: 'gatekeeper.on',
		description: 'Gatekeeper was turned on again on a Mac',
	},
	{
		name: 'Security: SIP Off',
		value: 'sip.off',
		description: 'System Integrity Protection was turned off on a Mac',
	},
	{
		name: 'Security: SIP On',
		value: 'sip.on',
		description: 'System Integrity Protection was turned on again on a Mac',
	},
	{
		name: 'Security: Threat Detected',
		value: 'threat.detected',
		description: 'Endpoint Detection and Response found malware or an unwanted program',
	},
	{
		name: 'Security: Threat Status Changed',
		value: 'threat.statusChanged',
		description: 'A threat of the last 30 days was quarantined, released or resolved',
	},
	{
		name: 'Security: Vulnerability Detected',
		value: 'vulnerability.detected',
		description: 'Software with a known vulnerability was found on a device',
	},
	{
		name: 'Software: App Installed',
		value: 'app.installed',
		description:
			'An app that you name was installed on a device; costs a request for 300 devices that have it',
	},
	{
		name: 'Software: App Removed',
		value: 'app.removed',
		description: 'An app that you name was removed from a device; costs as much as App Installed',
	},
	{
		name: 'Software: Profile Removed',
		value: 'profile.removed',
		description:
			'A configuration profile that you name was removed from a device; costs a request for 300 devices that have it',
	},
	{
		name: 'Software: Library Item Failed',
		value: 'libraryItem.failed',
		description:
			'An app, profile or script that you choose failed on a device; costs a request for 300 devices and item',
	},
	{
		name: 'Software: Library Item Recovered',
		value: 'libraryItem.recovered',
		description: 'An item that had failed on a device works; costs as much as Library Item Failed',
	},
	{
		name: 'User: Created',
		value: 'user.created',
		description: 'A user arrived from the directory',
	},
	{
		name: 'User: Changed',
		value: 'user.changed',
		description: 'The name, email, department, job title or active flag of a user changed',
	},
	{
		name: 'User: Archived',
		value: 'user.archived',
		description: 'A user was archived, e.g. because the directory no longer has them',
	},
	{ name: 'User: Restored', value: 'user.restored', description: 'An archived user is back' },
	{ name: 'User: Deleted', value: 'user.deleted', description: 'A user was deleted' },
	{
		name: 'User: Device Count Changed',
		value: 'user.deviceCountChanged',
		description: 'A user has more or fewer devices than before',
	},
	{ name: 'Blueprint: Created', value: 'blueprint.created', description: 'A blueprint was added' },
	{
		name: 'Blueprint: Changed',
		value: 'blueprint.changed',
		description: 'A blueprint was renamed or edited',
	},
	{
		name: 'Blueprint: Deleted',
		value: 'blueprint.deleted',
		description: 'A blueprint was deleted',
	},
	{
		name: 'ADE: Device Added',
		value: 'adeDevice.added',
		description:
			'Apple Business Manager assigned a device to Kandji; costs a request for 300 ADE devices at each look',
	},
	{
		name: 'ADE: Device Assignment Changed',
		value: 'adeDevice.assignmentChanged',
		description: 'An ADE device was assigned to a user or unassigned',
	},
	{
		name: 'ADE: Device Blueprint Changed',
		value: 'adeDevice.blueprintChanged',
		description: 'An ADE device was given another blueprint',
	},
	{
		name: 'ADE: Device Removed',
		value: 'adeDevice.removed',
		description: 'Apple Business Manager took a device away',
	},
	{
		name: 'ADE: Token Expiring',
		value: 'adeIntegration.expiring',
		description: 'The token of an ADE integration expires in some days, or has expired',
	},
	{
		name: 'Tenant: Audit Event',
		value: 'audit.event',
		description: 'Somebody or something changed the tenant, according to the audit log',
	},
	{
		name: 'Trigger: Heartbeat',
		value: 'trigger.heartbeat',
		description:
			'Every hour or day: what the trigger watches, and the last failures. Also lets n8n save what the trigger knows.',
	},
] as const satisfies readonly INodePropertyOptions[];

/**
 * Name of an event. Stored in workflows, so a name never changes after the first release. `device.existing` comes with
 * the option First Poll instead of a selected event.
 */
export type EventName = (typeof EVENT_OPTIONS)[number]['value'] | 'device.existing';

/** Per changed field, the value before and the value now. */
export type Changes = Record<string, { from: unknown; to: unknown }>;

/** A change of one record, before it is given an event ID. */
export interface Change {
	event: EventName;
	/** ISO 8601, if the record says when; otherwise the item has the time of the poll. */
	occurredAt?: string | null;
	changes?: Changes;
	/** Further keys of the item. */
	more?: IDataObject;
}

/** The device that an event is about, if its record is not the device itself. */
export interface DeviceReference {
	id: string;
	/** The device as the row describes it, used when its record cannot be read. */
	known: NormalizedDevice | null;
	/** The device's page in the web console. */
	url: string;
	/** Values that the item adds to the device, e.g. whether FileVault is on. */
	added?: IDataObject;
}

/** An event that a poll delivers. */
export interface TriggerEvent extends Change {
	/** The same whenever the same change is delivered again. */
	eventId: string;
	/** Key of the record in the item, e.g. `device`. */
	recordType: string;
	/** The record after the change, or the last known one. */
	record: object;
	/** ID by which items are grouped. */
	recordId: string;
	device?: DeviceReference;
	/** Page of the record in the web console. */
	url?: string;
}
