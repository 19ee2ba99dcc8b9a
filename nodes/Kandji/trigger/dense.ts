/** What JSON writes as it is, in one byte each: visible ASCII without quotation mark, backslash and tilde. */
const LETTERS = Array.from({ length: 93 }, (_, index) => index + 33).filter(
	(code) => code !== 34 && code !== 92,
);
const BASE = LETTERS.length;
const VALUE_OF = new Map(LETTERS.map((code, value) => [code, value]));
/** Two letters hold so many bits, where base64 would hold 12. */
const BITS = 13;
const BYTE_BITS = 8;

/** Bytes as text that needs no escaping in JSON. */
export function toText(bytes: Uint8Array): string {
	const groups = Math.ceil((bytes.length * BYTE_BITS) / BITS);
	const codes = Buffer.alloc(groups * 2);
	let [held, bits, at] = [0, 0, 0];
	const write = (value: number) => {
		codes[at++] = LETTERS[value % BASE];
		codes[at++] = LETTERS[Math.floor(value / BASE)];
	};
	for (const byte of bytes) {
		held |= byte << bits;
		bits += BYTE_BITS;
		if (bits < BITS) continue;
		write(held & ((1 << BITS) - 1));
		held >>= BITS;
		bits -= BITS;
	}
	if (bits > 0) write(held);
	return codes.toString('latin1');
}

/** The bytes of `toText`, and perhaps an empty one more; throws where a letter is none of its own. */
export function fromText(text: string): Uint8Array<ArrayBuffer> {
	const codes = Buffer.from(text, 'latin1');
	const bytes = new Uint8Array(Math.floor(((codes.length / 2) * BITS) / BYTE_BITS));
	let [held, bits, at] = [0, 0, 0];
	for (let index = 0; index + 1 < codes.length; index += 2) {
		const [low, high] = [VALUE_OF.get(codes[index]), VALUE_OF.get(codes[index + 1])];
		if (low === undefined || high === undefined) throw new RangeError('This is no packed text');
		held |= (low + high * BASE) << bits;
		bits += BITS;
		for (; bits >= BYTE_BITS; bits -= BYTE_BITS) {
			bytes[at++] = held & 255;
			held >>= BYTE_BITS;
		}
	}
	return bytes;
}
