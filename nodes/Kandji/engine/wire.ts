import type { IDataObject } from 'n8n-workflow';
import { set } from 'lodash';

/** A flat body as Kandji wants it: dots nest in JSON, and stay dots in forms, whose values are text. */
export function bodyOf(
	flat: IDataObject,
	encode: 'json' | 'form' | 'multipart',
): IDataObject | FormData {
	if (encode === 'json') {
		const nested: IDataObject = {};
		for (const [name, value] of Object.entries(flat)) set(nested, name, value);
		return nested;
	}
	const texts = Object.entries(flat).map(([name, value]) => [name, String(value ?? '')] as const);
	if (encode === 'form') return Object.fromEntries(texts);
	const form = new FormData();
	for (const [name, value] of texts) form.append(name, value);
	return form;
}
