import { fromText, toText } from './dense';
import { pool, unpool } from './pool';

/** Bytes of a length. */
const LENGTH = 4;

/** JSON as short text: n8n keeps a trigger's state as JSON text, loads it for every poll and writes it whole. */
export async function compress(json: string): Promise<string> {
	const { text, bytes } = pool(json);
	const deflated = async (given: string | Uint8Array<ArrayBuffer>) =>
		await through(new CompressionStream('deflate-raw'), given);
	const packed = [await deflated(text), await deflated(bytes)];
	const lengths = new DataView(new ArrayBuffer(LENGTH * packed.length));
	packed.forEach((part, index) => lengths.setUint32(index * LENGTH, part.length));
	return toText(Buffer.concat([new Uint8Array(lengths.buffer), ...packed]));
}

/** The JSON that was compressed; throws where what is given is broken. */
export async function decompress(compressed: string): Promise<string> {
	const all = fromText(compressed);
	const lengths = new DataView(all.buffer);
	const start = LENGTH * 2;
	const end = start + lengths.getUint32(0);
	const inflated = async (from: number, to: number) =>
		await through(new DecompressionStream('deflate-raw'), all.slice(from, to));
	const text = new TextDecoder().decode(await inflated(start, end));
	return unpool({ text, bytes: await inflated(end, end + lengths.getUint32(LENGTH)) });
}

async function through(
	stream: CompressionStream | DecompressionStream,
	given: string | Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(
		await new Response(new Blob([given]).stream().pipeThrough(stream)).arrayBuffer(),
	);
}
