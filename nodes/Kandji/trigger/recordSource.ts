import type { IDataObject } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { Permission } from '../api/permissions';
import type { Tenant } from '../client/tenantUrl';
import { text } from '../util/json';
import type { DeviceReference, EventName } from './events';
import type { FeedRun } from './feed';
import type { Identified, PartialRecord, RecordType } from './recordType';
import type { RecordView, Snapshot } from './snapshot';
import type { DeviceFilters, TriggerSettings } from './triggerSettings';

/** On what a record type depends in one poll. */
export interface TypeContext {
	settings: TriggerSettings;
	/** Selected events that count: those that were selected at the last poll too. */
	selected: ReadonlySet<string>;
	now: Date;
}

/** One look at the records of a source. */
export interface Look<T extends Identified> {
	run: FeedRun;
	type: RecordType<T>;
	/** The snapshot of the last look; undefined before the first one. */
	before?: Snapshot<T>;
	/** Whether the filters differ from those of the last look. */
	hasOtherFilters: boolean;
}

/** The records that a look found. */
export interface LookResult<T extends Identified> {
	view: RecordView<T>;
	/** Why something could not be read; what was read counts all the same. */
	failure?: unknown;
	/** Pages that were read one after the other, which cost the most time. */
	pages: number;
}

/** A look without result: `unfinished` goes on with the next poll, `incomplete` may lack rows and starts anew. */
export type NoResult = 'unfinished' | 'incomplete';

/** Where the records of one type come from, how they are read, and which events follow. */
export interface RecordSource<T extends Identified> {
	/** Name of its feed in the state. */
	name: string;
	list: List;
	/** Returns the type, with its conditions as the settings have them. */
	type: (context: TypeContext) => RecordType<T>;
	/** Converts a row of the list into a record. */
	normalize: (raw: IDataObject, tenant: Tenant) => T;
	/** The queries that together list every record that matters. */
	queries: (settings: TriggerSettings) => IDataObject[];
	/** Whether a record matches the filters, as far as its fields are known. */
	matches: (filters: DeviceFilters, record: PartialRecord<T>) => boolean;
	look: (look: Look<T>) => Promise<LookResult<T> | NoResult>;
	/** The name of the list in messages. */
	subject?: string;
	/** Returns a record of which some fields are known with all its keys. */
	complete?: (record: PartialRecord<T>, tenant: Tenant) => T;
	/** The device that a record is about, if the record is not the device itself. */
	deviceOf?: (record: PartialRecord<T>, tenant: Tenant) => DeviceReference;
	/** The record as the item shows it; the record itself without. */
	present?: (record: PartialRecord<T>) => object;
	/** A row as Kandji writes it, for samples of a tenant that has none. */
	exampleRow: IDataObject;
	/** Keys in which the row of a sample of this event is another one. */
	exampleRows?: Partial<Record<EventName, IDataObject>>;
	/** Whether a real record may be shown as a sample; every one may, without it. */
	isSample?: (record: T) => boolean;
	/** Values that the record of a sample had before a change, if the sample is the example. */
	earlierValues?: Partial<Record<string, unknown>>;
}

/** For sources without filters. */
export const withoutFilters = {
	queries: (): IDataObject[] => [{}],
	matches: () => true,
};

/** Returns a row as a record; IDs in lower case, because the same one may come in capitals. */
export function normalizeRow<T extends Identified>(
	{ normalize, idKey }: Pick<RecordSource<T>, 'normalize'> & { idKey: string },
	raw: IDataObject,
	tenant: Tenant,
): T {
	return normalize({ ...raw, [idKey]: text(raw, idKey).toLowerCase() }, tenant);
}

/** A source whose list shows every record, so that a missing one may have been removed. */
export type ListedSource<T extends Identified> = Omit<RecordSource<T>, 'look'> & {
	/** Key of the ID in Kandji's record. */
	idKey: string;
	/** Permission for reading one record, which confirms its removal. */
	recordPermission: Permission;
};
