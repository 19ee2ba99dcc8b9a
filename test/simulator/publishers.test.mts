import { libraryOf } from '../../simulator/areas/library.mts';
import type { Part, Row } from './areas-harness.mts';
import { bodyOf, multipart, rowsOf } from './areas-harness.mts';
import { benchForFile } from './harness.mts';

const simulator = benchForFile();

const LIBRARY = '/api/v1/library';

const PROFILE = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
<key>PayloadContent</key><array><dict>
<key>PayloadIdentifier</key><string>com.example.inner</string>
<key>PayloadUUID</key><string>INNER</string>
</dict></array>
<key>PayloadDisplayName</key><string>Mine</string>
<key>PayloadIdentifier</key><string>com.example.outer</string>
<key>PayloadUUID</key><string>OUTER</string>
</dict></plist>`;

const profileParts = (more: Array<[string, string]> = []): Part[] => [
	['name', 'Wi-Fi & VPN'],
	...more,
	['file', { filename: 'wifi.mobileconfig', content: PROFILE }],
];

const sendProfile = async (parts: Part[], id = '') =>
	await multipart(
		simulator,
		id ? 'PATCH' : 'POST',
		`${LIBRARY}/custom-profiles${id && `/${id}`}`,
		parts,
	);

const uuidOf = ({ profile }: Row): string | undefined =>
	[...String(profile).matchAll(/<key>PayloadUUID<\/key><string>([^<]*)/g)].at(-1)?.[1];

describe('The storage', () => {
	it('takes parts with file names for text, except the one named file', async () => {
		const announced = await simulator.call(`POST ${LIBRARY}/custom-apps/upload`, {
			json: { name: 'a.pkg' },
		});
		const { post_url: url, post_data: data } = bodyOf(announced);
		const parts = Object.entries(data as Record<string, string>).map(
			([key, content]): Part => [key, { filename: key, content }],
		);
		const file: Part = ['file', { filename: 'a.pkg', content: 'x' }];
		const stored = await multipart(simulator, 'POST', String(url), [...parts, file], null);
		expect(stored.status).toBe(204);
	});
});

describe('T37: what is stored differs from what was sent', () => {
	it('rewrites identifier, name and UUID of a profile at each write, and leaves its payloads alone', async () => {
		const { status, body } = await sendProfile(profileParts());
		expect(status).toBe(201);
		expect(body).toMatchObject({ runs_on_android: false, runs_on_windows: false });
		expect(body.profile).toContain('<string>com.example.inner</string>');
		expect(body.profile).toContain('<string>INNER</string>');
		expect(body.profile).toContain(`<string>${String(body.mdm_identifier)}</string>`);
		expect(body.profile).toContain('<string>Wi-Fi &amp; VPN</string>');
		expect(body.profile).not.toContain('OUTER');
		const again = await sendProfile(profileParts(), String(body.id));
		expect(again.status).toBe(200);
		expect(uuidOf(again.body)).not.toBe(uuidOf(body));
	});

	it('takes the line break off the end of a script', async () => {
		const { body } = await simulator.call(`POST ${LIBRARY}/custom-scripts`, {
			json: { name: 'Hello', execution_frequency: 'once', script: '#!/bin/sh\necho 1\n' },
		});
		expect(body).toMatchObject({ script: '#!/bin/sh\necho 1' });
		expect(body).not.toHaveProperty('self_service_category_id');
	});
});

describe('Combinations that Kandji refuses', () => {
	it('are an item that neither runs nor is shown', async () => {
		const script = { name: 'Hello', execution_frequency: 'no_enforcement', script: 'echo 1' };
		const { status, body } = await simulator.call(`POST ${LIBRARY}/custom-scripts`, {
			json: script,
		});
		expect(status).toBe(400);
		expect(JSON.stringify(body)).toContain('show_in_self_service');
	});

	it('are a profile for no platform', async () => {
		expect((await sendProfile(profileParts([['runs_on_mac', 'false']]))).status).toBe(400);
	});

	it.each([
		['install_once', 'echo 1', 'Only available when choosing continuously_enforce'],
		['continuously_enforce', '', 'Required when choosing continuously_enforce'],
	])('are %s with the audit script %j', async (install_enforcement, audit_script, text) => {
		const { status, body } = await simulator.call(`POST ${LIBRARY}/custom-apps`, {
			form: {
				name: 'Driver',
				file_key: 'x',
				install_type: 'package',
				install_enforcement,
				audit_script,
			},
		});
		expect([status, JSON.stringify(body).includes(text)]).toEqual([400, true]);
	});

	it('are two items of a type that a blueprint takes once', async () => {
		const { items, assignments } = libraryOf(simulator.tenant);
		const [first] = [...items.values()].filter(({ type }) => type === 'recovery-password');
		const classic = [...simulator.tenant.blueprints.values()].find(
			({ type }) => type === 'classic',
		);
		expect([first, classic]).not.toContain(undefined);
		const [id, blueprint] = [String(first?.id), String(classic?.id)];
		assignments.set(blueprint, new Map([['', new Set([id])]]));
		if (first) items.set('second', { ...first, id: 'second' });
		const { status, text } = await simulator.call(
			`POST /api/v1/blueprints/${blueprint}/assign-library-item`,
			{ json: { library_item_id: 'second' } },
		);
		expect([status, text]).toEqual([
			400,
			'"Assignment node can only have one of this Library Item type."',
		]);
	});
});

describe('T31: a slash too many', () => {
	it('is read where public scripts write one', async () => {
		const [device] = [...simulator.tenant.devices.values()].filter(
			({ platform }) => platform === 'Mac',
		);
		const secret = `/api/v1/devices/${String(device?.device_id)}/secrets/filevaultkey/`;
		expect((await simulator.call(`GET ${secret}`)).status).toBe(200);
		const listed = await simulator.call('GET /api/v1/integrations/apple/ade/');
		expect(listed.status).toBe(200);
		expect(rowsOf(listed).length).toBeGreaterThan(0);
	});
});

it('Logs of scripts state the exit code', async () => {
	const { items } = libraryOf(simulator.tenant);
	const script = [...items.values()].find(({ type }) => type === 'custom-script');
	const { body } = await simulator.call(
		`GET ${LIBRARY}/library-items/${String(script?.id)}/status`,
	);
	const logs = (body as { results: Row[] }).results.map(({ log }) => log).filter(Boolean);
	expect(logs.length).toBeGreaterThan(0);
	expect(logs.every((log) => /^Exit code: \d\nScript results: /.test(String(log)))).toBe(true);
});

describe('Library items that the API only lists', () => {
	it.each([
		['profile', 'Mac'],
		['vpp-app', 'iPhone'],
		['macos-release', 'Mac'],
		['kandji-setup', 'Mac'],
		['google-play-app', 'Android'],
		['android-config', 'Android'],
	])('show the type %s on a device', async (type, platform) => {
		const devices = [...simulator.tenant.devices.values()].filter(
			(device) => device.platform === platform,
		);
		const listings = await Promise.all(
			devices.map(async ({ device_id: id }) => {
				const { body } = await simulator.call(`GET /api/v1/devices/${id}/library-items`);
				return (body as { library_items: Row[] }).library_items;
			}),
		);
		const found = listings.flat().filter((item) => item.type === type);
		expect(found.length).toBeGreaterThan(0);
		expect(found.some(({ status }) => status !== 'INCOMPATIBLE')).toBe(true);
	});
});

it('Logs of apps list the steps of the installation', async () => {
	const { items } = libraryOf(simulator.tenant);
	const app = [...items.values()].find(({ type }) => type === 'automatic-app');
	const { body } = await simulator.call(`GET ${LIBRARY}/library-items/${String(app?.id)}/status`);
	const logs = (body as { results: Row[] }).results.map(({ log }) => log).filter(Boolean);
	expect(logs.length).toBeGreaterThan(0);
	expect(logs.every((log) => /^Downloading .+\nCompleted download/.test(String(log)))).toBe(true);
});

it('Some Apple devices state a public address in their details', async () => {
	const macs = [...simulator.tenant.devices.values()].filter(({ platform }) => platform === 'Mac');
	const addresses = await Promise.all(
		macs.map(async ({ device_id: id }) => {
			const { body } = await simulator.call(`GET /api/v1/devices/${id}/details`);
			return (body as { network: Row }).network.public_ip;
		}),
	);
	expect(new Set(addresses.map((address) => address === ''))).toEqual(new Set([true, false]));
});

it('The answer to an update of a blueprint counts the devices that have long been silent', async () => {
	const [blueprint] = [...simulator.tenant.blueprints.values()];
	const { body } = await simulator.call(`PATCH /api/v1/blueprints/${String(blueprint?.id)}`, {
		json: { description: 'Everybody' },
	});
	const { missing_computers_count: missing, computers_count: all } = body as Row;
	expect(typeof missing).toBe('number');
	expect(Number(missing)).toBeLessThanOrEqual(Number(all));
});
