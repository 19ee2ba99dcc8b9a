import { readFileSync } from 'node:fs';
import path from 'node:path';

import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { root } from '../../tools/setup.mjs';

const page = readFileSync(path.join(root, 'docs/uploads.md'), 'utf8');
const [, snippet = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
const comparable = new Function('text', `${snippet}\nreturn comparable(text);`) as (
	text: string,
) => string;

const profileOf = (ssid: string) => `<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<array><dict>
		<key>PayloadIdentifier</key>
		<string>com.example.wifi</string>
		<key>PayloadUUID</key>
		<string>11111111-1111-4111-8111-111111111111</string>
		<key>SSID_STR</key><string>${ssid}</string>
	</dict></array>
	<key>PayloadDisplayName</key>
	<string>Wi-Fi</string>
	<key>PayloadIdentifier</key>
	<string>com.example.profile</string>
	<key>PayloadUUID</key>
	<string>22222222-2222-4222-8222-222222222222</string>
</dict>
</plist>
`;
const scriptOf = (word: string) => `#!/bin/zsh\necho "${word}"\n`;
const withWindowsEnds = (text: string) => text.replaceAll('\n', '\r\n');

let simulator: RunningSimulator;
beforeAll(async () => {
	simulator = await startSimulator({ devices: 1, users: 0 });
});
afterAll(async () => await simulator.close());

/** Stores a text as a new item of the library and returns it as Kandji gives it back, after one more write. */
async function storedAs(
	resource: 'customProfile' | 'customScript',
	content: string,
): Promise<string> {
	const credential = { apiUrl: simulator.url, apiToken: simulator.token };
	const file = { fileName: 'x.mobileconfig', mimeType: 'application/xml' };
	const binary = { data: { ...file, data: Buffer.from(content).toString('base64') } };
	const fields = {
		customProfile: { binaryPropertyName: 'data', additionalFields: { runsOnMac: true } },
		customScript: { script: content, executionFrequency: 'once' },
	}[resource];
	const created = await runNode(
		{ resource, operation: 'create', name: 'Sent', ...fields },
		credential,
		{ binary },
	);
	expect(created.error).toBeUndefined();
	const item = { __rl: true, mode: 'id', value: String(created.json[0].id) };
	const updated = await runNode(
		{ resource, operation: 'update', [resource]: item, updateFields: { active: true } },
		credential,
	);
	expect(updated.error).toBeUndefined();
	const { json } = await runNode(
		{ resource, operation: 'get', [resource]: item, simplify: false },
		credential,
	);
	return String(json[0].profile ?? json[0].script);
}

describe.each([
	['customProfile' as const, profileOf],
	['customScript' as const, scriptOf],
])('What docs/uploads.md compares of a %s', (resource, textOf) => {
	it.each([
		['as it is', (text: string) => text],
		['with line ends of Windows', withWindowsEnds],
		['without a line break at its end', (text: string) => text.trimEnd()],
		['with several', (text: string) => `${text}\n\n`],
	])('is equal after it was stored, %s', async (_, change) => {
		const sent = change(textOf('Office'));
		const stored = await storedAs(resource, sent);
		expect(comparable(stored)).toBe(comparable(sent));
	});

	it('differs from the stored one after a real change, or after a change of its line ends', async () => {
		const stored = await storedAs(resource, textOf('Office'));
		expect(stored).not.toBe(textOf('Office'));
		expect(comparable(stored)).not.toBe(comparable(textOf('Guests')));
		expect(comparable(stored)).not.toBe(comparable(withWindowsEnds(textOf('Office'))));
	});
});
