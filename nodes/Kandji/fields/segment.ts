import type { IdForm, PathField } from './field';

const FORMS: Record<IdForm, { pattern: RegExp; wanted: string }> = {
	uuid: {
		pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
		wanted: 'an ID such as 4c0e9a72-1b5d-4f36-9e8b-d27a60f3c514',
	},
	cve: { pattern: /^CVE-\d{4}-\d{4,}$/i, wanted: 'a CVE number such as CVE-2024-24795' },
};

/** Letters and digits with what ids hold between them: never a path of its own, such as `..` or `a/b`. */
const PLAIN = { pattern: /^[\da-z](?:[\w.~:-]{0,126}[\w~:-])?$/i, wanted: 'a plain ID' };

/**
 * Returns why a value cannot fill a hole of a path, or undefined if it can. Anything but one plain
 * segment would reach another endpoint: a note's id of `..` deletes the device.
 */
export function segmentProblem(
	{ form, type, options }: PathField,
	value: unknown,
): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return 'is neither text nor a number';
	if (type === 'options') {
		const known = (options ?? []).some((option) => 'value' in option && option.value === value);
		return known ? undefined : 'is none of the options';
	}
	const { pattern, wanted } = form ? FORMS[form] : PLAIN;
	return pattern.test(String(value)) ? undefined : `is not ${wanted}`;
}
