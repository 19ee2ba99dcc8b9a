import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunction,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { at, text } from '../util/json';
import { joinSentences } from '../util/sentences';
import { connectionFailure, explainConnection, proxyDenied } from './connectionFailure';
import type { ConnectionFailure } from './connectionFailure';
import { isPage } from './kandjiText';
import { parseTenant } from './tenantUrl';
import { attachToken } from './token';

/** Milliseconds that somebody who tests a credential waits for an answer. */
const TIMEOUT_MS = 10_000;

const WRONG_TOKEN =
	'Kandji does not accept the API token: it is mistyped, expired, revoked or removed, or it belongs to another tenant. Some tenants remove a token together with the admin who created it.';

const NO_PERMISSION =
	'The API token works but lacks the permission "Device Information > Device list", which this test reads one device with. Tick it in Kandji under the account menu > Access (older consoles: Settings > Access), or save the credential as it is if your workflows do not list devices.';

const WRONG_TENANT =
	'No Kandji tenant answers at this API URL: check the subdomain and the region (EU tenants have "api.eu" in the address).';

/** Returns the explanation of a failing connection as one text, because the form shows no description. */
function explained(failure: ConnectionFailure): string {
	const { message, advice } = explainConnection(failure);
	return joinSentences(message, advice);
}

/** Returns why an answer shows a wrong address or token; undefined when it is a list of devices. */
function findFault(answer: unknown, apiUrl: string): string | undefined {
	const { host } = new URL(apiUrl);
	const status = Number(text(answer, 'statusCode'));
	const body = at(answer, 'body');
	if (status === 407) return explained(proxyDenied(apiUrl));
	if ((status >= 300 && status < 400) || status === 404) return WRONG_TENANT;
	// Kandji answers with JSON. A page comes from something else.
	if (status < 500 && (isPage(body) || (status < 300 && !Array.isArray(body)))) {
		return `Something other than Kandji answers at ${host}: a proxy, a firewall or a sign-in page of your network. Allow ${host} there.`;
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

/** Reads one device. Returns what is wrong as text; undefined when nothing is. Throws a UserError for bad input. */
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
		timeout: TIMEOUT_MS,
	};
	const request = attachToken(credentials, devices);
	try {
		// n8n provides only this older helper to a test function. Its lint advises against it elsewhere.
		return findFault(await helpers.request(request), apiUrl);
	} catch (error) {
		return explained(connectionFailure(error, apiUrl));
	}
}

/** The test of the credential's form, which n8n finds by `testedBy`. It never throws. */
const testKandjiApi: ICredentialTestFunction = async function (
	credential,
): Promise<INodeCredentialTestResult> {
	try {
		const fault = await check(this, credential.data ?? {});
		return fault === undefined
			? { status: 'OK', message: 'Connection successful!' }
			: { status: 'Error', message: fault };
	} catch (error) {
		return { status: 'Error', message: (error as Error).message };
	}
};

/** The `methods.credentialTest` of every node of this package. */
export const credentialTest = { testKandjiApi };
