import { connectionFailure, explainConnection } from '../../nodes/Kandji/client/connectionFailure';

const apiUrl = 'https://accuhive.api.kandji.io';

const messageOf = (error: unknown): string => {
	const { message, advice } = explainConnection(connectionFailure(error, apiUrl));
	return `${message}. ${advice}`;
};

/** The explanation of a connection that failed with one of Node's codes. */
const failing = (code: string, more: object = {}): string =>
	messageOf(Object.assign(new Error(`connect ${code}`), { code, ...more }));

const NOT_SENT = / Nothing was sent\.$/;

describe('A tenant that cannot be reached', () => {
	it.each([
		['ENOTFOUND', { hostname: 'accuhive.api.kandji.io' }, /no host accuhive\.api\.kandji\.io/],
		['EAI_AGAIN', {}, /could not be looked up.*DNS/],
		['ECONNREFUSED', { port: 443 }, /refuses connections.*firewall/],
		['ENETUNREACH', {}, /cannot be reached from the machine that runs n8n/],
		['EHOSTUNREACH', {}, /cannot be reached from/],
		['CERT_HAS_EXPIRED', {}, /certificate .* is expired/],
		['ERR_TLS_CERT_ALTNAME_INVALID', {}, /certificate .* issued for another name/],
		['SELF_SIGNED_CERT_IN_CHAIN', {}, /is not trusted.*NODE_EXTRA_CA_CERTS/],
		['DEPTH_ZERO_SELF_SIGNED_CERT', {}, /is not trusted/],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}, /is not trusted/],
		['ECONNREFUSED', { port: 3128 }, /The proxy .* cannot be reached.*HTTPS_PROXY/],
		['ENOTFOUND', { hostname: 'proxy.example.com' }, /The proxy .* cannot be reached/],
		['ERR_BAD_RESPONSE', { message: 'tunneling socket could not be established' }, /The proxy /],
	])('is explained by %s %j, and nothing was sent', (code, more, text) => {
		const message = failing(code, more);
		expect(message).toMatch(text);
		expect(message).toMatch(NOT_SENT);
		expect(message).not.toContain(code);
		expect(message).not.toMatch(/undefined|Kandji broke/);
	});

	it.each([
		['ETIMEDOUT', /did not answer in time.*firewall/],
		['ECONNABORTED', /did not answer in time/],
		['EPROTO', /TLS version/],
		['ERR_SSL_WRONG_VERSION_NUMBER', /TLS version/],
		['ECONNRESET', /broke/],
	])('is explained by %s, which may come after the request', (code, text) => {
		const message = failing(code);
		expect(message).toMatch(text);
		expect(message).not.toMatch(NOT_SENT);
		expect(message).not.toContain(code);
	});

	it('is found in the errors that n8n and axios wrap', () => {
		const cause = { code: 'ENOTFOUND' };
		expect(failing('', { cause })).toMatch(/There is no host/);
		expect(failing('', { cause: { cause } })).toMatch(/There is no host/);
		expect(failing('', { cause: { code: 'ECONNREFUSED', port: 8080 } })).toMatch(/The proxy/);
	});

	it('is explained in the words of n8n where there is no code', () => {
		expect(messageOf(new Error('The request was blocked'))).toMatch(
			/^The request to accuhive\.api\.kandji\.io failed in n8n: The request was blocked\./,
		);
	});
});
