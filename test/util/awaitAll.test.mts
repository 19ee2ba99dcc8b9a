import { awaitAll } from '../../nodes/Kandji/util/awaitAll';

describe('Tasks that run together', () => {
	const pause = async () => await new Promise<void>((resolve) => setImmediate(resolve));

	it('give their values in order', async () => {
		const slow = pause().then(() => 'slow');
		expect(await awaitAll([slow, Promise.resolve('quick')])).toEqual(['slow', 'quick']);
	});

	it('have all ended when one has failed', async () => {
		let ended = false;
		const slow = pause().then(() => {
			ended = true;
		});
		await expect(awaitAll([Promise.reject(new Error('no')), slow])).rejects.toThrow('no');
		expect(ended).toBe(true);
	});
});
