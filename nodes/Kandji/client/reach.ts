import { text } from '../util/json';

/** How long somebody who tests a credential waits at most for an answer. */
export const PATIENCE_MS = 10_000;

/** Node's codes of what goes wrong with certificates. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/;
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_/;

/** Hosts are looked up, connections made and certificates checked by the machine that n8n runs on. */
const HERE = 'the machine that n8n runs on';

/** What went wrong on the way to a host: Node's code, and the host and the port that it was about, where it says so. */
interface Failure {
	code: string;
	hostname: string;
	port: string;
	message: string;
}

function failureOf(error: unknown): Failure {
	const inner = text(error, 'code') === '' ? text(error, 'cause', 'code') : text(error, 'code');
	const of = (key: string) => text(error, key) || text(error, 'cause', key);
	return { code: inner, hostname: of('hostname'), port: of('port'), message: of('message') };
}

/** Whether it was a proxy on the way that failed: another host or port than the tenant's own. */
function isProxy({ hostname, port, message }: Failure, tenant: URL): boolean {
	const own = tenant.port || (tenant.protocol === 'https:' ? '443' : '80');
	return (
		/\bproxy\b|tunnel/i.test(message) ||
		(hostname !== '' && hostname !== tenant.hostname) ||
		(port !== '' && port !== own)
	);
}

/** What a proxy is told apart by that answers in Kandji's place, or does not let n8n through. */
export const behindProxy = (host: string): string =>
	`The proxy between n8n and ${host} does not let the connection through. Check the settings of the proxy on ${HERE} (HTTPS_PROXY, NO_PROXY), and that it allows ${host}.`;

/**
 * Why a tenant cannot be reached, in words, from what n8n's request ended with: tells DNS, refusal, TLS, proxy and
 * silence apart. The codes are those of Node's dns, net and tls modules.
 */
export function unreachable(error: unknown, apiUrl: string): string {
	const tenant = new URL(apiUrl);
	const failure = failureOf(error);
	const { code } = failure;
	const { host } = tenant;
	if (isProxy(failure, tenant)) return behindProxy(host);
	if (code === '') return `n8n did not send the request to ${host}: ${failure.message}`;
	if (code === 'ENOTFOUND') {
		return `There is no host ${host}: its name is not in the DNS. Check the subdomain and the region of the API URL; if they are right, ${HERE} cannot look up names of the internet.`;
	}
	if (code === 'EAI_AGAIN') {
		return `The name ${host} could not be looked up: the DNS of ${HERE} does not answer. Check its network.`;
	}
	if (code === 'ECONNREFUSED') {
		return `${host} refuses connections. Look for a firewall between ${HERE} and ${host}, or a name server that leads elsewhere.`;
	}
	if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH') {
		return `There is no way from ${HERE} to ${host}: its network is down, or has no route to the internet.`;
	}
	if (CERTIFICATE.test(code)) {
		const told = UNTRUSTED.test(code)
			? `The certificate of ${host} is signed by an authority that ${HERE} does not trust. If your network inspects TLS, give its authority to n8n with NODE_EXTRA_CA_CERTS.`
			: `The certificate of ${host} is not valid: expired, or made for another name. Check the clock of ${HERE}, and what answers in the place of Kandji.`;
		return `${told} The token was not sent.`;
	}
	if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
		return `What answers at ${host} speaks no TLS that n8n understands. Look for a proxy or firewall between ${HERE} and ${host}.`;
	}
	if (code === 'ETIMEDOUT' || code === 'ECONNABORTED') {
		return `${host} does not answer within ${PATIENCE_MS / 1000} seconds. Look for a firewall between ${HERE} and ${host} that drops connections.`;
	}
	return `The connection to ${host} broke. Try again; if it stays so, look for a proxy or firewall between ${HERE} and ${host}.`;
}
