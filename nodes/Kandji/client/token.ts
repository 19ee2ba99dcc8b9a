import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { cleanToken, isLoopback, parseTenant } from './tenantUrl';

/** n8n's HTTP Request node still uses its older options, where the URL is `uri`. */
type AnyRequest = IHttpRequestOptions & {
	uri?: string;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
	rejectUnauthorized?: boolean;
};

/** Returns how a request would expose the token between n8n and Kandji; undefined where it is safe. */
function findExposure(request: AnyRequest): string | undefined {
	if (request.proxy) return 'through a proxy that the request names';
	const unchecked =
		request.skipSslCertificateValidation === true ||
		request.rejectUnauthorized === false ||
		request.agentOptions?.rejectUnauthorized === false;
	return unchecked ? 'without checking the certificate of the host' : undefined;
}

/**
 * Attaches the token to a request to the tenant's own origin. Throws a UserError for all others, so that no node can
 * send the token elsewhere: no other host, no redirect, no proxy of the request, no unchecked certificate.
 */
export function attachToken(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): IHttpRequestOptions {
	const request: AnyRequest = requestOptions;
	const { apiUrl } = parseTenant(credentials.apiUrl);
	// n8n uses either name, so both must be right where both are given.
	const foreign = [request.url ?? '', request.uri ?? '']
		.map((address) => new URL(address, request.baseURL ?? apiUrl).origin)
		.find((origin) => origin !== apiUrl);
	if (foreign !== undefined) {
		throw new UserError(`The Kandji token may only be sent to ${apiUrl}, not to ${foreign}`, {
			description:
				'Use the API URL of the credential in the request. Links that Kandji returns (such as "next") can point at other hosts: take only their parameters.',
		});
	}
	const exposure = isLoopback(apiUrl) ? undefined : findExposure(request);
	if (exposure !== undefined) {
		throw new UserError(`The Kandji token may not be sent ${exposure}`, {
			description:
				'Remove "Proxy" and "Ignore SSL Issues" from the options of the node. A proxy that all of n8n uses is set in its environment (HTTPS_PROXY), a certificate authority of your own with NODE_EXTRA_CA_CERTS.',
		});
	}
	if (request.baseURL === undefined && request.url?.startsWith('/')) request.baseURL = apiUrl;
	request.headers = {
		...request.headers,
		Authorization: `Bearer ${cleanToken(credentials.apiToken)}`,
	};
	// Each version of n8n reads only some of these. Older ones send the token to the target of a redirect.
	request.disableFollowRedirect = true;
	request.followRedirect = false;
	request.followAllRedirects = false;
	request.maxRedirects = 0;
	request.sendCredentialsOnCrossOriginRedirect = false;
	return request;
}
