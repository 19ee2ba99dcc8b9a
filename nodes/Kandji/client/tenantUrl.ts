import { UserError } from 'n8n-workflow';

/** One customer's Kandji: the addresses of its API and of its web console, without trailing slashes. */
export interface Tenant {
	apiUrl: string;
	webUrl: string;
}

const EXAMPLE = 'https://accuhive.api.kandji.io';

/**
 * Hosts of US and EU tenants before and after the renaming to Iru (docs/kandji-api.md 1.1): the API host, the web
 * console, and the two legacy forms with `clients`.
 */
const HOST =
	/^(?<subdomain>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.(?<kind>(?:api|clients)\.)?(?<region>eu\.|us-1\.)?(?<domain>kandji\.io|iru\.com)$/;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** First labels of Kandji's own sites, which are never a tenant. */
const NOT_TENANTS = new Set([
	'api',
	'app',
	'clients',
	'docs',
	'eu',
	'support',
	'updates',
	'us-1',
	'www',
]);

function rejectUrl(problem: string): never {
	// The credential form shows only the message, so the message contains the example.
	throw new UserError(`The API URL ${problem}. A valid one is ${EXAMPLE}`, {
		description:
			'Kandji shows the API URL under the account menu > Access (older consoles: Settings > Access). In the EU it has "api.eu" in it: https://accuhive.api.eu.kandji.io',
	});
}

/** Characters that copying from mails and documents adds: visible and invisible blanks, straight and curly quotes. */
const STRAY = String.raw`(?:\s|["'\x60\u2018\u2019\u201c\u201d\u200b-\u200d\u2060])`;

const STRAYS = new RegExp(`${STRAY}|[<>]`, 'g');

const AROUND_TOKEN = new RegExp(`^${STRAY}*(?:Bearer\\s+)?|${STRAY}*$`, 'gi');

/**
 * Returns the tenant of a pasted address: an API URL with or without scheme, trailing slash or `/api/v1`, or any page of
 * the web console. Throws a UserError with an example for everything else. Plain http is allowed for loopback only.
 */
export function parseTenant(pasted: unknown): Tenant {
	const address = typeof pasted === 'string' ? pasted.replace(STRAYS, '') : '';
	if (address === '') rejectUrl('is empty');
	let url: URL;
	try {
		url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`);
	} catch {
		rejectUrl('is not a web address');
	}
	if (url.username !== '' || url.password !== '')
		rejectUrl('must not contain a user name or password');
	if (LOOPBACK.test(url.hostname)) {
		if (url.protocol !== 'http:' && url.protocol !== 'https:')
			rejectUrl('must start with https://');
		return { apiUrl: url.origin, webUrl: url.origin };
	}
	if (url.protocol !== 'https:') rejectUrl(`must start with https://, not ${url.protocol}//`);
	if (url.port !== '') rejectUrl(`must not name a port (${url.port})`);
	const parts = HOST.exec(url.hostname)?.groups;
	if (!parts || NOT_TENANTS.has(parts.subdomain)) {
		// Text without a dot may be the token in the wrong field, which no message may show.
		const host = url.hostname.includes('.') ? `, but it is "${url.hostname}"` : '';
		rejectUrl(`must be the address of a Kandji or Iru tenant${host}`);
	}
	const { subdomain, kind, region = '', domain } = parts;
	const webRegion = region === 'eu.' ? region : '';
	return {
		apiUrl: kind === 'clients.' ? url.origin : `https://${subdomain}.api.${webRegion}${domain}`,
		webUrl: `https://${subdomain}.${webRegion}${domain}`,
	};
}

/** Whether an API URL is on this machine: the simulator, to which no network lies in between. */
export function isLoopback(apiUrl: string): boolean {
	return LOOPBACK.test(new URL(apiUrl).hostname);
}

/** Whether an address belongs to a tenant. Its pages exist under Kandji's domain and under Iru's. */
export function sameTenant(address: string, { webUrl }: Tenant): boolean {
	const ofKandji = (url: string) => url.replace(/\.iru\.com$/, '.kandji.io');
	try {
		return ofKandji(parseTenant(address).webUrl) === ofKandji(webUrl);
	} catch {
		return false;
	}
}

/** Returns the token as Kandji issued it: without the blanks and quotes that copying adds. Throws a UserError when it is empty or contains other characters. */
export function cleanToken(pasted: unknown): string {
	const token = typeof pasted === 'string' ? pasted.replace(AROUND_TOKEN, '') : '';
	if (token === '') {
		throw new UserError('The API token is empty', {
			description:
				'Create one in Kandji with Add Token under the account menu > Access (older consoles: Settings > Access), and paste it into the credential',
		});
	}
	if (/[^\x21-\x7e]/.test(token)) {
		throw new UserError('The API token contains a blank or a character that no Kandji token has', {
			description:
				'Copy the token again. Kandji shows it only once, so create a new one if it is lost.',
		});
	}
	return token;
}
