import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { omit, sortBy } from 'lodash';

import { deviceFilters } from '../catalogue/deviceFilters';
import type { KandjiClient } from '../client/client';
import { isRecord, isSet } from '../util/json';
import { encoded, sentName } from '../fields/encode';
import { meantOption } from '../fields/meantOption';
import { locatorOf } from '../locate/locators';
import { RunLists } from '../locate/runLists';

/** The filters of Get Many without its order, which means nothing to a plan. */
const FILTERS = deviceFilters.filter(({ name }) => name !== 'ordering');

/** Where a person chooses which devices are read. */
export const filterProperties: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Which devices to read; the assets of all others stay as they are',
	options: sortBy(
		FILTERS.map((field): INodeProperties => omit(field, 'sendAs', 'form', 'required', 'meant')),
		({ displayName }) => displayName,
	),
};

/**
 * The query of the device list that the chosen filters make. Throws when one is empty: an expression that gives
 * nothing would plan with the whole fleet.
 */
export async function filterQuery(client: KandjiClient, chosen: IDataObject): Promise<IDataObject> {
	const lists = new RunLists(client);
	const query: IDataObject = {};
	for (const field of FILTERS.filter(({ name }) => name in chosen)) {
		const given = chosen[field.name];
		const where = `Filters > ${field.displayName}`;
		const wrong = (problem: string, description: string) =>
			new NodeOperationError(client.node, `${where} ${problem}`, { description });
		const locator = locatorOf(field);
		const value = isSet(isRecord(given) ? given.value : given)
			? locator
				? (await locator.resolve(lists, given)).id
				: encoded(field, meantOption(field, given, wrong), true, wrong)
			: undefined;
		if (value === undefined) {
			throw wrong(
				'was added, but is empty',
				'Remove it if it should not count, or check the expression that should give its value',
			);
		}
		query[sentName(field)] = value as IDataObject;
	}
	return query;
}
