import { onlyCannedAnswers } from '../helpers/canned.mts';
import { runNode } from '../../tools/harness/engine.mts';

const nock = onlyCannedAnswers();

const API = 'https://accuhive.api.kandji.io';

describe('A list that may lack rows', () => {
	it('is given with a hint on the node that says so', async () => {
		// The stated count is never reached: 3 of 1,000 rows, however often the list is read.
		nock(API)
			.get('/api/v1/blueprints')
			.query(true)
			.times(60)
			.reply(200, (uri) => {
				const offset = Number(new URL(uri, API).searchParams.get('offset') ?? 0);
				const results = offset === 0 ? [{ id: 'a' }, { id: 'b' }, { id: 'c' }] : [];
				return { count: 1_000, next: null, previous: null, results };
			});
		const { json, hints, error } = await runNode(
			{ resource: 'blueprint', operation: 'getAll', returnAll: true },
			{ apiUrl: API, apiToken: 'token' },
		);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(3);
		expect(hints.map(({ message }) => message).join()).toMatch(/may|incomplete|missing/i);
	});
});
