import { text } from '../util/json';
import { joinSentences } from '../util/sentences';
import { shortened } from './kandjiText';

/** Reasons why a request has no answer, by which messages and retries differ. */
export type ConnectionFault =
	| 'proxyDown'
	| 'proxyDenied'
	| 'unknownHost'
	| 'noDns'
	| 'refused'
	| 'noRoute'
	| 'untrusted'
	| 'invalidCertificate'
	| 'noTls'
	| 'timeout'
	| 'interrupted'
	| 'blocked';

/** A request that has no answer, or only the answer of a proxy. */
export interface ConnectionFailure {
	kind: 'connection';
	fault: ConnectionFault;
	/** Host and port of the API URL. */
	host: string;
	/** The reason in n8n's own words, where it has no code. */
	reason?: string;
}

/** Node's codes of failing connections (its modules dns, net and tls). */
const BY_CODE: Record<string, ConnectionFault> = {
	ENOTFOUND: 'unknownHost',
	EAI_AGAIN: 'noDns',
	ECONNREFUSED: 'refused',
	ENETUNREACH: 'noRoute',
	EHOSTUNREACH: 'noRoute',
	EPROTO: 'noTls',
	ETIMEDOUT: 'timeout',
	ECONNABORTED: 'timeout',
};

/** Names are looked up, connections are opened and certificates are verified by this machine. */
const HERE = 'the machine that runs n8n';

interface Explained {
	message: (host: string) => string;
	advice: (host: string) => string;
	/** Whether Kandji may have received the request. */
	isSent: boolean;
	/** How often a request is sent at most. */
	maxTries: number;
}

const MAX_TRIES = 5;

const FAULTS: Record<ConnectionFault, Explained> = {
	proxyDown: {
		message: (host) => `The proxy between n8n and ${host} cannot be reached`,
		advice: () =>
			`Check the proxy settings of ${HERE} (HTTPS_PROXY, NO_PROXY), and that the proxy is running`,
		isSent: false,
		maxTries: MAX_TRIES,
	},
	proxyDenied: {
		message: (host) => `The proxy between n8n and ${host} does not let the connection through`,
		advice: (host) =>
			`Check the user name and password in the proxy settings of ${HERE} (HTTPS_PROXY), and that the proxy allows ${host}`,
		isSent: false,
		maxTries: 1,
	},
	unknownHost: {
		message: (host) => `There is no host ${host}`,
		advice: () =>
			`Check the subdomain and the region of the API URL. If they are right, ${HERE} cannot look up names of the internet.`,
		isSent: false,
		// Looking up a name may take long, so a second failure is enough.
		maxTries: 2,
	},
	noDns: {
		message: (host) => `The host ${host} could not be looked up`,
		advice: () => `The DNS of ${HERE} does not answer. Check its network.`,
		isSent: false,
		maxTries: MAX_TRIES,
	},
	refused: {
		message: (host) => `${host} refuses connections`,
		advice: (host) =>
			`Look for a firewall between ${HERE} and ${host}, or a DNS that names another address`,
		isSent: false,
		maxTries: MAX_TRIES,
	},
	noRoute: {
		message: (host) => `${host} cannot be reached from ${HERE}`,
		advice: () => 'Its network is down, or has no route to the internet',
		isSent: false,
		maxTries: MAX_TRIES,
	},
	untrusted: {
		message: (host) => `The certificate of ${host} is not trusted by ${HERE}`,
		advice: () =>
			'If your network inspects TLS, give the certificate of its authority to n8n with NODE_EXTRA_CA_CERTS',
		isSent: false,
		maxTries: 1,
	},
	invalidCertificate: {
		message: (host) => `The certificate of ${host} is expired, or was issued for another name`,
		advice: (host) =>
			`Check the clock of ${HERE}, and whether a proxy or firewall answers in place of ${host}`,
		isSent: false,
		maxTries: 1,
	},
	noTls: {
		message: (host) => `${host} does not answer with a TLS version that n8n supports`,
		advice: (host) => `Look for a proxy or firewall between ${HERE} and ${host}`,
		isSent: true,
		maxTries: MAX_TRIES,
	},
	timeout: {
		message: (host) => `${host} did not answer in time`,
		advice: (host) =>
			`Try again later. If it stays so, look for a firewall between ${HERE} and ${host} that drops connections.`,
		isSent: true,
		// Each try takes the whole timeout, so a second failure is enough.
		maxTries: 2,
	},
	interrupted: {
		message: (host) => `The connection to ${host} broke`,
		advice: (host) =>
			`Try again later. If it stays so, look for a proxy or firewall between ${HERE} and ${host}.`,
		isSent: true,
		maxTries: MAX_TRIES,
	},
	blocked: {
		message: (host) => `The request to ${host} failed in n8n`,
		advice: () => 'Check the network settings of n8n, and the log of n8n',
		isSent: true,
		maxTries: MAX_TRIES,
	},
};

/** Returns the text of a key of an error, or of the errors that n8n and axios wrapped; `''` where none has it. */
export function textWithin(error: unknown, key: string): string {
	return text(error, key) || text(error, 'cause', key) || text(error, 'cause', 'cause', key);
}

/** Returns what failed at a proxy; undefined where the error is about the tenant's own host and port. */
function proxyFault(error: unknown, tenant: URL): ConnectionFault | undefined {
	const messages = `${text(error, 'message')} ${text(error, 'cause', 'message')}`;
	if (/\bproxy\b|tunnel/i.test(messages)) return 'proxyDenied';
	const [hostname, port] = [textWithin(error, 'hostname'), textWithin(error, 'port')];
	const ownPort = tenant.port || (tenant.protocol === 'https:' ? '443' : '80');
	const isOther =
		(hostname !== '' && hostname !== tenant.hostname) || (port !== '' && port !== ownPort);
	return isOther ? 'proxyDown' : undefined;
}

function faultOf(error: unknown, tenant: URL): ConnectionFault {
	const code = textWithin(error, 'code');
	const known = proxyFault(error, tenant) ?? BY_CODE[code];
	if (known !== undefined) return known;
	if (/SELF_SIGNED|UNABLE_TO_/.test(code)) return 'untrusted';
	if (/CERT|ALTNAME/.test(code)) return 'invalidCertificate';
	if (code.startsWith('ERR_SSL')) return 'noTls';
	return code === '' ? 'blocked' : 'interrupted';
}

/** Returns why a request to the tenant ended without an answer, from the error that n8n's helper threw. */
export function connectionFailure(error: unknown, apiUrl: string): ConnectionFailure {
	const tenant = new URL(apiUrl);
	const fault = faultOf(error, tenant);
	const reason = fault === 'blocked' ? shortened(text(error, 'message')) : undefined;
	return { kind: 'connection', fault, host: tenant.host, reason };
}

/** Returns the failure of a request that a proxy rejected with 407. */
export const proxyDenied = (apiUrl: string): ConnectionFailure => ({
	kind: 'connection',
	fault: 'proxyDenied',
	host: new URL(apiUrl).host,
});

/** Returns what happened to the connection and what to do next: the same for nodes, pickers, trigger and credential test. */
export function explainConnection({ fault, host, reason }: ConnectionFailure): {
	message: string;
	advice: string;
} {
	const { message, advice, isSent } = FAULTS[fault];
	return {
		message: reason ? `${message(host)}: ${reason}` : message(host),
		advice: isSent ? advice(host) : joinSentences(advice(host), 'Nothing was sent.'),
	};
}

/** Whether Kandji may have received the request. */
export const mayHaveBeenSent = ({ fault }: ConnectionFailure): boolean => FAULTS[fault].isSent;

/** Returns how often a request that fails in this way is sent at most. */
export const maxTriesAfter = ({ fault }: ConnectionFailure): number => FAULTS[fault].maxTries;
