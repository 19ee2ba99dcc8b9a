import { memoize } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import { samePlatform } from '../api/platforms';
import { text } from '../util/json';
import type { Tenant } from '../client/tenantUrl';
import { normalizeDevice, usableSerial } from '../shapes/deviceShape';
import type { NormalizedDevice } from '../shapes/deviceShape';
import type { Change } from './events';
import { EARLIER_BLUEPRINT, EARLIER_USER, EXAMPLE_DEVICE } from './exampleRows';
import { listedSource } from './listedSource';
import type { RecordSource, TypeContext } from './recordSource';
import { differingFields, flips } from './recordType';
import type { Condition, FieldEvent, PartialRecord, RecordType } from './recordType';
import { withParameter } from './triggerSettings';
import type { DeviceFilters, TriggerSettings } from './triggerSettings';
import { compareVersions } from './versions';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More listings cost more requests than they save. */
const MAX_LISTINGS = 6;
/** Platforms on which the Kandji agent runs. */
const AGENT_PLATFORMS = ['Mac', 'Windows'];

const FIELD_EVENTS: ReadonlyArray<FieldEvent<NormalizedDevice>> = [
	{
		event: 'device.assignmentChanged',
		fields: ['user'],
		// A user who was renamed or archived is still the same user.
		appliesTo: (from, to) => text(from, 'id') !== text(to, 'id'),
	},
	{
		event: 'device.blueprintChanged',
		fields: ['blueprintId', 'blueprintName'],
		// A blueprint that was renamed is still the same blueprint.
		decidingField: 'blueprintId',
	},
	{ event: 'device.nameChanged', fields: ['name'] },
	{ event: 'device.assetTagChanged', fields: ['assetTag'] },
	{ event: 'device.tagsChanged', fields: ['tags'] },
	{ event: 'device.osUpdated', fields: ['osVersion'] },
	{ event: 'device.missing', fields: ['missing'], appliesTo: (_, to) => to === true },
	{ event: 'device.found', fields: ['missing'], appliesTo: flips(true) },
	{
		event: 'device.managementLost',
		fields: ['agentInstalled', 'mdmEnabled'],
		appliesTo: flips(true),
	},
	{
		event: 'device.managementRestored',
		fields: ['agentInstalled', 'mdmEnabled'],
		appliesTo: flips(false),
	},
	{ event: 'device.lostModeChanged', fields: ['lostModeStatus'] },
];

/** Fields that are always stored, so that an event that is selected later has values to compare with. */
const STORED_FIELDS: ReadonlyArray<keyof NormalizedDevice> = [
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

/** Fields of which null says that nothing is there. */
const CLEARABLE_FIELDS: ReadonlyArray<keyof NormalizedDevice> = [
	'agentVersion',
	'assetTag',
	'blueprintId',
	'blueprintName',
	'lastCheckIn',
	'lostModeStatus',
	'user',
];

/** Returns the event of a device that enrolled again, or is no longer enrolled, under the same record. */
function enrollmentChanges(
	before: PartialRecord<NormalizedDevice>,
	after: NormalizedDevice,
): Change[] {
	if (before.removed === false && after.removed === true) {
		return [{ event: 'device.removed', changes: differingFields(['removed'], before, after) }];
	}
	const newer =
		before.lastEnrollment && after.lastEnrollment && after.lastEnrollment > before.lastEnrollment;
	const back = before.removed === true && after.removed === false;
	if (!newer && !back) return [];
	return [
		{
			event: 'device.enrolled',
			occurredAt: after.lastEnrollment,
			changes: differingFields(['lastEnrollment', 'removed'], before, after),
			more: { reEnrolled: true },
		},
	];
}

/** Returns a device with the IDs of its blueprint and user in lower case, because the same one may come in capitals. */
function normalize(raw: IDataObject, tenant: Tenant): NormalizedDevice {
	const device = normalizeDevice(raw, tenant);
	const { user, blueprintId } = device;
	return {
		...device,
		blueprintId: blueprintId?.toLowerCase() ?? null,
		user: user && { ...user, id: user.id.toLowerCase() },
	};
}

type DeviceCondition = Condition<NormalizedDevice>;

/** The operating system is older than the user allows. */
function outdated({ minOsVersions }: TriggerSettings): DeviceCondition {
	// A fleet has thousands of devices of a handful of platforms.
	const minOn = memoize(
		(platform: string) => minOsVersions.find(([wanted]) => samePlatform(wanted, platform))?.[1],
	);
	const minOf = ({ platform }: PartialRecord<NormalizedDevice>) => minOn(platform ?? '');
	return {
		event: 'device.osOutdated',
		valueOf: (record) => {
			const min = minOf(record);
			if (!record.osVersion || record.removed === true) return undefined;
			return min !== undefined && compareVersions(record.osVersion, min) < 0 ? 'outdated' : null;
		},
		describe: (record) => ({ more: { minOsVersion: minOf(record) } }),
		example: { osVersion: '1.0' },
	};
}

/** The last sign of life is too long ago. Its time is the value, so that each silence is emitted. */
function stale({ staleDays }: TriggerSettings, now: Date): DeviceCondition {
	const border = new Date(now.getTime() - staleDays * DAY_MS).toISOString();
	return {
		event: 'device.stale',
		endEvent: 'device.checkedInAgain',
		// A device that was removed, or that enrolled anew without a check-in, did not check in.
		isEndEvent: ({ removed, lastCheckIn }, since) =>
			removed !== true && (lastCheckIn ?? '') > since,
		valueOf: ({ removed, lastCheckIn, lastEnrollment }) => {
			if (removed === true) return null;
			// A device that never checked in counts from its enrollment.
			const lastSign = lastCheckIn ?? lastEnrollment ?? null;
			return lastSign !== null && lastSign < border ? lastSign : null;
		},
		describe: (_record, since) => ({ occurredAt: since, more: { silentSince: since } }),
		describeEnd: ({ lastCheckIn }, since) => ({
			occurredAt: lastCheckIn ?? null,
			more: { silentSince: since },
		}),
		example: { lastCheckIn: new Date(Date.parse(border) - DAY_MS).toISOString() },
	};
}

/** The device enrolled some hours ago, and the agent is not installed. */
function agentMissing({ agentHours }: TriggerSettings, now: Date): DeviceCondition {
	const border = new Date(now.getTime() - agentHours * HOUR_MS).toISOString();
	return {
		event: 'device.agentMissing',
		valueOf: ({ platform, removed, agentInstalled, lastEnrollment }) => {
			const hasNoAgent =
				removed !== true &&
				agentInstalled === false &&
				AGENT_PLATFORMS.some((each) => samePlatform(each, platform ?? ''));
			return hasNoAgent && lastEnrollment && lastEnrollment < border ? lastEnrollment : null;
		},
		describe: (_record, since) => ({ more: { enrolledSince: since } }),
		example: { agentInstalled: false, agentVersion: null },
	};
}

/** Returns the conditions of the selected events. */
function conditionsFor({ settings, now }: TypeContext): DeviceCondition[] {
	const all = [outdated(settings), stale(settings, now), agentMissing(settings, now)];
	return all.filter(({ event, endEvent }) =>
		settings.events.some((each) => each === event || each === endEvent),
	);
}

function deviceType(context: TypeContext): RecordType<NormalizedDevice> {
	const { fields } = context.settings;
	const counting = fields.filter((field) =>
		context.selected.has(withParameter('device.fieldChanged', field)),
	);
	return {
		name: 'device',
		storedFields: [...new Set([...STORED_FIELDS, ...fields])],
		clearableFields: CLEARABLE_FIELDS,
		fieldEvents: [...FIELD_EVENTS, { event: 'device.fieldChanged', fields: counting }],
		conditions: conditionsFor(context),
		added: 'device.enrolled',
		removed: 'device.removed',
		existing: 'device.existing',
		addedAt: ({ lastEnrollment }) => lastEnrollment ?? null,
		serialNumber: ({ serialNumber }) => usableSerial(serialNumber),
		isRemoved: ({ removed }) => removed === true,
		enrollmentChanges,
	};
}

function matches(
	{ platforms, blueprints, tags, assignment }: DeviceFilters,
	{ platform, blueprintId, tags: has, user }: PartialRecord<NormalizedDevice>,
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

/** Returns the queries: filters go to Kandji unless an event has to see devices cross their border. */
function deviceQueries({ events, fields, filters }: TriggerSettings): IDataObject[] {
	const { platforms, blueprints, tags } = filters;
	// A device that enters a filter later must not look like a new one.
	const emitsEnrolled = events.includes('device.enrolled');
	const emitsMoves =
		emitsEnrolled ||
		events.includes('device.blueprintChanged') ||
		fields.some((field) => field.startsWith('blueprint'));
	const emitsTags =
		emitsEnrolled || events.includes('device.tagsChanged') || fields.includes('tags');
	const byTag = tags.length > 0 && !emitsTags && !tags.some((tag) => tag.includes(','));
	const byBlueprint = blueprints.length > 0 && blueprints.length <= MAX_LISTINGS && !emitsMoves;
	const listings = byBlueprint ? blueprints.map((id): IDataObject => ({ blueprint_id: id })) : [{}];
	const byPlatform =
		platforms.length > 0 &&
		platforms.length * listings.length <= MAX_LISTINGS &&
		!platforms.some((platform) => samePlatform(platform, 'Vision'));
	const queries = listings.flatMap((listing) =>
		byPlatform ? platforms.map((platform): IDataObject => ({ ...listing, platform })) : [listing],
	);
	return byTag ? queries.map((query) => ({ ...query, tag_name_in: tags.join(',') })) : queries;
}

const listedDevices = listedSource<NormalizedDevice>({
	name: 'device',
	list: lists.devices,
	idKey: 'device_id',
	recordPermission: 'Device Information > Device ID',
	type: deviceType,
	normalize,
	queries: deviceQueries,
	matches,
	exampleRow: EXAMPLE_DEVICE,
	earlierValues: {
		name: 'Earlier name',
		user: EARLIER_USER,
		blueprintId: EARLIER_BLUEPRINT.id,
		blueprintName: EARLIER_BLUEPRINT.name,
		assetTag: 'AH-10001',
		tags: ['loaner'],
		osVersion: '15.4',
		lostModeStatus: 'PENDING',
	},
});

/** Devices of every platform; a look shares the devices that it listed with the rest of the poll. */
export const deviceSource: RecordSource<NormalizedDevice> = {
	...listedDevices,
	look: async (look) => {
		const result = await listedDevices.look(look);
		if (typeof result !== 'string') {
			for (const [id, device] of result.view.records) look.run.devices.set(id, device);
		}
		return result;
	},
};
