import { deburr } from 'lodash';

const QUOTES = /[\u2018\u2019\u201a\u201b\u2032\u02b9\u02bc\u02bb\u00b4\u0060\uff07]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f\u2033\u00ab\u00bb\uff02]/g;
const HYPHENS = /[\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/g;
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff]/g;

/**
 * Returns text for comparing names that people type: quotes, hyphens and blanks of every kind are the plain ones, and
 * case and accents do not count. Apple's default device names hold U+2019, which no keyboard types.
 */
export function fold(text: string): string {
	const plain = text
		.replace(QUOTES, "'")
		.replace(DOUBLE_QUOTES, '"')
		.replace(HYPHENS, '-')
		.replace(INVISIBLE, '')
		.normalize('NFKD');
	// Only the accents of Latin, Greek and Cyrillic: other marks make other letters, e.g. in Japanese.
	return deburr(plain.replace(/[\u0300-\u036f]/g, ''))
		.replace(/\s+/g, ' ')
		.trim()
		.toLowerCase();
}

/**
 * Returns the longest piece of a text that reads the same however it is typed: ASCII letters and digits. `''` where
 * there is none. A server that compares byte by byte finds every name that holds the text by this piece, unless the
 * name has accents that the text lacks.
 */
export function findPlainPiece(text: string): string {
	const pieces = text.match(/[a-z0-9.@_]+/gi) ?? [];
	return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}
