import { isRecord } from '../util/json';

/** Characters of a text without line breaks at most: a name of 10,000 characters must not fill a model's memory. */
const MAX_LINE_LENGTH = 2_000;

/** Characters that nobody sees, in which a name may carry text that only a model reads. */
const INVISIBLE =
	/[\p{Cf}\p{Cs}\p{Co}\p{Cn}\u115F\u1160\u3164\uFFA0]|\u034F|[\u{E0100}-\u{E01EF}]/gu;

/** Signs of a terminal, and separators of lines that are none in JSON; line break and tab stay. */
const CONTROL = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}]/gu;

/** Returns a text cut at a length in characters. */
export function cutText(text: string, maxLength: number): string {
	const signs = [...text];
	return signs.length > maxLength ? `${signs.slice(0, maxLength).join('')}...` : text;
}

/** Returns a text that somebody else wrote as a model may read it: all of it visible, and no link or image of Markdown. */
export function harmless(text: string): string {
	return text
		.replace(INVISIBLE, '')
		.replace(CONTROL, ' ')
		.replace(/\](?=[([])/g, '] ');
}

/** Returns a harmless text on one line: a name with a line break must not look like a row. */
export const onOneLine = (text: string): string =>
	harmless(text)
		.replace(/[\p{Cc}\p{Z}]+/gu, ' ')
		.trim();

/** Returns a value with all its texts harmless, those of its keys too. */
export function harmlessValue(value: unknown): unknown {
	if (typeof value === 'string') {
		const text = harmless(value);
		return text.includes('\n') ? text : cutText(text, MAX_LINE_LENGTH);
	}
	if (Array.isArray(value)) return value.map(harmlessValue);
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [harmless(key), harmlessValue(inner)]),
	);
}
