import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { KandjiClient } from '../client/client';
import { awaitAll } from '../client/awaitAll';
import type { TriggerEvent } from './events';
import type { TriggerSettings } from './settings';

/** Device id -> details of Kandji. */
type Details = Map<string, IDataObject | null>;

/** The details of the devices of these events, one request each; null for a device that is no longer there. */
export async function detailsOf(client: KandjiClient, events: TriggerEvent[]): Promise<Details> {
	const there = events.filter(({ noun, event }) => noun === 'device' && event !== 'device.removed');
	const ids = [...new Set(there.map(({ subject }) => subject))];
	const permission = 'Device Information > Device details';
	return new Map(
		await awaitAll(
			ids.map(async (id): Promise<[string, IDataObject | null]> => {
				const path = `/devices/${encodeURIComponent(id)}/details`;
				const { status, body } = await client.request({
					method: 'GET',
					path,
					permission,
					accepts: [404],
				});
				return [id, status === 404 ? null : (body as IDataObject)];
			}),
		),
	);
}

/** What is told of one event, without the record. */
function tell({ eventId, event, occurredAt, changes, more }: TriggerEvent, now: Date): IDataObject {
	const assignment = event === 'device.assignmentChanged' ? changes?.user : undefined;
	return {
		eventId,
		event,
		occurredAt: occurredAt ?? now.toISOString(),
		...(changes ? { changes: changes as IDataObject } : {}),
		...(assignment
			? {
					previousUser: assignment.from as IDataObject | null,
					user: assignment.to as IDataObject | null,
				}
			: {}),
		...more,
	};
}

function recordOf({ noun, record, url, subject }: TriggerEvent, details: Details): IDataObject {
	return {
		[noun]: record as IDataObject,
		...(details.has(subject) && noun === 'device' ? { details: details.get(subject) } : {}),
		...(url === undefined ? {} : { url }),
	};
}

/** The items of a poll: one per event, or one per record with all its events. */
export function toItems(
	events: TriggerEvent[],
	{ onePerDevice }: Pick<TriggerSettings, 'onePerDevice'>,
	now: Date,
	details: Details,
): INodeExecutionData[] {
	if (!onePerDevice) {
		return events.map((event) => ({ json: { ...tell(event, now), ...recordOf(event, details) } }));
	}
	const groups = new Map<string, TriggerEvent[]>();
	for (const event of events) {
		const key = `${event.noun} ${event.subject || event.eventId}`;
		groups.set(key, [...(groups.get(key) ?? []), event]);
	}
	return [...groups.values()].map((group) => ({
		json: {
			...recordOf(group[group.length - 1], details),
			// Threats and the like are records of their own under one device.
			events: group.map((event) => ({
				...tell(event, now),
				[event.noun]: event.record as IDataObject,
			})),
		},
	}));
}
