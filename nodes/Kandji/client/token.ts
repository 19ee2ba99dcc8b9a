import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { cleanToken, isLoopback, parseTenant } from './tenant';

/** n8n's HTTP Request node still hands over its older options, where the URL is `uri`. */
type AnyRequest = IHttpRequestOptions & {
	uri?: string;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
	rejectUnauthorized?: boolean;
};

/** What would let somebody between n8n and Kandji read the token, undefined when nothing does. */
function listeningIn(request: AnyRequest): string | undefined {
	if (request.proxy) return 'through a proxy that the request names';
	const unchecked =
		request.skipSslCertificateValidation === true ||
		request.rejectUnauthorized === false ||
		request.agentOptions?.rejectUnauthorized === false;
	return unchecked ? 'without checking the certificate of the host' : undefined;
}

/**
 * Attaches the token to a request that goes straight to the tenant's own origin and refuses all others with a
 * UserError, so that no node can send it elsewhere: no other host, no redirect, no proxy, no unchecked certificate.
 */
export function attachToken(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): IHttpRequestOptions {
	const request: AnyRequest = requestOptions;
	const { apiUrl } = parseTenant(credentials.apiUrl);
	// n8n takes either name, so where both are there both must be right.
	const foreign = [request.url ?? '', request.uri ?? '']
		.map((address) => new URL(address, request.baseURL ?? apiUrl).origin)
		.find((origin) => origin !== apiUrl);
	if (foreign !== undefined) {
		throw new UserError(`The Kandji token may only be sent to ${apiUrl}, not to ${foreign}`, {
			description:
				'Use the API URL of the credential in the request. Links that Kandji returns (such as "next") can point at other hosts: take only their parameters.',
		});
	}
	const manner = isLoopback(apiUrl) ? undefined : listeningIn(request);
	if (manner !== undefined) {
		throw new UserError(`The Kandji token may not be sent ${manner}`, {
			description:
				'Remove "Proxy" and "Ignore SSL Issues" from the options of the node. A proxy that all of n8n uses is set in its environment (HTTPS_PROXY), a certificate authority of your own with NODE_EXTRA_CA_CERTS.',
		});
	}
	if (request.baseURL === undefined && request.url?.startsWith('/')) request.baseURL = apiUrl;
	request.headers = {
		...request.headers,
		Authorization: `Bearer ${cleanToken(credentials.apiToken)}`,
	};
	// Each n8n looks at some of these only, and older ones take the token along wherever a redirect points.
	request.disableFollowRedirect = true;
	request.followRedirect = false;
	request.followAllRedirects = false;
	request.maxRedirects = 0;
	request.sendCredentialsOnCrossOriginRedirect = false;
	return request;
}
