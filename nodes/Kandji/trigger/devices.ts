import { memoize } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import { samePlatform } from '../api/platforms';
import { text } from '../util/json';
import type { Tenant } from '../client/tenant';
import { normalizeDevice, usableSerial } from '../shapes/deviceShape';
import type { NormalizedDevice } from '../shapes/deviceShape';
import type { Change } from './events';
import { differences, turned } from './kind';
import type { Flaw, Kind, Known, Watch } from './kind';
import { tickOf } from './settings';
import type { DeviceFilters, TriggerSettings } from './settings';
import type { Moment, Source } from './source';
import { compareVersions } from './versions';

const DAY_MS = 86_400_000;
/** More listings than this cost more than the pages they save. */
const MOST_LISTINGS = 6;

const WATCHES: ReadonlyArray<Watch<NormalizedDevice>> = [
	{
		event: 'device.assignmentChanged',
		fields: ['user'],
		// A user who was renamed or archived is still the same user.
		when: (from, to) => text(from, 'id') !== text(to, 'id'),
	},
	{
		event: 'device.blueprintChanged',
		fields: ['blueprintId', 'blueprintName'],
		// A blueprint that was renamed is still the same blueprint.
		key: 'blueprintId',
	},
	{ event: 'device.nameChanged', fields: ['name'] },
	{ event: 'device.assetTagChanged', fields: ['assetTag'] },
	{ event: 'device.tagsChanged', fields: ['tags'] },
	{ event: 'device.osUpdated', fields: ['osVersion'], when: (_, to) => to !== null },
	{ event: 'device.missing', fields: ['missing'], when: (_, to) => to === true },
	{ event: 'device.found', fields: ['missing'], when: turned(true) },
	{ event: 'device.managementLost', fields: ['agentInstalled', 'mdmEnabled'], when: turned(true) },
	{
		event: 'device.managementRestored',
		fields: ['agentInstalled', 'mdmEnabled'],
		when: turned(false),
	},
	{ event: 'device.lostModeChanged', fields: ['lostModeStatus'] },
];

/** Fields whose last value is always kept, so that ticking another event later has values to compare with. */
const KEPT: ReadonlyArray<keyof NormalizedDevice> = [
	'serialNumber',
	'name',
	'platform',
	'model',
	'osVersion',
	'assetTag',
	'blueprintId',
	'blueprintName',
	'user',
	'tags',
	'lastEnrollment',
	'mdmEnabled',
	'agentInstalled',
	'agentVersion',
	'missing',
	'removed',
	'lostModeStatus',
];

/** Enrolled again, or no longer enrolled, under the same record. */
function enrollment(before: Known<NormalizedDevice>, after: NormalizedDevice): Change[] {
	if (before.removed === false && after.removed === true) {
		return [{ event: 'device.removed', changes: differences(['removed'], before, after) }];
	}
	const newer =
		before.lastEnrollment && after.lastEnrollment && after.lastEnrollment > before.lastEnrollment;
	const back = before.removed === true && after.removed === false;
	if (!newer && !back) return [];
	return [
		{
			event: 'device.enrolled',
			occurredAt: after.lastEnrollment,
			changes: differences(['lastEnrollment', 'removed'], before, after),
			more: { reEnrolled: true },
		},
	];
}

/** Ids of what a device belongs to in small letters, because the same one may come in capitals. */
function normalize(raw: IDataObject, tenant: Tenant): NormalizedDevice {
	const device = normalizeDevice(raw, tenant);
	const { user, blueprintId } = device;
	return {
		...device,
		blueprintId: blueprintId?.toLowerCase() ?? null,
		user: user && { ...user, id: user.id.toLowerCase() },
	};
}

/** Devices whose operating system is older than the user allows; null where that cannot be said. */
function outdated({ oldestVersions }: TriggerSettings): Flaw<NormalizedDevice> {
	// A fleet has thousands of devices of a handful of platforms.
	const oldestOn = memoize(
		(platform: string) => oldestVersions.find(([wanted]) => samePlatform(wanted, platform))?.[1],
	);
	const oldestOf = ({ platform }: Known<NormalizedDevice>) => oldestOn(platform ?? '');
	return {
		event: 'device.osOutdated',
		holds: (record) => {
			const oldest = oldestOf(record);
			if (!record.osVersion || record.removed === true) return null;
			return oldest !== undefined && compareVersions(record.osVersion, oldest) < 0;
		},
		more: (record) => ({ oldestVersion: oldestOf(record) }),
	};
}

function deviceKind({ settings, ticks, now }: Moment): Kind<NormalizedDevice> {
	const { events, fields, staleDays } = settings;
	const counted = fields.filter((field) => ticks.has(tickOf('device.fieldChanged', field)));
	return {
		recordType: 'device',
		kept: [...new Set([...KEPT, ...fields])],
		watches: [...WATCHES, { event: 'device.fieldChanged', fields: counted }],
		added: 'device.enrolled',
		gone: 'device.removed',
		existing: 'device.existing',
		addedAt: ({ lastEnrollment }) => lastEnrollment ?? null,
		serialNumber: ({ serialNumber }) => usableSerial(serialNumber),
		retired: ({ removed }) => removed === true,
		enrollment,
		...(events.includes('device.osOutdated') ? { flaw: outdated(settings) } : {}),
		...(events.includes('device.stale')
			? {
					stale: {
						event: 'device.stale',
						before: new Date(now.getTime() - staleDays * DAY_MS).toISOString(),
						// A device that never checked in counts from its enrollment.
						lastSign: ({ removed, lastCheckIn, lastEnrollment }) =>
							removed === true ? null : (lastCheckIn ?? lastEnrollment ?? null),
					},
				}
			: {}),
	};
}

function passes(
	{ platforms, blueprints, tags, assignment }: DeviceFilters,
	{ platform, blueprintId, tags: has, user }: Known<NormalizedDevice>,
): boolean {
	if (
		platforms.length > 0 &&
		platform &&
		!platforms.some((wanted) => samePlatform(wanted, platform))
	)
		return false;
	if (
		blueprints.length > 0 &&
		blueprintId !== undefined &&
		!blueprints.some((wanted) => wanted.toLowerCase() === blueprintId)
	)
		return false;
	if (tags.length > 0 && has !== undefined && !has.some((tag) => tags.includes(tag))) return false;
	return (
		assignment === 'any' || user === undefined || (user !== null) === (assignment === 'assigned')
	);
}

/** A filter goes to Kandji unless an event needs to see devices cross its border; the rest is sifted here. */
function deviceQueries({ events, fields, filters }: TriggerSettings): IDataObject[] {
	const { platforms, blueprints, tags } = filters;
	// What enters a filter later must be told from what is new.
	const arrivalsTold = events.includes('device.enrolled');
	const movesTold =
		arrivalsTold ||
		events.includes('device.blueprintChanged') ||
		fields.some((field) => field.startsWith('blueprint'));
	const tagsTold = arrivalsTold || events.includes('device.tagsChanged') || fields.includes('tags');
	const byTag = tags.length > 0 && !tagsTold && !tags.some((tag) => tag.includes(','));
	const byBlueprint = blueprints.length > 0 && blueprints.length <= MOST_LISTINGS && !movesTold;
	const listings = byBlueprint ? blueprints.map((id): IDataObject => ({ blueprint_id: id })) : [{}];
	const byPlatform =
		platforms.length > 0 &&
		platforms.length * listings.length <= MOST_LISTINGS &&
		!platforms.some((platform) => samePlatform(platform, 'Vision'));
	const queries = listings.flatMap((listing) =>
		byPlatform ? platforms.map((platform): IDataObject => ({ ...listing, platform })) : [listing],
	);
	return byTag ? queries.map((query) => ({ ...query, tag_name_in: tags.join(',') })) : queries;
}

/** Devices of every platform. */
export const deviceSource: Source<NormalizedDevice> = {
	list: lists.devices,
	id: 'device_id',
	recordPermission: 'Device Information > Device ID',
	normalize,
	kind: deviceKind,
	queries: deviceQueries,
	passes,
};
