import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { EventDetails } from './eventDetails';
import type { TriggerEvent } from './events';
import type { TriggerSettings } from './triggerSettings';

/** Returns what an item says of an event, without the record. */
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

/** Returns the record of an event, and the device that it is about. */
function recordsOf(
	{ recordType, record, device }: TriggerEvent,
	{ devices, itemNames }: EventDetails,
): IDataObject {
	if (!device) return { [recordType]: record as IDataObject };
	const { id, ...facts } = record as IDataObject;
	const own =
		recordType === 'libraryItem'
			? { id, name: itemNames.get(String(id)) ?? null, ...facts }
			: record;
	const about = (devices.get(device.id) ?? device.known) as unknown as IDataObject | null;
	const shown = device.added && about ? { ...about, ...device.added } : about;
	return recordType === 'device'
		? { device: shown }
		: { [recordType]: own as IDataObject, device: shown };
}

function detailsOf({ recordType, recordId }: TriggerEvent, { details }: EventDetails): IDataObject {
	const read = recordType === 'device' ? details.get(recordId) : undefined;
	if (!read) return {};
	const { value, reason } = read;
	return { details: value, ...(reason === undefined ? {} : { detailsReason: reason }) };
}

/** Returns the items of a poll: one per event, or one per record with all its events. */
export function toItems(
	events: TriggerEvent[],
	{ options }: Pick<TriggerSettings, 'options'>,
	now: Date,
	details: EventDetails,
): INodeExecutionData[] {
	const about = (event: TriggerEvent): IDataObject => ({
		...recordsOf(event, details),
		...detailsOf(event, details),
		...(event.url === undefined ? {} : { url: event.url }),
	});
	if (options.onePer === 'event') {
		return events.map((event) => ({ json: { ...factsOf(event, now), ...about(event) } }));
	}
	const groups = new Map<string, TriggerEvent[]>();
	for (const event of events) {
		const key = `${event.recordType} ${event.recordId || event.eventId}`;
		groups.set(key, [...(groups.get(key) ?? []), event]);
	}
	return [...groups.values()].map((group) => ({
		json: {
			...about(group[group.length - 1]),
			// Threats and the like are records of their own under one device.
			events: group.map((event) => ({ ...factsOf(event, now), ...recordsOf(event, details) })),
		},
	}));
}
