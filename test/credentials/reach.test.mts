import { unreachable } from '../../nodes/Kandji/client/reach';

const apiUrl = 'https://accuhive.api.kandji.io';

/** What is told of a connection that failed with one of Node's codes. */
const failing = (code: string, more: object = {}): string =>
	unreachable(Object.assign(new Error(`connect ${code}`), { code, ...more }), apiUrl);

describe('A tenant that cannot be reached', () => {
	it.each([
		['ENOTFOUND', { hostname: 'accuhive.api.kandji.io' }, /no host accuhive\.api\.kandji\.io.*DNS/],
		['EAI_AGAIN', {}, /DNS .* does not answer/],
		['ECONNREFUSED', { port: 443 }, /refuses connections.*firewall/],
		['ENETUNREACH', {}, /no way from the machine that n8n runs on/],
		['EHOSTUNREACH', {}, /no way from/],
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
	])('tells %s %j in words', (code, more, words) => {
		const message = failing(code, more);
		expect(message).toMatch(words);
		expect(message).not.toContain(code);
	});

	it('is told the code by its cause where the failure was wrapped', () => {
		expect(failing('', { cause: { code: 'ENOTFOUND' } })).toMatch(/DNS/);
	});

	it('is told what n8n itself refused', () => {
		expect(unreachable(new Error('The request was blocked'), apiUrl)).toBe(
			'n8n did not send the request to accuhive.api.kandji.io: The request was blocked',
		);
	});
});
