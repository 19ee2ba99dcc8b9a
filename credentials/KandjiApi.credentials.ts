import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { attachToken } from '../nodes/Kandji/client/token';

/** A Kandji (Iru) API token and the tenant it belongs to; its test is a function of the nodes. */
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
				'In Kandji: account menu > Access > API tokens (older consoles: Settings > Access), shown as "Your organization\'s API URL". EU tenants have "api.eu" in it. The address of the web console works too.',
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'In Kandji: account menu > Access > API tokens > Add Token (older consoles: Settings > Access). Kandji shows the token only once. Tick only the permissions that your workflows need, at least Device Information > Device list. Some tenants remove a token together with the admin who created it, so create it with an account that stays.',
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			hint: '0 sets no limit: n8n uses what other programs of the tenant leave free',
			description: 'How many requests a second n8n may send at most',
		},
		{
			displayName: 'Requests at Once',
			name: 'requestsAtOnce',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 0 },
			default: 0,
			hint: '0 allows 100; fewer are gentler to a proxy between n8n and Kandji',
			description: 'How many requests may be open at the same time',
		},
	];

	/** Attaches the token to requests to the tenant's own origin; throws a UserError for all others. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return attachToken(credentials, requestOptions);
	}
}
