/** Text as base64 of its deflated bytes: n8n keeps a trigger's state as JSON text, loads it for every poll and writes it whole. */
export async function compress(text: string): Promise<string> {
	return Buffer.from(await through(new CompressionStream('deflate-raw'), text)).toString('base64');
}

/** The text that was compressed; throws where what is given is broken. */
export async function decompress(compressed: string): Promise<string> {
	const bytes = Buffer.from(compressed, 'base64');
	return new TextDecoder().decode(await through(new DecompressionStream('deflate-raw'), bytes));
}

async function through(
	stream: CompressionStream | DecompressionStream,
	given: string | Uint8Array<ArrayBuffer>,
): Promise<ArrayBuffer> {
	return await new Response(new Blob([given]).stream().pipeThrough(stream)).arrayBuffer();
}
