import type { IDataObject } from 'n8n-workflow';
import { set } from 'lodash';

import type { RouteOperation } from '../catalogue/operationTypes';

/** A flat body as Kandji wants it: dots nest in JSON, and stay dots in forms, whose values are text. */
export function bodyOf(
	{ encode = 'json', implies = {} }: Pick<RouteOperation, 'encode' | 'implies'>,
	flat: IDataObject,
	file?: File,
): IDataObject | FormData {
	const fields = Object.entries(flat);
	if (encode === 'form') {
		return Object.fromEntries(fields.map(([name, value]) => [name, String(value ?? '')]));
	}
	if (encode === 'multipart') {
		const form = new FormData();
		for (const [name, value] of fields) form.append(name, String(value));
		if (file) form.append('file', file);
		return form;
	}
	const nested: IDataObject = {};
	for (const [name, value] of fields) set(nested, name, value);
	const implied = Object.keys(implies).filter((name) => flat[name] === true);
	return Object.assign(nested, ...implied.map((name) => implies[name])) as IDataObject;
}
