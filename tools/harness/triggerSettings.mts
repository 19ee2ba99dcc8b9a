import type { TriggerSettings } from '../../nodes/Kandji/trigger/triggerSettings';

/** The settings of a panel in which nothing was changed; imports types only, so that a benchmark can use it too. */
export const settings = (given: Partial<TriggerSettings> = {}): TriggerSettings => ({
	events: ['device.enrolled', 'device.removed'],
	fields: [],
	staleDays: 0,
	agentHours: 0,
	minOsVersions: [],
	libraryItems: [],
	appNames: [],
	profileNames: [],
	expiryDays: [],
	heartbeatInterval: 'day',
	filters: {
		platforms: [],
		blueprints: [],
		tags: [],
		assignment: 'any',
		auditActions: [],
		auditTargets: [],
	},
	options: {
		expensiveMinutes: 15,
		firstPoll: 'baseline',
		includeDetails: false,
		maxEvents: 500,
		maxRemovalShare: 10,
		onePer: 'event',
		userMinutes: 0,
	},
	...given,
});
