import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { isRecord } from '../util/json';
import { ASSET_NAMES, fieldNames, guessField, PERSON_NAMES } from './guess';
import type { AssetFields, PersonFields } from './types';

/**
 * Holds what arrives at Assets, as the editor resolves it, so that lists can offer its fields: n8n shows a node's
 * lists no input. The plan itself never reads it.
 */
export const arriving: INodeProperties = {
	displayName: 'Arriving Asset',
	name: 'arrivingAsset',
	type: 'hidden',
	default: '={{ $json }}',
};

type Picker = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

const option = (name: string): INodePropertyOptions => ({ name, value: name });

/** Offers the fields of the first asset, and says which one is taken by itself; the usual names while none is known. */
function assetFieldPicker(field: keyof AssetFields): Picker {
	return async function () {
		const asset = this.getCurrentNodeParameter(arriving.name);
		const names = fieldNames(isRecord(asset) ? [asset] : []);
		if (ASSET_NAMES[field].length === 0)
			return [{ name: 'None', value: '' }, ...[...names].map(option)];
		if (names.size === 0)
			return [{ name: 'Automatic', value: '' }, ...ASSET_NAMES[field].map(option)];
		const guess = guessField(names, ASSET_NAMES[field]);
		const automatic = `Automatic (${guess === '' ? 'none of the fields' : guess})`;
		return [{ name: automatic, value: '' }, ...[...names].map(option)];
	};
}

/** Offers the usual names: n8n resolves nothing of the second input in the editor. */
function personFieldPicker(field: keyof PersonFields): Picker {
	return async () => [{ name: 'Automatic', value: '' }, ...PERSON_NAMES[field].map(option)];
}

/** The method that fills the list of a field; n8n does not tell a method for which parameter it is asked. */
const methodOf = (side: 'asset' | 'person', field: string) => `${side}Field_${field}`;

/** The lists' methods, by the names that the fields give them. */
export const fieldPickers: Record<string, Picker> = Object.fromEntries([
	...Object.keys(ASSET_NAMES).map((field) => [
		methodOf('asset', field),
		assetFieldPicker(field as keyof AssetFields),
	]),
	...Object.keys(PERSON_NAMES).map((field) => [
		methodOf('person', field),
		personFieldPicker(field as keyof PersonFields),
	]),
]) as Record<string, Picker>;

/** A parameter that names the field in which a side holds something. */
export function fieldPicker(
	side: 'asset' | 'person',
	{ name, displayName, description }: Pick<INodeProperties, 'name' | 'displayName' | 'description'>,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'options',
		typeOptions: {
			loadOptionsMethod: methodOf(side, name),
			loadOptionsDependsOn: side === 'asset' ? [arriving.name] : [],
		},
		default: '',
		description: `${description ?? `Which field holds the ${displayName.toLowerCase()}`}. Choose it from the list; an expression may name any other, with dots for nested ones.`,
	};
}
