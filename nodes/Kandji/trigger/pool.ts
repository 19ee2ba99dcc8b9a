/** A JSON text without the values that no compression makes smaller, and these values as bytes. */
export interface Pooled {
	text: string;
	bytes: Uint8Array<ArrayBuffer>;
}

/** What stands for a value in the text: JSON writes no control characters. */
const ID = '\x01';
const KNOWN = '\x02';
const MOMENT = '\x03';

const SERIAL = String.raw`\b(?=[0-9]*[A-Z])[0-9A-Z]{7,14}\b`;
/** Ids (1), moments as columns write them (2), and serial numbers; word borders, so that nothing runs into a neighbour. */
const VALUES = new RegExp(
	String.raw`(\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)|"([1-9a-z][0-9a-z]{7})"|${SERIAL}`,
	'g',
);
const PLACES = new RegExp(`${ID}|${KNOWN}|${MOMENT}|${SERIAL}`, 'g');

const BASE = 36;
const HEX_OF_ID = 32;
const BYTE = 256;
/** A place among all values fits into 4 bytes, a moment of 8 digits into 6. */
const BYTES_OF_PLACE = 4;
const BYTES_OF_MOMENT = 6;

/** Numbers byte by byte, all lowest bytes first: the higher ones are alike, and pack well. */
function toPlanes(numbers: number[], width: number): Buffer {
	const planes = Buffer.alloc(numbers.length * width);
	numbers.forEach((number, index) => {
		for (let plane = 0, rest = number; plane < width; plane++) {
			planes[plane * numbers.length + index] = rest % BYTE;
			rest = Math.floor(rest / BYTE);
		}
	});
	return planes;
}

function fromPlanes(planes: Uint8Array, width: number): number[] {
	const count = planes.length / width;
	return Array.from({ length: count }, (_, index) => {
		let number = 0;
		for (let plane = width - 1; plane >= 0; plane--) {
			number = number * BYTE + (planes[plane * count + index] ?? 0);
		}
		return number;
	});
}

function countOf(text: string, character: string): number {
	return text.split(character).length - 1;
}

const dashed = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/**
 * Takes ids, moments and repeated serial numbers out of a JSON text. An id of 36 letters is 16 bytes that nothing makes
 * smaller, and the same one stands in the feeds of devices, users, ADE devices and protections.
 */
export function pool(json: string): Pooled {
	const placeOf = new Map<string, number>();
	const ids: string[] = [];
	const places: number[] = [];
	const moments: number[] = [];
	const text = json.replace(VALUES, (value, id?: string, moment?: string) => {
		if (moment !== undefined) {
			moments.push(Number.parseInt(moment, BASE));
			return MOMENT;
		}
		const place = placeOf.get(value);
		if (place !== undefined) {
			places.push(place);
			return KNOWN;
		}
		placeOf.set(value, placeOf.size);
		if (id === undefined) return value;
		ids.push(id.replaceAll('-', ''));
		return ID;
	});
	const parts = [
		Buffer.from(ids.join(''), 'hex'),
		toPlanes(places, BYTES_OF_PLACE),
		toPlanes(moments, BYTES_OF_MOMENT),
	];
	return { text, bytes: new Uint8Array(Buffer.concat(parts)) };
}

/** The JSON text of `pool`. */
export function unpool({ text, bytes }: Pooled): string {
	const endOfIds = (countOf(text, ID) * HEX_OF_ID) / 2;
	const endOfPlaces = endOfIds + countOf(text, KNOWN) * BYTES_OF_PLACE;
	const hex = Buffer.from(bytes.subarray(0, endOfIds)).toString('hex');
	const places = fromPlanes(bytes.subarray(endOfIds, endOfPlaces), BYTES_OF_PLACE);
	const moments = fromPlanes(bytes.subarray(endOfPlaces), BYTES_OF_MOMENT);
	const values: string[] = [];
	const read = { ids: 0, places: 0, moments: 0 };
	return text.replace(PLACES, (found) => {
		if (found === KNOWN) return values[places[read.places++]];
		if (found === MOMENT) return `"${moments[read.moments++].toString(BASE)}"`;
		const start = HEX_OF_ID * read.ids;
		const value = found === ID ? dashed(hex.slice(start, start + HEX_OF_ID)) : found;
		if (found === ID) read.ids += 1;
		values.push(value);
		return value;
	});
}
