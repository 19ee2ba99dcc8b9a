import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { isRecord } from '../util/json';
import { ASSET_FIELD_LABELS, PERSON_FIELD_LABELS } from './fieldLabels';
import { ASSET_NAMES, fieldNames, guessField, PERSON_NAMES } from './guess';
import type { AssetFields, PersonFields } from './syncTypes';

/**
 * Holds the first asset as the editor resolves it, so that lists can offer its fields: n8n gives a node's lists no
 * input. It catches, because `$json` throws before the first run and the lists would show an error. The plan never reads
 * it.
 */
export const arriving: INodeProperties = {
	displayName: 'Arriving Asset',
	name: 'arrivingAsset',
	type: 'hidden',
	default: '={{ (() => { try { return $json; } catch (error) { return {}; } })() }}',
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

/** The method that fills the list of a field; n8n does not say for which parameter a method is called. */
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

/** A parameter that names the field in which an asset or a person holds something. */
export function fieldPicker(
	side: 'asset' | 'person',
	name: string,
	description?: string,
): INodeProperties {
	const labels: Record<string, string> =
		side === 'asset' ? ASSET_FIELD_LABELS : PERSON_FIELD_LABELS;
	const displayName = labels[name];
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
