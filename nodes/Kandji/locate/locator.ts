import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { findRecord } from './findRecord';
import type { FoundRecord } from './findRecord';
import type { LocatorSpec, LookupPurpose } from './locatorSpec';
import type { RunLists } from './runLists';
import { searchRecords } from './searchRecords';

/** A kind of record with its picker and its look-up. */
export interface Locator extends LocatorSpec {
	search: (
		this: ILoadOptionsFunctions,
		filter?: string,
		token?: string,
	) => Promise<INodeListSearchResult>;
	/**
	 * Returns the one record that a parameter's value names. Throws a NodeOperationError when it names none or several,
	 * or when what it names is not safe enough for the purpose.
	 */
	resolve: (lists: RunLists, value: unknown, purpose?: LookupPurpose) => Promise<FoundRecord>;
}

/** Returns the picker and the look-up of one kind of record. */
export function makeLocator(spec: LocatorSpec): Locator {
	return {
		...spec,
		async search(filter = '', token) {
			return await searchRecords(this, spec, filter, token);
		},
		async resolve(lists, value, purpose = {}) {
			return await findRecord(spec, lists, value, purpose);
		},
	};
}
