import type { IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { KandjiApi } from '../../credentials/KandjiApi.credentials';
import { kandjiNode } from '../helpers/engine.mts';

const apiUrl = 'https://accuhive.api.kandji.io';
const credential = {
	apiUrl: 'accuhive.api.kandji.io/api/v1',
	apiToken: 'secret',
	reach: 'checked',
};
const { preAuthentication, properties } = new KandjiApi();

/** What the test says when the request ends so, and what it requested. */
async function told(
	end: () => unknown,
): Promise<{ message: string; asked: IHttpRequestOptions[] }> {
	const asked: IHttpRequestOptions[] = [];
	const host: IHttpRequestHelper = {
		helpers: {
			httpRequest: async (options) => {
				asked.push(options);
				return await end();
			},
		},
	};
	try {
		await preAuthentication.call(host, credential);
		return { message: '', asked };
	} catch (error) {
		return { message: (error as Error).message, asked };
	}
}

const failing = async (code: string, more: object = {}) =>
	(
		await told(() => {
			throw Object.assign(new Error(`connect ${code}`), { code, ...more });
		})
	).message;

describe('Before its test, the Kandji credential', () => {
	it('asks whether the tenant can be reached, without the token and without following anybody', async () => {
		const { message, asked } = await told(() => ({ statusCode: 401 }));
		expect(message).toBe('');
		expect(asked).toMatchObject([{ disableFollowRedirect: true, ignoreHttpStatusErrors: true }]);
		expect(asked[0].url.startsWith(`${apiUrl}/`)).toBe(true);
		expect(JSON.stringify(asked)).not.toContain('secret');
	});

	it.each([
		['ENOTFOUND', { hostname: 'accuhive.api.kandji.io' }, /no host accuhive\.api\.kandji\.io.*DNS/],
		['EAI_AGAIN', {}, /DNS .* does not answer/],
		['ECONNREFUSED', { port: 443 }, /refuses connections.*firewall/],
		['ETIMEDOUT', {}, /does not answer within 10 seconds/],
		['ECONNABORTED', {}, /does not answer within 10 seconds/],
		['CERT_HAS_EXPIRED', {}, /certificate .* is not valid.*token was not sent/],
		['ERR_TLS_CERT_ALTNAME_INVALID', {}, /certificate .* is not valid/],
		['SELF_SIGNED_CERT_IN_CHAIN', {}, /does not trust.*NODE_EXTRA_CA_CERTS/],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}, /does not trust/],
		['EPROTO', {}, /speaks no TLS/],
		['ECONNREFUSED', { port: 3128 }, /The proxy .*HTTPS_PROXY/],
		['ENOTFOUND', { hostname: 'proxy.example.com' }, /The proxy /],
		['ERR_BAD_RESPONSE', { message: 'tunneling socket could not be established' }, /The proxy /],
		['ECONNRESET', {}, /broke/],
	])('tells %s %j in words', async (code, more, words) => {
		const message = await failing(code, more);
		expect(message).toMatch(words);
		expect(message).not.toContain(code);
		// n8n replaces a message in which it finds a code.
		expect(new NodeApiError(kandjiNode(), new Error(message) as never).message).toBe(message);
	});

	it('is told the code by its cause where the failure was wrapped', async () => {
		expect(await failing('', { cause: { code: 'ENOTFOUND' } })).toMatch(/DNS/);
	});

	it('is asked only when it is tested: its field is never empty', () => {
		const field = properties.find(({ typeOptions }) => typeOptions?.expirable);
		expect(field).toMatchObject({ type: 'hidden', default: 'checked' });
	});
});
