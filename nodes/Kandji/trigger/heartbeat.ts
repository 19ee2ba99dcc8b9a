import type { IDataObject } from 'n8n-workflow';

import { isOver } from '../util/time';
import type { TriggerEvent } from './events';
import { fingerprint } from './fingerprint';
import type { ListStatus, PollResult } from './pollFeeds';
import type { TriggerSettings } from './triggerSettings';

const HOUR_MS = 3_600_000;
const INTERVALS = { hour: HOUR_MS, day: 24 * HOUR_MS };

/** Facts that a heartbeat reports beside the lists. */
interface HeartbeatFacts {
	now: Date;
	tenant: string;
	/** Messages of the failures of this poll. */
	failures: string[];
}

function heartbeatEvent(
	{ state, events }: Pick<PollResult, 'state' | 'events'>,
	lists: ListStatus[],
	{ now, tenant, failures }: HeartbeatFacts,
): TriggerEvent {
	const at = now.toISOString();
	return {
		event: 'trigger.heartbeat',
		eventId: fingerprint([tenant, 'trigger.heartbeat', at]),
		occurredAt: at,
		recordType: 'heartbeat',
		recordId: 'heartbeat',
		record: {
			pollNumber: state.pollNumber,
			otherEvents: events.length,
			lists: lists as unknown as IDataObject[],
			allStarted: lists.every(({ started }) => started),
			failures,
		},
	};
}

/**
 * Adds a heartbeat to the events of a poll when one is due: with the first poll after publishing, every hour or day, and
 * once when the last list has started, so that n8n saves what the trigger knows.
 */
export function addHeartbeat(
	poll: PollResult,
	{ events: selected, heartbeatInterval }: TriggerSettings,
	facts: HeartbeatFacts,
): PollResult {
	if (!selected.includes('trigger.heartbeat')) return poll;
	const { state, events, lists } = poll;
	const last = state.heartbeat;
	const hasStarted = lists.every(({ started }) => started);
	const isDue =
		!last ||
		isOver(INTERVALS[heartbeatInterval], Date.parse(last.at), facts.now.getTime()) ||
		(hasStarted && !last.hadStarted);
	if (!isDue) return poll;
	return {
		...poll,
		changed: true,
		state: { ...state, heartbeat: { at: facts.now.toISOString(), hadStarted: hasStarted } },
		events: [...events, heartbeatEvent(poll, lists, facts)],
	};
}
