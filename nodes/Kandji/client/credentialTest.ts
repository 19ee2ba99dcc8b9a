import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunction,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { at, text } from '../util/json';
import { behindProxy, PATIENCE_MS, unreachable } from './reach';
import { parseTenant } from './tenant';
import { attachToken } from './token';

const WRONG_TOKEN =
	'Kandji does not accept the API token: it is mistyped, expired, revoked or removed, or it belongs to another tenant. Some tenants remove a token together with the admin who created it.';

const NO_PERMISSION =
	'The API token works but lacks the permission "Device Information > Device list", which this test reads one device with. Tick it in Kandji under the account menu > Access (older consoles: Settings > Access), or save the credential as it is if your workflows do not list devices.';

const WRONG_TENANT =
	'No Kandji tenant answers at this API URL: check the subdomain and the region (EU tenants have "api.eu" in the address).';

/** What an answer means for somebody who pasted an address and a token, undefined when it is a list of devices. */
function flawOf(answer: unknown, host: string): string | undefined {
	const status = Number(text(answer, 'statusCode'));
	const body = at(answer, 'body');
	if (status === 407) return behindProxy(host);
	if ((status >= 300 && status < 400) || status === 404) return WRONG_TENANT;
	// Kandji answers a list of devices, a token and a permission with JSON; pages are somebody else's.
	if (status < 500 && (text(body).startsWith('<') || (status < 300 && !Array.isArray(body)))) {
		return `What answers at ${host} is not Kandji: a proxy, a firewall or a sign-in page of your network stands in between. Let ${host} pass there.`;
	}
	if (status === 401) return WRONG_TOKEN;
	if (status === 403) return NO_PERMISSION;
	if (status === 429) {
		return 'Kandji receives too many requests of this tenant at the moment, so the token could not be tested. Try again in a minute.';
	}
	if (status >= 300) {
		return `Kandji, or a proxy on the way to it, answers with status ${status}, so the token could not be tested. Try again later.`;
	}
	return undefined;
}

/** Reads one device. Answers what is wrong, in words, and undefined when nothing is. Throws a UserError for bad input. */
async function check(
	{ helpers }: ICredentialTestFunctions,
	credentials: ICredentialDataDecryptedObject,
): Promise<string | undefined> {
	const { apiUrl } = parseTenant(credentials.apiUrl);
	const devices = {
		method: 'GET' as const,
		url: `${apiUrl}/api/v1/devices?limit=1`,
		json: true,
		simple: false,
		resolveWithFullResponse: true,
		timeout: PATIENCE_MS,
	};
	const request = attachToken(credentials, devices);
	try {
		// n8n gives a test function no other way to send than this older one, against which its lint advises elsewhere.
		return flawOf(await helpers.request(request), new URL(apiUrl).host);
	} catch (error) {
		return unreachable(error, apiUrl);
	}
}

/** The test behind the credential's form, which n8n finds by `testedBy`; it never throws. */
const testKandjiApi: ICredentialTestFunction = async function (
	credential,
): Promise<INodeCredentialTestResult> {
	try {
		const flaw = await check(this, credential.data ?? {});
		return flaw === undefined
			? { status: 'OK', message: 'Connection successful!' }
			: { status: 'Error', message: flaw };
	} catch (error) {
		return { status: 'Error', message: (error as Error).message };
	}
};

/** What every node of this package gives n8n as `methods.credentialTest`. */
export const credentialTest = { testKandjiApi };
