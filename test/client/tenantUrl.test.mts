import { UserError } from 'n8n-workflow';

import { cleanToken, parseTenant, sameTenant } from '../../nodes/Kandji/client/tenantUrl';

const US = { apiUrl: 'https://accuhive.api.kandji.io', webUrl: 'https://accuhive.kandji.io' };
const EU = { apiUrl: 'https://accuhive.api.eu.kandji.io', webUrl: 'https://accuhive.eu.kandji.io' };
const US_IRU = { apiUrl: 'https://accuhive.api.iru.com', webUrl: 'https://accuhive.iru.com' };
const EU_IRU = { apiUrl: 'https://accuhive.api.eu.iru.com', webUrl: 'https://accuhive.eu.iru.com' };

/** What a call throws; fails the test when it throws nothing. */
function refusal(act: () => unknown): UserError {
	try {
		act();
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
	throw new Error('Nothing was refused');
}

describe('The API URL of the credential', () => {
	it.each([
		['the address that Kandji shows', 'https://accuhive.api.kandji.io', US],
		['no scheme', 'accuhive.api.kandji.io', US],
		['a trailing slash', 'https://accuhive.api.kandji.io/', US],
		['the path of the API', 'https://accuhive.api.kandji.io/api/v1', US],
		['the path of the API with a slash', 'accuhive.api.kandji.io/api/v1/', US],
		['a whole request with a query', 'https://accuhive.api.kandji.io/api/v1/devices?limit=1', US],
		['blanks around it', '  https://accuhive.api.kandji.io \n', US],
		['double quotes around it', '"https://accuhive.api.kandji.io"', US],
		['single quotes around it', "'accuhive.api.kandji.io'", US],
		['curly quotes around it', '\u201caccuhive.api.kandji.io\u201d', US],
		['a blank of no width after it', 'https://accuhive.api.kandji.io\u200b', US],
		['angle brackets around it', '<https://accuhive.api.kandji.io>', US],
		['upper case', 'HTTPS://AccuHive.API.Kandji.io', US],
		[
			'a digit and a dash in the subdomain',
			'3-hive.api.kandji.io',
			{
				apiUrl: 'https://3-hive.api.kandji.io',
				webUrl: 'https://3-hive.kandji.io',
			},
		],
		['the default port written out', 'https://accuhive.api.kandji.io:443/', US],
		['the web console', 'https://accuhive.kandji.io', US],
		['a page of the web console', 'https://accuhive.kandji.io/devices/6f1c6c2e#notes', US],
		['the web console without scheme', 'accuhive.kandji.io', US],
		['the EU', 'https://accuhive.api.eu.kandji.io', EU],
		['the web console of the EU', 'https://accuhive.eu.kandji.io/blueprints', EU],
		['the new name', 'https://accuhive.api.iru.com', US_IRU],
		['the web console of the new name', 'accuhive.iru.com/settings/access', US_IRU],
		['the new name in the EU', 'accuhive.api.eu.iru.com', EU_IRU],
		['the web console of the new name in the EU', 'https://accuhive.eu.iru.com', EU_IRU],
		['the web console with the US region', 'https://accuhive.us-1.kandji.io', US],
		['the API host with the US region', 'https://accuhive.api.us-1.kandji.io', US],
		[
			'the legacy US host',
			'https://accuhive.clients.us-1.kandji.io',
			{
				apiUrl: 'https://accuhive.clients.us-1.kandji.io',
				webUrl: US.webUrl,
			},
		],
		[
			'the legacy EU host',
			'accuhive.clients.eu.kandji.io',
			{
				apiUrl: 'https://accuhive.clients.eu.kandji.io',
				webUrl: EU.webUrl,
			},
		],
		[
			'the legacy host without region',
			'https://accuhive.clients.kandji.io/',
			{
				apiUrl: 'https://accuhive.clients.kandji.io',
				webUrl: US.webUrl,
			},
		],
		[
			'loopback over http',
			'http://127.0.0.1:4000/api/v1',
			{
				apiUrl: 'http://127.0.0.1:4000',
				webUrl: 'http://127.0.0.1:4000',
			},
		],
		[
			'localhost over http',
			'http://localhost:4000',
			{
				apiUrl: 'http://localhost:4000',
				webUrl: 'http://localhost:4000',
			},
		],
		[
			'IPv6 loopback',
			'http://[::1]:4000',
			{
				apiUrl: 'http://[::1]:4000',
				webUrl: 'http://[::1]:4000',
			},
		],
	])('is understood with %s', (_, pasted, tenant) => {
		expect(parseTenant(pasted)).toEqual(tenant);
	});

	it.each([
		['nothing', ''],
		['blanks only', '  \t'],
		['no text', undefined],
		['a number', 42],
		['one word', 'accuhive'],
		['another site', 'https://example.com'],
		['a look-alike that continues the host', 'https://accuhive.api.kandji.io.evil.com'],
		['a look-alike that starts the host', 'https://evilkandji.io'],
		['a look-alike with one more label', 'https://accuhive.evil.api.kandji.io'],
		['a look-alike of the new name', 'https://accuhive.api.iru.com.evil.com'],
		['a look-alike in letters of another alphabet', 'https://accuhive.api.kаndji.io'],
		['a tenant in the user name', 'https://accuhive.api.kandji.io@evil.com'],
		['a user name', 'https://someone@accuhive.api.kandji.io'],
		['a password', 'https://someone:secret@accuhive.api.kandji.io'],
		['a user name at loopback', 'http://someone@127.0.0.1:4000'],
		['a port', 'https://accuhive.api.kandji.io:8443'],
		['http', 'http://accuhive.api.kandji.io'],
		['another scheme', 'ftp://accuhive.api.kandji.io'],
		['a script', 'javascript:alert(1)'],
		['a private network over http', 'http://10.0.0.5:4000'],
		['loopback as a label', 'http://127.0.0.1.evil.com'],
		['localhost as a label', 'http://localhost.evil.com'],
		['a host that only ends in a loopback name', 'http://notlocalhost:4000'],
		['the site of the vendor', 'https://www.kandji.io'],
		['the vendor without subdomain', 'https://kandji.io'],
		['the API host without subdomain', 'https://api.kandji.io'],
		['the EU API host without subdomain', 'https://api.eu.kandji.io'],
		['the EU web host without subdomain', 'https://eu.iru.com'],
		['the manual', 'https://docs.iru.com/en/api'],
		['the support site', 'https://support.kandji.io/api'],
		['no address at all', 'https://'],
	])('is refused with %s, and a right example is shown', (_, pasted) => {
		const { message, description } = refusal(() => parseTenant(pasted));
		expect(message).toMatch(/^The API URL /);
		expect(message).toContain('https://accuhive.api.kandji.io');
		expect(description).toContain('Settings > Access');
	});

	it.each([
		['in its place', '3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640'],
		['in its place, without dashes', '3f0c9d527a414b8e9c0651d2e8a7b640'],
		['behind it', 'https://accuhive api kandji io:3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640'],
	])('never shows a token that was pasted %s', (_, pasted) => {
		const { message, description } = refusal(() => parseTenant(pasted));
		expect(`${message} ${description}`).not.toContain('3f0c9d52');
	});

	it('never shows a password that was pasted with it', () => {
		const { message, description } = refusal(() =>
			parseTenant('https://someone:hunter2@accuhive.api.kandji.io'),
		);
		expect(`${message} ${description}`).not.toContain('hunter2');
	});
});

describe('An address', () => {
	it.each([
		['a page of the web console', 'https://accuhive.kandji.io/devices/1', US],
		['a page under the new name', 'https://accuhive.iru.com/devices/1', US],
		['a page under the old name', 'https://accuhive.eu.kandji.io/users/1', EU_IRU],
		['the API', 'https://accuhive.api.kandji.io/api/v1/devices', US_IRU],
	])('belongs to the tenant when it is %s', (_, address, tenant) => {
		expect(sameTenant(address, tenant)).toBe(true);
	});

	it.each([
		['another subdomain', 'https://other.kandji.io/devices/1'],
		['another region', 'https://accuhive.eu.kandji.io/devices/1'],
		['another site', 'https://accuhive.iru.com.evil.com/devices/1'],
	])('does not belong to the tenant with %s', (_, address) => {
		expect(sameTenant(address, US)).toBe(false);
	});
});

describe('The API token of the credential', () => {
	const token = '3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640';

	it.each([
		['nothing around it', token],
		['blanks and line ends around it', ` \t${token}\r\n`],
		['quotes around it', `"${token}"`],
		['quotes and blanks around it', ` ' ${token} ' `],
		['curly quotes around it', `\u201c${token}\u201d`],
		['a blank of no width after it', `${token}\u200b`],
		['the word Bearer before it', `Bearer ${token}`],
		['the word bearer and quotes before it', `"bearer  ${token}"`],
	])('is understood with %s', (_, pasted) => {
		expect(cleanToken(pasted)).toBe(token);
	});

	it.each([
		['nothing', ''],
		['blanks only', ' \n'],
		['quotes only', '""'],
		['no text', undefined],
		['a blank inside', '3f0c9d52 7a41'],
		['a line end inside', '3f0c9d52\n7a41'],
		['a letter that no header may hold', '3f0c9d52\u20147a41'],
	])('is refused with %s, without being shown', (_, pasted) => {
		const { message, description } = refusal(() => cleanToken(pasted));
		expect(message).toMatch(/^The API token /);
		expect(`${message} ${description}`).not.toContain('7a41');
	});
});
