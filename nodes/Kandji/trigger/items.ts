import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Permission } from '../api/permissions';
import type { KandjiClient } from '../client/client';
import { awaitAll } from '../util/awaitAll';
import type { TriggerEvent } from './events';
import type { TriggerSettings } from './settings';

const PERMISSION: Permission = 'Device Information > Device details';

/** Device id -> details of Kandji. */
type Details = Map<string, IDataObject | null>;

/** The details of the devices of these events, one request each; null for a device that is no longer there. */
export async function detailsOf(client: KandjiClient, events: TriggerEvent[]): Promise<Details> {
	const there = events.filter(
		({ recordType, event }) => recordType === 'device' && event !== 'device.removed',
	);
	const ids = [...new Set(there.map(({ recordId }) => recordId))];
	return new Map(
		await awaitAll(
			ids.map(async (id): Promise<[string, IDataObject | null]> => {
				const path = `/devices/${encodeURIComponent(id)}/details`;
				const { status, body } = await client.request({
					method: 'GET',
					path,
					permission: PERMISSION,
					accepts: [404],
				});
				return [id, status === 404 ? null : (body as IDataObject)];
			}),
		),
	);
}

/** What is told of one event, without the record. */
function factsOf(
	{ eventId, event, occurredAt, changes, more }: TriggerEvent,
	now: Date,
): IDataObject {
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

function recordOf(
	{ recordType, record, url, recordId }: TriggerEvent,
	details: Details,
): IDataObject {
	return {
		[recordType]: record as IDataObject,
		...(details.has(recordId) && recordType === 'device' ? { details: details.get(recordId) } : {}),
		...(url === undefined ? {} : { url }),
	};
}

/** The items of a poll: one per event, or one per record with all its events. */
export function toItems(
	events: TriggerEvent[],
	{ options }: Pick<TriggerSettings, 'options'>,
	now: Date,
	details: Details,
): INodeExecutionData[] {
	if (options.onePer === 'event') {
		return events.map((event) => ({
			json: { ...factsOf(event, now), ...recordOf(event, details) },
		}));
	}
	const groups = new Map<string, TriggerEvent[]>();
	for (const event of events) {
		const key = `${event.recordType} ${event.recordId || event.eventId}`;
		groups.set(key, [...(groups.get(key) ?? []), event]);
	}
	return [...groups.values()].map((group) => ({
		json: {
			...recordOf(group[group.length - 1], details),
			// Threats and the like are records of their own under one device.
			events: group.map((event) => ({
				...factsOf(event, now),
				[event.recordType]: event.record as IDataObject,
			})),
		},
	}));
}
