import type { TriggerSettings } from '../../nodes/Kandji/trigger/settings';

/** What a panel of which nothing was changed says; with types alone, so that a benchmark can use it too. */
export const settings = (given: Partial<TriggerSettings> = {}): TriggerSettings => ({
	events: ['device.enrolled', 'device.removed'],
	fields: [],
	staleDays: 0,
	oldestVersions: [],
	libraryItems: [],
	expiryDays: [],
	filters: {
		platforms: [],
		blueprints: [],
		tags: [],
		assignment: 'any',
		auditActions: [],
		auditTargets: [],
	},
	options: {
		costlyMinutes: 15,
		firstPoll: 'baseline',
		includeDetails: false,
		mostEvents: 500,
		mostGone: 10,
		onePer: 'event',
		userMinutes: 0,
	},
	...given,
});
