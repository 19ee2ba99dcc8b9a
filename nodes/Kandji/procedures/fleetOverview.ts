import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import { normalizeDevice } from '../shapes/deviceShape';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { flag, numberOrNull } from '../shapes/kandjiValues';
import { summarizeRows } from '../shapes/summaryShape';
import { at } from '../util/json';
import { readParts } from './readParts';
import type { RunCall, RunResult } from './run';

const DAY_MS = 86_400_000;

/** Groups of each count, so that the overview stays short. */
const MAX_GROUPS = 8;

/** FileVault of the devices, which the device list does not hold. */
const FILEVAULT = {
	...lists.prismRecords,
	path: '/prism/filevault',
	permission: 'Prism > FileVault?',
};

/** Counts devices by a fact: the largest groups, the others together. */
function countsOf(
	devices: NormalizedDevice[],
	now: Date,
	valueOf: (device: NormalizedDevice) => unknown,
): IDataObject[] {
	const groups = summarizeRows(devices as unknown as IDataObject[], {
		fields: [{ name: 'group', valueOf: (row) => valueOf(row as unknown as NormalizedDevice) }],
		maxGroups: MAX_GROUPS,
		now,
	});
	return groups.map(({ group, count }) => ({ value: group, count }));
}

/** Whether a date lies in the last so many days. */
const isWithin = (date: string | null, days: number, now: Date) =>
	date !== null && Date.parse(date) > now.getTime() - days * DAY_MS;

/** Licences of the tenant; Kandji counts Apple devices only (docs/kandji-api.md T18). */
function licenses(body: unknown): IDataObject {
	const allowed = numberOrNull(at(body, 'limits', 'max_devices'));
	const used = numberOrNull(at(body, 'counts', 'computers_count'));
	return { allowed, used, left: allowed === null || used === null ? null : allowed - used };
}

/** Returns the whole fleet in figures. */
export async function getFleetOverview({ client }: RunCall): Promise<RunResult> {
	const [listed, { read, missing }] = await Promise.all([
		client.list(lists.devices),
		readParts<{ licenses: IDataObject; fileVaultOff: number }>(client.node, {
			licenses: async () =>
				licenses(await client.get('/settings/licensing', { permission: 'Settings > Licensing?' })),
			fileVaultOff: async () =>
				(await client.list(FILEVAULT)).rows.filter((row) => flag(row.status) === false).length,
		}),
	]);
	const { now } = client;
	const devices = listed.rows.map((row) => normalizeDevice(row, client.tenant));
	const count = (matches: (device: NormalizedDevice) => boolean) => devices.filter(matches).length;
	return [
		{
			devices: devices.length,
			byPlatform: countsOf(devices, now, ({ platform }) => platform),
			byBlueprint: countsOf(devices, now, ({ blueprintName }) => blueprintName),
			byOsVersion: countsOf(devices, now, ({ platform, osVersion }) =>
				[platform, osVersion].filter(Boolean).join(' '),
			),
			withoutUser: count(({ user }) => user === null),
			neverCheckedIn: count(({ lastCheckIn }) => lastCheckIn === null),
			silentOver30Days: count(
				({ lastCheckIn }) => lastCheckIn !== null && !isWithin(lastCheckIn, 30, now),
			),
			enrolledInLast7Days: count(({ lastEnrollment }) => isWithin(lastEnrollment, 7, now)),
			missing: count(({ missing: isMissing }) => isMissing === true),
			inLostMode: count(({ lostModeStatus }) => !/^(disabled)?$/i.test(lostModeStatus ?? '')),
			...read,
			...missing,
			...(listed.complete ? {} : { incomplete: true }),
		},
	];
}
