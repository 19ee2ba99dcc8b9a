import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { checkReach } from '../nodes/Kandji/client/reach';
import { cleanToken, isLoopback, parseTenant } from '../nodes/Kandji/client/tenant';

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

/** A Kandji (Iru) API token and the tenant it belongs to; the only place that attaches the token to a request. */
export class KandjiApi implements ICredentialType {
	name = 'kandjiApi';

	displayName = 'Kandji (Iru) API';

	icon: Icon = { light: 'file:../icons/kandji.svg', dark: 'file:../icons/kandji.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-kandji/n8n-nodes-kandji#create-the-token';

	// The token is bound to the tenant's own origin below, so that n8n's list of allowed domains has nothing to add.
	hideDomainRestrictionFields = true;

	properties: INodeProperties[] = [
		{
			displayName: 'API URL',
			name: 'apiUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://accuhive.api.kandji.io',
			description:
				'In Kandji: Settings > Access, shown as "Your organization\'s API URL". EU tenants have "api.eu" in it. The address of the web console works too.',
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'In Kandji: Settings > Access > Add Token. Kandji shows the token only once. Tick only the permissions that your workflows need, at least Device Information > Device list. A token stops working when the admin who created it is removed, so create it with an account that stays.',
		},
		// n8n calls preAuthentication for a credential that has an expirable field: with this value only when it is tested.
		{
			displayName: 'Reach',
			name: 'reach',
			type: 'hidden',
			typeOptions: { expirable: true },
			default: 'checked',
		},
	];

	test: ICredentialTestRequest = {
		request: { url: '/api/v1/devices', qs: { limit: 1 } },
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Kandji does not accept the API token: it is mistyped, expired or revoked, or the admin who created it was removed. It may also be a token of another tenant.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The API token works but lacks the permission "Device Information > Device list", which this test reads one device with. Tick it in Kandji under Settings > Access, or save the credential as it is if your workflows do not list devices.',
				},
			},
			...[301, 302, 307, 308, 404].map((value) => ({
				type: 'responseCode' as const,
				properties: {
					value,
					message:
						'No Kandji tenant answers at this API URL: check the subdomain and the region (EU tenants have "api.eu" in the address).',
				},
			})),
		],
	};

	/** Before the test: n8n tells of a connection that fails nothing but its code. Throws a UserError in words. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		await checkReach(this, credentials);
		return {};
	}

	/**
	 * Attaches the token to requests that go straight to the tenant's own origin and refuses all others with a
	 * UserError, so that no node can send it elsewhere: no other host, no redirect, no proxy, no unchecked certificate.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
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
}
