import type { IDataObject } from 'n8n-workflow';

import type { KandjiAnswer } from './answers';
import type { Fetch, Listing, Reading } from './page';
import type { KandjiRequest } from './request';
import type { RequestFailure } from './requestFailure';
import { at } from '../util/json';

/** The parts of the client that reading a list needs. */
interface Sender {
	request: (request: KandjiRequest) => Promise<KandjiAnswer>;
	failed: (request: KandjiRequest, failure: RequestFailure) => Error;
	progress: (message: () => string) => void;
}

/** Returns how a list is read: what requests its pages, and what its pager needs to know. */
export function openList(
	client: Sender,
	listing: Listing,
	{ query = {}, record }: { query?: IDataObject; record?: string } = {},
): { fetch: Fetch; reading: Reading } {
	const { path, permission, items } = listing;
	const request: KandjiRequest = { method: 'GET', path, permission, record };
	const rowsAt = items === '' ? [] : items.split('.');
	let pages = 0;
	return {
		fetch: async (pageQuery) => {
			const answer = await client.request({ ...request, query: { ...query, ...pageQuery } });
			// If another form counted as an empty list, a whole fleet would look removed.
			if (!Array.isArray(at(answer.body, ...rowsAt))) {
				throw client.failed(request, { kind: 'otherForm', expected: 'a list' });
			}
			pages += 1;
			client.progress(() => `read ${pages} pages of ${path}`);
			return answer;
		},
		reading: {
			...listing,
			query,
			endless: (count) => client.failed(request, { kind: 'endless', pages: count }),
		},
	};
}
