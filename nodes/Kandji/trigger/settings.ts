import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { isRecord, text } from '../client/json';
import type { NormalizedDevice } from '../shapes/device';
import type { EventName } from './events';
import type { Known } from './kinds';

/** Which devices the user wants to hear of; empty lists mean all. */
export interface DeviceFilters {
	platforms: string[];
	blueprints: string[];
	tags: string[];
	assignment: 'any' | 'assigned' | 'unassigned';
}

/** What the user set in the panel. */
export interface TriggerSettings {
	events: EventName[];
	/** Fields of "Device Field Changed". */
	fields: Array<keyof NormalizedDevice>;
	staleDays: number;
	filters: DeviceFilters;
	/** Lower case; empty means all. */
	auditActions: string[];
	auditTargets: string[];
	existingFleet: boolean;
	includeDetails: boolean;
	mostEvents: number;
	onePerDevice: boolean;
}

const MOST_EVENTS = 500;
const STALE_DAYS = 14;
/** Kandji's filter takes another word for it than its records hold (API.md T19), so both are understood. */
const VISION = /vision/i;

function texts(value: unknown): string[] {
	const list = Array.isArray(value) ? value : String(value ?? '').split(',');
	return list.map((each) => text(each)).filter((each) => each !== '');
}

function collection(context: IPollFunctions, name: string): IDataObject {
	const value = context.getNodeParameter(name, {});
	return isRecord(value) ? value : {};
}

/** The panel's values, whatever expressions made of them. */
export function readSettings(context: IPollFunctions): TriggerSettings {
	const filters = collection(context, 'filters');
	const options = collection(context, 'options');
	const events = texts(context.getNodeParameter('events', [])) as EventName[];
	const watching = events.includes('device.fieldChanged');
	const most = Math.floor(Number(options.mostEvents));
	const staleDays = Number(context.getNodeParameter('staleDays', STALE_DAYS));
	return {
		events,
		fields: watching
			? (texts(context.getNodeParameter('fields', [])) as Array<keyof NormalizedDevice>)
			: [],
		staleDays: staleDays > 0 ? staleDays : STALE_DAYS,
		filters: {
			platforms: texts(filters.platforms),
			blueprints: texts(filters.blueprints),
			tags: texts(filters.tags),
			assignment: (text(filters.assignment) || 'any') as DeviceFilters['assignment'],
		},
		auditActions: texts(filters.auditActions).map((action) => action.toLowerCase()),
		auditTargets: texts(filters.auditTargets).map((target) => target.toLowerCase()),
		existingFleet: text(options.firstPoll) === 'existing',
		includeDetails: options.includeDetails === true,
		mostEvents: most > 0 ? most : MOST_EVENTS,
		onePerDevice: text(options.onePer) === 'record',
	};
}

/** Everything ticked, as the state remembers it: with what a tick depends on. */
export function ticksOf({ events, fields, staleDays }: TriggerSettings): string[] {
	return [
		...events.map((event) => (event === 'device.stale' ? `${event}:${staleDays}` : event)),
		...fields.map((field) => `device.fieldChanged:${field}`),
	];
}

function samePlatform(wanted: string, platform: string): boolean {
	return (
		wanted.toLowerCase() === platform.toLowerCase() ||
		(VISION.test(wanted) && VISION.test(platform))
	);
}

/** Whether a device passes the filters, as far as its fields are known. */
export function passes(
	{ platforms, blueprints, tags, assignment }: DeviceFilters,
	device: Known<NormalizedDevice>,
): boolean {
	const { platform, blueprintId, tags: has, user } = device;
	if (
		platforms.length > 0 &&
		platform &&
		!platforms.some((wanted) => samePlatform(wanted, platform))
	)
		return false;
	if (blueprints.length > 0 && blueprintId !== undefined && !blueprints.includes(blueprintId ?? ''))
		return false;
	if (tags.length > 0 && has !== undefined && !has.some((tag) => tags.includes(tag))) return false;
	return (
		assignment === 'any' || user === undefined || (user !== null) === (assignment === 'assigned')
	);
}

/** More listings than this cost more than the pages they save. */
const MOST_LISTINGS = 6;

/**
 * The queries whose listings together hold every device that matters. A filter goes to Kandji unless an event needs to
 * see devices cross its border; the rest is sifted here.
 */
export function deviceQueries({ events, fields, filters }: TriggerSettings): {
	queries: IDataObject[];
	scoped: boolean;
} {
	const { platforms, blueprints, tags } = filters;
	const movesTold =
		events.includes('device.blueprintChanged') ||
		fields.some((field) => field.startsWith('blueprint'));
	const tagsTold = events.includes('device.tagsChanged') || fields.includes('tags');
	const byTag = tags.length > 0 && !tagsTold && !tags.some((tag) => tag.includes(','));
	const byBlueprint = blueprints.length > 0 && blueprints.length <= MOST_LISTINGS && !movesTold;
	const listings = byBlueprint ? blueprints.map((id): IDataObject => ({ blueprint_id: id })) : [{}];
	const byPlatform =
		platforms.length > 0 &&
		platforms.length * listings.length <= MOST_LISTINGS &&
		!platforms.some((platform) => VISION.test(platform));
	const queries = listings.flatMap((listing) =>
		byPlatform ? platforms.map((platform): IDataObject => ({ ...listing, platform })) : [listing],
	);
	return {
		queries: byTag ? queries.map((query) => ({ ...query, tag_name_in: tags.join(',') })) : queries,
		scoped: byTag || byBlueprint,
	};
}
