import { CredentialTestContext } from 'n8n-core';

import { Kandji } from '../../nodes/Kandji/Kandji.node';
import { KandjiAssetSync } from '../../nodes/Kandji/KandjiAssetSync.node';
import { KandjiTrigger } from '../../nodes/Kandji/KandjiTrigger.node';
import { startSimulator } from '../../simulator/server.mts';
import { onlyCannedAnswers } from '../helpers/canned.mts';
import { additionalData } from '../../tools/harness/engine.mts';
import type { Credential } from '../../tools/harness/engine.mts';

const nodes = [new Kandji(), new KandjiTrigger(), new KandjiAssetSync()];

/** What n8n shows after "Test" in the credential form: it takes the function of the first node that it finds. */
async function shownFor(data: Credential): Promise<string> {
	const [{ methods }] = nodes;
	const context = new CredentialTestContext(additionalData(data));
	const tested = { id: '1', name: 'Kandji', type: 'kandjiApi', data: { ...data } };
	const { status, message } = await methods.credentialTest.testKandjiApi.call(context, tested);
	return status === 'OK' ? status : message;
}

describe('The test of the Kandji credential', () => {
	let simulator: Awaited<ReturnType<typeof startSimulator>>;
	const nock = onlyCannedAnswers();

	beforeAll(async () => {
		simulator = await startSimulator({ devices: 3 });
		simulator.tenant.addToken('tags-only', 'Tags only', ['Tags > Get Tags']);
		simulator.tenant.addToken('least', 'Least', ['Device Information > Device list']);
	});
	afterAll(async () => await simulator.close());

	const apiUrl = 'https://accuhive.api.kandji.io';
	const apiToken = '3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640';

	it('passes with the least permission that the field asks for', async () => {
		expect(await shownFor({ apiUrl: simulator.url, apiToken: 'least' })).toBe('OK');
	});

	it('passes however the URL and the token were pasted', async () => {
		const pasted = { apiUrl: `${simulator.url}/api/v1/`, apiToken: ` "${simulator.token}" ` };
		expect(await shownFor(pasted)).toBe('OK');
	});

	it('says that the token is wrong', async () => {
		const shown = await shownFor({ apiUrl: simulator.url, apiToken: 'wrong' });
		expect(shown).toMatch(/does not accept the API token/);
	});

	it('names the permission that the token lacks', async () => {
		const shown = await shownFor({ apiUrl: simulator.url, apiToken: 'tags-only' });
		expect(shown).toContain('Device Information > Device list');
		expect(shown).toContain('Settings > Access');
	});

	it.each([
		[404, { message: 'no Route matched with those values' }, {}],
		[302, '', { Location: 'https://www.kandji.io/' }],
		[301, '', { Location: 'https://accuhive.kandji.io/signin' }],
	])('takes %i for a wrong subdomain or region', async (status, body, headers) => {
		const landing = nock('https://www.kandji.io').get('/').reply(200, 'welcome');
		nock(apiUrl).get('/api/v1/devices').query({ limit: 1 }).reply(status, body, headers);
		expect(await shownFor({ apiUrl, apiToken })).toMatch(/subdomain and the region/);
		expect(landing.isDone()).toBe(false);
	});

	it.each([
		[407, '', /proxy between n8n and accuhive\.api\.kandji\.io/],
		[
			403,
			'<html>Blocked by policy</html>',
			/other than Kandji answers at accuhive\.api\.kandji\.io: a proxy, a firewall/,
		],
		[
			401,
			'<html>Sign in</html>',
			/other than Kandji answers at accuhive\.api\.kandji\.io: a proxy, a firewall/,
		],
		[
			200,
			'<html>Sign in to the guest network</html>',
			/other than Kandji answers at accuhive\.api\.kandji\.io: a proxy, a firewall/,
		],
		[200, { hello: 'world' }, /other than Kandji answers/],
		[200, '', /other than Kandji answers/],
		[429, { detail: 'Too many requests' }, /too many requests.*Try again in a minute/],
		[503, '<html>Service Unavailable</html>', /status 503.*Try again later/],
	])('says what an answer of %i %j means', async (status, body, words) => {
		nock(apiUrl).get('/api/v1/devices').query({ limit: 1 }).reply(status, body);
		expect(await shownFor({ apiUrl, apiToken })).toMatch(words);
	});

	it('takes a tenant without devices for a tenant', async () => {
		nock(apiUrl).get('/api/v1/devices').query({ limit: 1 }).reply(200, []);
		expect(await shownFor({ apiUrl, apiToken })).toBe('OK');
	});

	it('is found by n8n in each node that takes the credential', () => {
		for (const { description, methods } of nodes) {
			const testedBy = description.credentials?.[0].testedBy;
			expect(Object.keys(methods.credentialTest)).toContain(testedBy);
		}
	});

	it.each([
		['a wrong API URL', { apiUrl: 'https://example.com', apiToken }, /API URL .*example\.com/],
		['plain http', { apiUrl: 'http://accuhive.api.kandji.io', apiToken }, /https:\/\//],
		['an empty token', { apiUrl, apiToken: '' }, /The API token is empty/],
	])('says what is wrong with %s before anything is sent', async (_, credential, words) => {
		expect(await shownFor(credential)).toMatch(words);
	});
});
