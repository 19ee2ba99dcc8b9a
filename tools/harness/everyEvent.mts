import type { INodeParameters } from 'n8n-workflow';

import { EVENT_OPTIONS } from '../../nodes/Kandji/trigger/events';
import { libraryOf } from '../../simulator/areas/library.mts';
import type { Tenant } from '../../simulator/tenant.mts';

/** Every event that can be ticked. */
export const EVERY_EVENT = EVENT_OPTIONS.map(({ value }) => value);

/** The library items that a trigger watches. */
export const watchedItems = (tenant: Tenant): string[] =>
	[...libraryOf(tenant).items.keys()].slice(0, 2);

/** An app and a configuration profile that the simulated devices may have. */
export const WATCHED_APP = 'Xcode';
export const WATCHED_PROFILE = 'Passcode';

/** A panel in which every event is ticked, with all that they need. */
export const everythingTicked = (tenant: Tenant): INodeParameters => ({
	events: EVERY_EVENT,
	fields: ['model'],
	minOsVersions: { Mac: '15', iPhone: '18', iPad: '18', Windows: '24H2' },
	libraryItems: watchedItems(tenant),
	appNames: WATCHED_APP,
	profileNames: WATCHED_PROFILE,
});
