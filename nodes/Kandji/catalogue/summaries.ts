import { lists } from '../api/lists';
import type { List } from '../api/lists';
import type { Field } from '../fields/field';
import { assignedUser } from '../shapes/deviceShape';
import { flag, isoDate, textOrNull } from '../shapes/kandjiValues';
import type { GroupField } from '../shapes/summaryShape';
import { normalizeUser } from '../shapes/userShape';
import { at, text } from '../util/json';

/** A fact that a summary offers to count by. */
export interface OfferedGroup extends GroupField {
	displayName: string;
	/** A list that holds the fact; its row with the same `device_id` stands under the name of the fact. */
	from?: List;
}

/** How an operation counts the rows of its list. */
export interface Summary {
	/** The facts to choose from; without them every key of a row can be chosen. */
	groups?: OfferedGroup[];
	/** The key of the ID that is counted once, where several rows belong to one record. */
	countedBy?: string;
}

/** The setting that holds the chosen facts. */
export const COUNT_BY = 'countBy';

/** Returns the field that chooses among facts. */
export function countByField(groups: OfferedGroup[], initial: string, note = ''): Field {
	return {
		displayName: 'Count By',
		name: COUNT_BY,
		type: 'multiOptions',
		default: [initial],
		required: true,
		description: `What to count by; with two, each combination is counted${note && `. ${note}`}`,
		options: groups.map(({ displayName, name }) => ({ name: displayName, value: name })),
	};
}

const DAY_MS = 86_400_000;

/** The age of a check-in in words. */
function checkInAge(lastCheckIn: unknown, now: Date): string {
	const date = isoDate(lastCheckIn);
	if (date === null) return 'never';
	const days = Math.floor((now.getTime() - Date.parse(date)) / DAY_MS);
	if (days < 1) return 'today';
	if (days <= 7) return '1-7 days';
	return days <= 30 ? '8-30 days' : 'over 30 days';
}

/** FileVault of the devices, which the device list does not hold. */
const FILEVAULT: List = {
	...lists.prismRecords,
	path: '/prism/filevault',
	permission: 'Prism > FileVault?',
};

/** Kandji's switches in words; null where it says nothing. */
function onOrOff(value: unknown): string | null {
	const isOn = flag(value);
	return isOn === null ? null : isOn ? 'on' : 'off';
}

/** Facts of devices, by the names that Simplified has for them. */
export const deviceGroups: OfferedGroup[] = [
	{
		displayName: 'Blueprint',
		name: 'blueprintName',
		valueOf: (row) => textOrNull(row.blueprint_name),
	},
	{
		displayName: 'Check-In Age',
		name: 'checkInAge',
		valueOf: (row, now) => checkInAge(row.last_check_in, now),
	},
	{
		displayName: 'FileVault',
		name: 'fileVault',
		valueOf: (row) => onOrOff(at(row, 'fileVault', 'status')),
		from: FILEVAULT,
	},
	{ displayName: 'Model', name: 'model', valueOf: (row) => textOrNull(row.model) },
	{ displayName: 'OS Version', name: 'osVersion', valueOf: (row) => textOrNull(row.os_version) },
	{ displayName: 'Platform', name: 'platform', valueOf: (row) => textOrNull(row.platform) },
	{ displayName: 'Tag', name: 'tag', valueOf: (row) => row.tags },
	{
		displayName: 'User',
		name: 'userEmail',
		valueOf: (row) => assignedUser(row.user)?.email ?? assignedUser(row.user)?.name,
	},
];

/** Facts of directory users, by the names that Simplified has for them. */
export const userGroups: OfferedGroup[] = [
	{ displayName: 'Active', name: 'active', valueOf: (row) => normalizeUser(row).active },
	{ displayName: 'Archived', name: 'archived', valueOf: (row) => normalizeUser(row).archived },
	{ displayName: 'Department', name: 'department', valueOf: (row) => textOrNull(row.department) },
	{
		displayName: 'Directory',
		name: 'integrationName',
		valueOf: (row) => normalizeUser(row).integration?.name,
	},
	{ displayName: 'Job Title', name: 'jobTitle', valueOf: (row) => textOrNull(row.job_title) },
];

/** Facts of vulnerabilities, by Kandji's names. */
export const vulnerabilityGroups: OfferedGroup[] = [
	{ displayName: 'Severity', name: 'severity', valueOf: (row) => row.severity },
	{ displayName: 'Software', name: 'software', valueOf: (row) => row.software },
	{ displayName: 'Status', name: 'status', valueOf: (row) => row.status },
];

/** Facts of vulnerable software on devices, by Kandji's names. */
export const detectionGroups: OfferedGroup[] = [
	{ displayName: 'Blueprint', name: 'blueprint_name', valueOf: (row) => row.blueprint_name },
	{ displayName: 'CVE ID', name: 'cve_id', valueOf: (row) => row.cve_id },
	{ displayName: 'Severity', name: 'cvss_severity', valueOf: (row) => row.cvss_severity },
	{ displayName: 'Software', name: 'name', valueOf: (row) => row.name },
	{ displayName: 'Version', name: 'version', valueOf: (row) => text(row.version) },
];
