import type { Field } from '../fields/field';
import { adeDeviceLocator } from './adeDeviceLocator';
import { adeIntegrationLocator } from './adeIntegrationLocator';
import { blueprintLocator } from './blueprintLocator';
import { customAppLocator } from './customAppLocator';
import { customProfileLocator } from './customProfileLocator';
import { customScriptLocator } from './customScriptLocator';
import { deviceLocator } from './deviceLocator';
import { inHouseAppLocator } from './inHouseAppLocator';
import type { Locator } from './locator';
import { selfServiceCategoryLocator } from './selfServiceCategoryLocator';
import { tagLocator } from './tagLocator';
import { userLocator } from './userLocator';

/** Everything that can be picked from a searchable list. */
export const locators: Locator[] = [
	adeDeviceLocator,
	adeIntegrationLocator,
	blueprintLocator,
	customAppLocator,
	customProfileLocator,
	customScriptLocator,
	deviceLocator,
	inHouseAppLocator,
	selfServiceCategoryLocator,
	tagLocator,
	userLocator,
];

/** The method that fills a locator field's list: what ties a field to its locator wherever the field stands. */
export function searchMethod(field: Field): string | undefined {
	return field.modes?.find((mode) => mode.typeOptions?.searchListMethod)?.typeOptions
		?.searchListMethod;
}

const byMethod = new Map(locators.map((locator) => [searchMethod(locator.field), locator]));

/** The locator of a resource locator field, undefined for other fields. */
export function locatorOf(field: Field): Locator | undefined {
	return field.type === 'resourceLocator' ? byMethod.get(searchMethod(field)) : undefined;
}

/** The node's list search methods, by the names that the fields give them. */
export const listSearch = Object.fromEntries(
	locators.map((locator) => [searchMethod(locator.field) ?? locator.entity, locator.search]),
);
