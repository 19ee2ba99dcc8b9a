import type { IDataObject } from 'n8n-workflow';
import { set } from 'lodash';

/** A flat body as Kandji wants it: dots nest in JSON, and stay dots in forms, whose values are text. */
export function bodyOf(flat: IDataObject, encode: 'json' | 'form'): IDataObject {
	const fields = Object.entries(flat);
	if (encode === 'form') {
		return Object.fromEntries(fields.map(([name, value]) => [name, String(value ?? '')]));
	}
	const nested: IDataObject = {};
	for (const [name, value] of fields) set(nested, name, value);
	return nested;
}
