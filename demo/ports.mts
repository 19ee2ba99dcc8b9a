import { createServer } from 'node:net';

async function open(port: number): Promise<number | undefined> {
	const server = createServer();
	const taken = await new Promise<number | undefined>((resolve) => {
		server.once('error', () => resolve(undefined));
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			resolve(typeof address === 'object' ? address?.port : undefined);
		});
	});
	await new Promise((resolve) => server.close(resolve));
	return taken;
}

/** The wished port if nothing listens there, else any free one; 0 asks for any. */
export async function freePort(wished: number): Promise<number> {
	const port = (await open(wished)) ?? (await open(0));
	if (port === undefined) throw new Error('No free port on 127.0.0.1.');
	return port;
}
