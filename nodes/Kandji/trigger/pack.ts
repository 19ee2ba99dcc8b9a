/**
 * Text made small, because n8n keeps a trigger's state as JSON text, loads it for every poll and writes it whole. Names
 * and addresses repeat in parts, which LZW finds; UUIDs do not and travel as their 16 bytes. The result is printable
 * ASCII that JSON need not escape.
 */

/** All printable characters but the blank, the quote, the backslash and `~`: 91² pairs hold 13 bits. */
const ALPHABET = Array.from({ length: 0x7e - 0x21 }, (_, index) => 0x21 + index).filter(
	(code) => code !== 0x22 && code !== 0x5c,
);
const BASE = ALPHABET.length;
const DIGITS = new Map(ALPHABET.map((code, digit) => [code, digit]));
const PAIR_BITS = 13;
const SEPARATOR = '~';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Stands where a UUID was: JSON never holds a bare control character. */
const UUID_MARK = '\u0001';
const UUID_BYTES = 16;

const BYTE_CODES = 256;

/** Bits, thirteen to two characters. */
class BitWriter {
	private readonly codes: number[] = [];

	private held = 0;

	private count = 0;

	write(value: number, width: number): void {
		// Wider values would overflow 32-bit arithmetic together with the bits that are held.
		if (width > PAIR_BITS) {
			this.write(value & ((1 << PAIR_BITS) - 1), PAIR_BITS);
			this.write(value >>> PAIR_BITS, width - PAIR_BITS);
			return;
		}
		this.held |= value << this.count;
		this.count += width;
		if (this.count < PAIR_BITS) return;
		this.pair(this.held & ((1 << PAIR_BITS) - 1));
		this.held >>>= PAIR_BITS;
		this.count -= PAIR_BITS;
	}

	end(): string {
		if (this.count > 0) this.pair(this.held);
		return new TextDecoder().decode(Uint8Array.from(this.codes));
	}

	private pair(value: number): void {
		this.codes.push(ALPHABET[value % BASE], ALPHABET[Math.floor(value / BASE)]);
	}
}

class BitReader {
	private place = 0;

	private held = 0;

	private count = 0;

	private readonly text: string;

	constructor(text: string) {
		this.text = text;
	}

	read(width: number): number {
		if (width > PAIR_BITS) {
			const low = this.read(PAIR_BITS);
			return low | (this.read(width - PAIR_BITS) << PAIR_BITS);
		}
		if (this.count < width) {
			this.held |= (this.digit() + BASE * this.digit()) << this.count;
			this.count += PAIR_BITS;
		}
		const value = this.held & ((1 << width) - 1);
		this.held >>>= width;
		this.count -= width;
		return value;
	}

	private digit(): number {
		const digit = DIGITS.get(this.text.charCodeAt(this.place++));
		if (digit === undefined) throw new RangeError('The packed text ends early');
		return digit;
	}
}

const widthOf = (codes: number) => 32 - Math.clz32(codes - 1);

const FIRST_BITS = 12;

/** Dictionary of the phrases seen so far: (phrase, next byte) -> phrase, as a growing hash table of integers for speed. */
class Phrases {
	private bits = FIRST_BITS;

	private keys = new Int32Array(2 ** FIRST_BITS).fill(-1);

	private codes = new Int32Array(2 ** FIRST_BITS);

	private count = 0;

	/** The code of a phrase that is known; otherwise learns it as `next` and gives undefined. */
	find(prefix: number, byte: number, next: number): number | undefined {
		const key = prefix * BYTE_CODES + byte;
		const slot = this.slotOf(key);
		if (this.keys[slot] === key) return this.codes[slot];
		this.keys[slot] = key;
		this.codes[slot] = next;
		this.count += 1;
		if (this.count * 2 > this.keys.length) this.grow();
		return undefined;
	}

	private slotOf(key: number): number {
		const mask = this.keys.length - 1;
		let slot = Math.imul(key, 0x9e3779b1) >>> (32 - this.bits);
		while (this.keys[slot] !== -1 && this.keys[slot] !== key) slot = (slot + 1) & mask;
		return slot;
	}

	private grow(): void {
		const { keys, codes } = this;
		this.bits += 1;
		this.keys = new Int32Array(2 ** this.bits).fill(-1);
		this.codes = new Int32Array(2 ** this.bits);
		keys.forEach((key, index) => {
			if (key === -1) return;
			const slot = this.slotOf(key);
			this.keys[slot] = key;
			this.codes[slot] = codes[index];
		});
	}
}

function compress(bytes: Uint8Array): string {
	if (bytes.length === 0) return `0${SEPARATOR}`;
	const writer = new BitWriter();
	const phrases = new Phrases();
	let next = BYTE_CODES;
	let phrase = bytes[0];
	for (let index = 1; index < bytes.length; index++) {
		const longer = phrases.find(phrase, bytes[index], next);
		if (longer === undefined) {
			writer.write(phrase, widthOf(next));
			next += 1;
			phrase = bytes[index];
		} else {
			phrase = longer;
		}
	}
	writer.write(phrase, widthOf(next));
	return `${(next - BYTE_CODES + 1).toString(36)}${SEPARATOR}${writer.end()}`;
}

function decompress(count: number, text: string): Uint8Array {
	const reader = new BitReader(text);
	const prefix = new Int32Array(BYTE_CODES + count);
	const last = new Uint8Array(BYTE_CODES + count).map((_, code) => code);
	const first = last.slice();
	const length = new Int32Array(BYTE_CODES + count).fill(1);
	let bytes = new Uint8Array(count * 8);
	let end = 0;
	let before = -1;
	for (let index = 0; index < count; index++) {
		const next = BYTE_CODES + index;
		const code = reader.read(widthOf(next));
		if (code >= next) throw new RangeError('The packed text is broken');
		if (before >= 0) {
			const learnt = next - 1;
			prefix[learnt] = before;
			first[learnt] = first[before];
			length[learnt] = length[before] + 1;
			last[learnt] = code === learnt ? first[before] : first[code];
		}
		const size = length[code];
		if (end + size > bytes.length) {
			const larger = new Uint8Array((end + size) * 2);
			larger.set(bytes);
			bytes = larger;
		}
		let phrase = code;
		for (let place = end + size - 1; place >= end; place--) {
			bytes[place] = last[phrase];
			phrase = prefix[phrase];
		}
		end += size;
		before = code;
	}
	return bytes.subarray(0, end);
}

/** Packs JSON text. */
export function pack(json: string): string {
	const uuids = new BitWriter();
	const rest = json.replace(UUID, (uuid) => {
		const digits = uuid.replaceAll('-', '');
		for (let index = 0; index < digits.length; index += 2) {
			uuids.write(Number.parseInt(digits.slice(index, index + 2), 16), 8);
		}
		return UUID_MARK;
	});
	return `${compress(new TextEncoder().encode(rest))}${SEPARATOR}${uuids.end()}`;
}

/** The JSON text that was packed; throws a RangeError where the packed text is broken. */
export function unpack(packed: string): string {
	const [count, text, ids] = packed.split(SEPARATOR);
	const uuids = new BitReader(ids);
	const rest = new TextDecoder().decode(decompress(Number.parseInt(count, 36), text));
	return rest.replaceAll(UUID_MARK, () => {
		let digits = '';
		for (let index = 0; index < UUID_BYTES; index++) {
			digits += uuids.read(8).toString(16).padStart(2, '0');
		}
		return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
	});
}
