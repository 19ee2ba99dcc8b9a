import type { INodeProperties, INodePropertyOptions, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import type { NormalizedDevice } from '../shapes/deviceShape';
import type { EventName } from './events';
import { triggerProperties } from './properties';

/** The panel's property of this name, within a collection where one is named. */
function propertyOf(name: string, collection?: string): INodeProperties {
	const top = triggerProperties.find((property) => property.name === (collection ?? name));
	const found = collection
		? (top?.options as INodeProperties[] | undefined)?.find((option) => option.name === name)
		: top;
	if (!found) throw new TypeError(`The panel has no ${collection ?? ''} ${name}`);
	return found;
}

const lower = (value: unknown) => String(value).trim().toLowerCase();

/** Empty text and null are how expressions say "not set". */
const unset = (value: unknown) => (value === '' || value === null ? undefined : value);

/** A value that the panel offers, by its value or its name, however it is capitalised. */
function choice<T extends string>({ options = [] }: INodeProperties): z.ZodType<T> {
	const offered = options as INodePropertyOptions[];
	return z.unknown().transform((given, context) => {
		const found = offered.find(
			({ name, value }) => lower(value) === lower(given) || lower(name) === lower(given),
		);
		if (found) return found.value as T;
		const values = offered.map(({ value }) => value).join(', ');
		context.addIssue({
			code: 'custom',
			message: `"${String(given)}" is none of its values`,
			params: { values },
		});
		return z.NEVER;
	}) as unknown as z.ZodType<T>;
}

/** The parts of a comma-separated text; one in double quotes may hold commas. */
function words(written: string): string[] {
	const parts = written.match(/\s*"(?:[^"]|"")*"\s*(?=,|$)|[^,]+/g) ?? [];
	return parts.map((part) => {
		const quoted = /^"(.*)"$/s.exec(part.trim());
		return quoted ? quoted[1].replaceAll('""', '"') : part;
	});
}

/** A list, or comma-separated text. */
function listOf<T>(element: z.ZodType<T>) {
	return z.preprocess((given) => {
		const list: unknown[] = Array.isArray(given) ? given : words(String(given ?? ''));
		return list.filter((each) => lower(each ?? '') !== '');
	}, z.array(element));
}

const word = z.coerce.string().transform((value) => value.trim()) as unknown as z.ZodType<string>;
const lowerWord = z.coerce.string().transform(lower) as unknown as z.ZodType<string>;

/** A whole number of at least one, or of what the panel allows; its default where it is not set. */
function countOf({ default: preset, typeOptions }: INodeProperties) {
	const least = typeOptions?.minValue ?? 1;
	return z.preprocess(
		unset,
		z.coerce.number().int().min(least).default(Number(preset)),
	) as unknown as z.ZodType<number>;
}

function optional<T>(schema: z.ZodType<T>, preset: T) {
	return z.preprocess(unset, schema.optional()).transform((value) => value ?? preset);
}

const EVENTS = listOf(choice<EventName>(propertyOf('events'))).refine(({ length }) => length > 0, {
	message: 'no event is chosen',
});

const FIELDS = listOf(choice<keyof NormalizedDevice & string>(propertyOf('fields')));

const STALE_DAYS = countOf(propertyOf('staleDays'));

const EXPIRY_DAYS = listOf(z.coerce.number().int().min(0) as z.ZodType<number>).refine(
	({ length }) => length > 0,
	{ message: 'no number of days is given' },
);

const LIBRARY_ITEMS = listOf(lowerWord).refine(({ length }) => length > 0, {
	message: 'no library item is chosen',
});

const version = z.coerce.string().refine((written) => written === '' || /\d/.test(written), {
	message: 'this is no version',
});

/** A version for each platform that the panel offers. */
const OLDEST_VERSIONS = z
	.object(
		Object.fromEntries(
			(propertyOf('oldestVersions').options as INodeProperties[]).map(({ name }) => [
				name,
				version.nullish(),
			]),
		),
	)
	.transform((given) => Object.entries(given).filter((each): each is [string, string] => !!each[1]))
	.refine(({ length }) => length > 0, { message: 'no version is given' });

const FILTERS = z.object({
	platforms: listOf(choice<string>(propertyOf('platforms', 'filters'))),
	blueprints: listOf(word),
	tags: listOf(word),
	assignment: optional<'any' | 'assigned' | 'unassigned'>(
		choice(propertyOf('assignment', 'filters')),
		'any',
	),
	auditActions: listOf(lowerWord),
	auditTargets: listOf(lowerWord),
});

const OPTIONS = z.object({
	firstPoll: optional<'baseline' | 'existing'>(
		choice(propertyOf('firstPoll', 'options')),
		'baseline',
	),
	includeDetails: optional(z.boolean(), false),
	costlyMinutes: countOf(propertyOf('costlyMinutes', 'options')),
	mostEvents: countOf(propertyOf('mostEvents', 'options')),
	mostGone: countOf(propertyOf('mostGone', 'options')),
	onePer: optional<'event' | 'record'>(choice(propertyOf('onePer', 'options')), 'event'),
	userMinutes: countOf(propertyOf('userMinutes', 'options')),
});

/** Which devices the user wants to hear of; empty lists mean all. */
export type DeviceFilters = z.infer<typeof FILTERS>;

/** What the user set in the panel, whatever expressions made of it. */
export interface TriggerSettings {
	events: EventName[];
	/** Fields of "Device Field Changed". */
	fields: Array<keyof NormalizedDevice & string>;
	staleDays: number;
	/** Platforms and the oldest version of each that is not outdated. */
	oldestVersions: Array<[platform: string, version: string]>;
	/** IDs. */
	libraryItems: string[];
	/** Days left with which an ADE token is told. */
	expiryDays: number[];
	filters: DeviceFilters;
	options: z.infer<typeof OPTIONS>;
}

/** The value of a parameter; throws an error that names the one, also within a collection, whose value cannot be. */
function read<T>(
	context: IPollFunctions,
	name: string,
	schema: z.ZodType<T, z.ZodTypeDef, unknown>,
): T {
	const parsed = schema.safeParse(context.getNodeParameter(name, undefined));
	if (parsed.success) return parsed.data;
	const [{ path, message, ...issue }] = parsed.error.issues;
	const collection = propertyOf(name).type === 'collection';
	const { displayName } =
		collection && path.length > 0 ? propertyOf(String(path[0]), name) : propertyOf(name);
	const values = issue.code === 'custom' ? String(issue.params?.values ?? '') : '';
	throw new NodeOperationError(context.getNode(), `${displayName}: ${message}`, {
		description: values
			? `It can be ${values}`
			: `Correct "${displayName}" of the trigger, or the expression that fills it`,
	});
}

/** The panel's values. */
export function readSettings(context: IPollFunctions): TriggerSettings {
	const events = read(context, 'events', EVENTS);
	const ticked = (...names: EventName[]) => names.some((name) => events.includes(name));
	return {
		events,
		fields: ticked('device.fieldChanged') ? read(context, 'fields', FIELDS) : [],
		staleDays: ticked('device.stale') ? read(context, 'staleDays', STALE_DAYS) : 0,
		oldestVersions: ticked('device.osOutdated')
			? read(context, 'oldestVersions', OLDEST_VERSIONS)
			: [],
		libraryItems: ticked('libraryItem.failed', 'libraryItem.recovered')
			? read(context, 'libraryItems', LIBRARY_ITEMS)
			: [],
		expiryDays: ticked('adeIntegration.expiring') ? read(context, 'expiryDays', EXPIRY_DAYS) : [],
		filters: read(context, 'filters', FILTERS),
		options: read(context, 'options', OPTIONS),
	};
}

/** An event as far as it is ticked: with another parameter it is another tick. */
export function tickOf(event: EventName, parameter: string): string {
	return `${event}:${parameter}`;
}

/** Events that are ticked together with a parameter: one tick for each of its values. */
const PARAMETERS: Partial<Record<EventName, (settings: TriggerSettings) => string[]>> = {
	'device.fieldChanged': ({ fields }) => fields,
	'device.stale': ({ staleDays }) => [String(staleDays)],
};

/** The ticks by which an event is wanted. */
export function ticksOf(settings: TriggerSettings, event: EventName): string[] {
	const parameters = PARAMETERS[event]?.(settings);
	return parameters ? parameters.map((parameter) => tickOf(event, parameter)) : [event];
}

/** Everything ticked, as the state remembers it. */
export function allTicks(settings: TriggerSettings): string[] {
	return settings.events.flatMap((event) => ticksOf(settings, event));
}
