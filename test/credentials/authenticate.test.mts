import type { IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { KandjiApi } from '../../credentials/KandjiApi.credentials';

const token = '3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640';
const stored = { apiUrl: 'accuhive.kandji.io', apiToken: ` "${token}" ` };
const api = 'https://accuhive.api.kandji.io';
const bearer = `Bearer ${token}`;

/** Requests as n8n's nodes hand them over; the HTTP Request node still uses `uri`. */
type AnyRequest = Partial<Omit<IHttpRequestOptions, 'proxy'>> & {
	uri?: string;
	proxy?: unknown;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
	rejectUnauthorized?: boolean;
};

const authenticate = async (request: AnyRequest, credential = stored) =>
	(await new KandjiApi().authenticate(credential, request as IHttpRequestOptions)) as AnyRequest;

describe('The Kandji credential attaches the token', () => {
	it.each<[string, AnyRequest]>([
		['a whole URL', { url: `${api}/api/v1/devices` }],
		['the uri of the HTTP Request node', { uri: `${api}/api/v1/devices` }],
		['a base URL and a path', { baseURL: api, url: '/api/v1/devices' }],
		['a base URL alone', { baseURL: `${api}/api/v1/devices`, url: '' }],
		['a base URL with the path and a query', { baseURL: `${api}/api/v1`, url: '?limit=1' }],
		['a path alone', { url: '/api/v1/devices' }],
		['the host in upper case', { url: 'https://ACCUHIVE.api.kandji.io/api/v1/devices' }],
		['the default port', { url: `${api}:443/api/v1/devices` }],
	])('to %s', async (_, request) => {
		expect((await authenticate(request)).headers).toEqual({ Authorization: bearer });
	});

	it('and keeps the headers that the request already has', async () => {
		const { headers } = await authenticate({
			url: `${api}/api/v1/tags`,
			headers: { Accept: '*/*' },
		});
		expect(headers).toEqual({ Accept: '*/*', Authorization: bearer });
	});

	it('and lets no redirect take the token along', async () => {
		expect(
			await authenticate({
				uri: `${api}/api/v1/devices`,
				followRedirect: true,
				followAllRedirects: true,
				maxRedirects: 21,
			}),
		).toMatchObject({
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
			maxRedirects: 0,
			sendCredentialsOnCrossOriginRedirect: false,
		});
	});

	it.each<[string, AnyRequest]>([
		['a proxy', { proxy: 'http://127.0.0.1:3128' }],
		['unchecked certificates', { rejectUnauthorized: false }],
	])('to a simulator on this machine even with %s', async (_, options) => {
		const credential = { apiUrl: 'http://127.0.0.1:4000', apiToken: token };
		const { headers } = await authenticate(
			{ url: 'http://127.0.0.1:4000/api/v1/devices', ...options },
			credential,
		);
		expect(headers).toEqual({ Authorization: bearer });
	});

	it.each<[string, AnyRequest]>([
		['no proxy', { proxy: '' }],
		['checked certificates', { rejectUnauthorized: true, skipSslCertificateValidation: false }],
	])('to Kandji when a request names %s', async (_, options) => {
		const { headers } = await authenticate({ url: `${api}/api/v1/devices`, ...options });
		expect(headers).toEqual({ Authorization: bearer });
	});

	it('to the tenant when a request names a path only', async () => {
		const { baseURL, url } = await authenticate({ url: '/api/v1/devices' });
		expect(`${baseURL}${url}`).toBe(`${api}/api/v1/devices`);
	});
});

describe('The Kandji credential refuses to attach the token', () => {
	it.each<[string, AnyRequest]>([
		['another site', { url: 'https://evil.com/api/v1/devices' }],
		['another site as uri', { uri: 'https://evil.com/api/v1/devices' }],
		['another site as base URL', { baseURL: 'https://evil.com', url: '/api/v1/devices' }],
		['another site that a base URL hides', { baseURL: api, url: 'https://evil.com/devices' }],
		[
			'a base URL of another site that the URL makes void',
			{
				baseURL: 'https://evil.com',
				url: `${api}/api/v1/devices`,
			},
		],
		['another site without scheme', { baseURL: api, url: '//evil.com/devices' }],
		['another site behind backslashes', { baseURL: api, url: '\\\\evil.com\\devices' }],
		['another tenant', { url: 'https://other.api.kandji.io/api/v1/devices' }],
		['the web console, where `next` points', { url: 'https://accuhive.kandji.io/api/v1/users' }],
		['plain http', { url: 'http://accuhive.api.kandji.io/api/v1/devices' }],
		['another port', { url: `${api}:8443/api/v1/devices` }],
		['a look-alike', { url: `${api}.evil.com/api/v1/devices` }],
		['a host that hides behind a user name', { url: `${api}@evil.com/api/v1/devices` }],
		['uri and url that differ', { url: `${api}/api/v1/devices`, uri: 'https://evil.com/devices' }],
		['uri behind an empty url', { url: '', uri: 'https://evil.com/devices' }],
	])('to %s', async (_, request) => {
		const refused = await authenticate(request).catch((error: unknown) => error);
		if (!(refused instanceof UserError)) throw new Error(`Sent: ${JSON.stringify(refused)}`);
		expect(refused.message).toContain(api);
		expect(JSON.stringify(refused)).not.toContain(token);
	});

	it.each<[string, AnyRequest, string]>([
		['a proxy as text', { proxy: 'http://evil.com:3128' }, 'proxy'],
		['a proxy as parts', { proxy: { host: 'evil.com', port: 3128 } }, 'proxy'],
		['no check of certificates', { skipSslCertificateValidation: true }, 'certificate'],
		['no check, as older nodes say it', { rejectUnauthorized: false }, 'certificate'],
		['no check in the agent', { agentOptions: { rejectUnauthorized: false } }, 'certificate'],
	])('to the right host with %s', async (_, options, named) => {
		const refused = await authenticate({ url: `${api}/api/v1/devices`, ...options }).catch(
			(error: unknown) => error,
		);
		if (!(refused instanceof UserError)) throw new Error(`Sent: ${JSON.stringify(refused)}`);
		expect(refused.message).toContain(named);
		expect(refused.description).toContain('Ignore SSL Issues');
		expect(JSON.stringify(refused)).not.toContain(token);
	});

	it.each([
		['an API URL of another vendor', { apiUrl: 'https://example.com', apiToken: token }],
		['no API URL', { apiUrl: '', apiToken: token }],
		['no token', { apiUrl: api, apiToken: '' }],
	])('when the credential holds %s', async (_, credential) => {
		await expect(authenticate({ url: '/api/v1/devices' }, credential)).rejects.toThrow(UserError);
	});
});
