import type { IDataObject } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { Permission } from '../api/permissions';
import type { Tenant } from '../client/tenant';
import type { Identified, Kind, Known } from './kind';
import type { TriggerSettings } from './settings';

/** What a kind of record depends on in one poll. */
export interface Moment {
	settings: TriggerSettings;
	/** Ticks that count: those of the poll before that are still there. */
	ticks: ReadonlySet<string>;
	now: Date;
}

/** The listings that together hold every record that matters. */
export interface Queries {
	queries: IDataObject[];
	/** Records enter and leave them by other ways than coming to be, because Kandji filters by what can change. */
	scoped: boolean;
}

/** Where records of one kind come from. */
export interface Source<T extends Identified> {
	list: List;
	/** Key of the id in Kandji's record. */
	id: string;
	/** Checkbox for reading one record, which confirms that it is gone. */
	recordPermission: Permission;
	normalize: (raw: IDataObject, tenant: Tenant) => T;
	kind: (moment: Moment) => Kind<T>;
	queries: (settings: TriggerSettings) => Queries;
	/** Whether a record passes the filters, as far as its fields are known. */
	passes: (settings: TriggerSettings, record: Known<T>) => boolean;
}

/** A source that knows no filters. */
export const everything = {
	queries: (): Queries => ({ queries: [{}], scoped: false }),
	passes: () => true,
};
