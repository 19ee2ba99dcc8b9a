import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import { z } from 'zod';

import {
	Panel,
	panelChoice,
	panelList,
	panelNumber,
	panelSwitch,
	panelText,
} from '../fields/panel';
import type { PanelSchema } from '../fields/panel';
import type { NormalizedDevice } from '../shapes/deviceShape';
import type { EventName } from './events';
import { triggerProperties } from './triggerProperties';

/** Returns the panel's property of this name, within a collection if one is named. */
function propertyOf(name: string, collection?: string): INodeProperties {
	const top = triggerProperties.find((property) => property.name === (collection ?? name));
	const found = collection
		? (top?.options as INodeProperties[] | undefined)?.find((option) => option.name === name)
		: top;
	if (!found) throw new TypeError(`The panel has no ${collection ?? ''} ${name}`);
	return found;
}

/** A whole number, with the limits and the default of the panel. */
function countOf({ default: preset, typeOptions }: INodeProperties): PanelSchema<number> {
	const { minValue: min, maxValue: max } = typeOptions ?? {};
	return panelNumber({ min, max, absent: Number(preset) });
}

const word = panelText();
const lowerWord = word.transform((written) => written.toLowerCase()) as PanelSchema<string>;

const EVENTS = panelList(panelChoice<EventName>(propertyOf('events')), {
	needed: 'choose at least one event',
});

const FIELDS = panelList(panelChoice<keyof NormalizedDevice & string>(propertyOf('fields')));

const version = word.refine((written) => written === '' || /\d/.test(written), {
	message: 'is not a version',
});

/** A version for each platform that the panel offers. */
const MIN_OS_VERSIONS = z
	.object(
		Object.fromEntries(
			(propertyOf('minOsVersions').options as INodeProperties[]).map(({ name }) => [
				name,
				version.nullish(),
			]),
		),
	)
	.transform((given) => Object.entries(given).filter((each): each is [string, string] => !!each[1]))
	.refine(({ length }) => length > 0, { message: 'is empty: add at least one platform' });

const FILTERS = z.object({
	platforms: panelList(panelChoice<string>(propertyOf('platforms', 'filters'))),
	blueprints: panelList(word),
	tags: panelList(word),
	assignment: panelChoice<'any' | 'assigned' | 'unassigned'>(propertyOf('assignment', 'filters'), {
		absent: 'any',
	}),
	auditActions: panelList(lowerWord),
	auditTargets: panelList(lowerWord),
});

const OPTIONS = z.object({
	firstPoll: panelChoice<'baseline' | 'existing'>(propertyOf('firstPoll', 'options'), {
		absent: 'baseline',
	}),
	includeDetails: panelSwitch({ absent: false }),
	expensiveMinutes: countOf(propertyOf('expensiveMinutes', 'options')),
	maxEvents: countOf(propertyOf('maxEvents', 'options')),
	maxRemovalShare: countOf(propertyOf('maxRemovalShare', 'options')),
	onePer: panelChoice<'event' | 'record'>(propertyOf('onePer', 'options'), { absent: 'event' }),
	userMinutes: countOf(propertyOf('userMinutes', 'options')),
});

/** Parameters that belong to some events, and their values when none of those is selected. */
const OF_EVENTS = {
	fields: [FIELDS, []],
	staleDays: [countOf(propertyOf('staleDays')), 0],
	agentHours: [countOf(propertyOf('agentHours')), 0],
	minOsVersions: [MIN_OS_VERSIONS, []],
	libraryItems: [panelList(lowerWord, { needed: 'choose at least one library item' }), []],
	appNames: [panelList(word, { needed: 'name at least one app' }), []],
	profileNames: [panelList(word, { needed: 'name at least one profile' }), []],
	expiryDays: [panelList(panelNumber({}), { needed: 'give at least one number of days' }), []],
	heartbeatInterval: [panelChoice<'hour' | 'day'>(propertyOf('heartbeatInterval')), 'day'],
} as const;

/** Filters; empty lists match everything. */
export type DeviceFilters = z.infer<typeof FILTERS>;

/** The values of the panel. */
export interface TriggerSettings {
	events: EventName[];
	/** Fields of "Device: Field Changed". */
	fields: Array<keyof NormalizedDevice & string>;
	staleDays: number;
	agentHours: number;
	/** Platforms, each with the oldest version that is not outdated. */
	minOsVersions: Array<[platform: string, version: string]>;
	/** IDs. */
	libraryItems: string[];
	appNames: string[];
	profileNames: string[];
	/** Numbers of days before an ADE token expires. */
	expiryDays: number[];
	heartbeatInterval: 'hour' | 'day';
	filters: DeviceFilters;
	options: z.infer<typeof OPTIONS>;
}

/** Returns the values of the panel; parameters that no selected event shows keep their value of `OF_EVENTS`. */
export function readSettings(context: IPollFunctions): TriggerSettings {
	const panel = new Panel(context.getNode(), triggerProperties, (name) =>
		context.getNodeParameter(name, undefined),
	);
	const events = panel.read('events', EVENTS);
	const ofEvents = Object.entries(OF_EVENTS).map(([name, [schema, absent]]) => {
		const shown = propertyOf(name).displayOptions?.show?.events ?? [];
		const isShown = events.some((event) => shown.includes(event));
		return [name, isShown ? panel.read<unknown>(name, schema) : absent];
	});
	return {
		...(Object.fromEntries(ofEvents) as Omit<TriggerSettings, 'events' | 'filters' | 'options'>),
		events,
		filters: panel.read('filters', FILTERS),
		options: panel.read('options', OPTIONS),
	};
}

/** Returns a selected event with one of its parameters: with another parameter it counts as newly selected. */
export function withParameter(event: EventName, parameter: string): string {
	return `${event}:${parameter}`;
}

const staleDays = ({ staleDays: days }: TriggerSettings) => [String(days)];

/** Events that are selected with a parameter, once for each of its values. */
const PARAMETERS: Partial<Record<EventName, (settings: TriggerSettings) => string[]>> = {
	'app.installed': ({ appNames }) => appNames,
	'device.agentMissing': ({ agentHours }) => [String(agentHours)],
	'device.checkedInAgain': staleDays,
	'device.fieldChanged': ({ fields }) => fields,
	'device.stale': staleDays,
};

/** Returns the selections that make an event wanted. */
export function selectedAs(settings: TriggerSettings, event: EventName): string[] {
	const parameters = PARAMETERS[event]?.(settings);
	return parameters ? parameters.map((parameter) => withParameter(event, parameter)) : [event];
}

/** Returns everything that is selected, as the state holds it. */
export function allSelected(settings: TriggerSettings): string[] {
	return settings.events.flatMap((event) => selectedAs(settings, event));
}
