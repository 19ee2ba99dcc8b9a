import type { IDataObject } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { Permission } from '../api/permissions';
import { text } from '../util/json';
import type { Tenant } from '../client/tenant';
import type { Identified, Kind, Known } from './kind';
import type { DeviceFilters, TriggerSettings } from './settings';

/** What a kind of record depends on in one poll. */
export interface Moment {
	settings: TriggerSettings;
	/** Ticks that count: those of the poll before that are still there. */
	ticks: ReadonlySet<string>;
	now: Date;
}

/** Where one record of a kind comes from, and what is told of it. */
export interface Sampled<T extends Identified> {
	list: List;
	normalize: (raw: IDataObject, tenant: Tenant) => T;
	kind: (moment: Moment) => Kind<T>;
	/** The listings that together hold every record that matters. */
	queries: (settings: TriggerSettings) => IDataObject[];
	/** Whether a record passes the filters, as far as its fields are known; all do where it is not said. */
	passes?: (filters: DeviceFilters, record: Known<T>) => boolean;
}

/** Where records of one kind come from. */
export interface Source<T extends Identified> extends Sampled<T> {
	/** Key of the id in Kandji's record. */
	id: string;
	/** Checkbox for reading one record, which confirms that it is gone. */
	recordPermission: Permission;
	passes: (filters: DeviceFilters, record: Known<T>) => boolean;
}

/** A source that knows no filters. */
export const everything = {
	queries: (): IDataObject[] => [{}],
	passes: () => true,
};

/** A record of Kandji's in its shape; ids in small letters, because the same one may come in capitals. */
export function normalized<T extends Identified>(
	{ normalize, id }: Source<T>,
	raw: IDataObject,
	tenant: Tenant,
): T {
	return normalize({ ...raw, [id]: text(raw, id).toLowerCase() }, tenant);
}
