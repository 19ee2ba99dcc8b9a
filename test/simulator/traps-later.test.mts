import { parseTenant } from '../../nodes/Kandji/client/tenantUrl';
import type { Device } from '../../simulator/tenant.mts';
import { onlyCannedAnswers } from '../helpers/canned.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { bodyOf, rowsOf } from './areas-harness.mts';
import type { Row } from './areas-harness.mts';
import { addIntegration } from './documented-reads.mts';
import { act, ADE, at, devices, get, one, reset, simulator, V1 } from './traps.mts';

const nock = onlyCannedAnswers();

// One test for each trap of the API, by its number; docs/simulator.md lists what no source decides.

it('T19: filters contain, and tags mind their case', async () => {
	const { serial_number: serial } = one('Mac');
	const part = (await get(`${V1}/devices?serial_number=${serial.slice(2, 6)}`)).body as Row[];
	expect(part.map((row) => row.serial_number)).toContain(serial);
	const upper = (await get(`${V1}/devices?tag_name=LOANER`)).body;
	expect(upper).toEqual([]);
});

it('T20: templates have whole numbers as ids', async () => {
	const [category] = rowsOf(await get(`${V1}/blueprints/templates/`));
	expect(category?.templates).toContainEqual(expect.objectContaining({ id: expect.any(Number) }));
});

it('T21: a deleted blueprint takes its devices along', async () => {
	const { blueprint_id: id } = one('Mac');
	await simulator.call(`DELETE ${V1}/blueprints/${id}`);
	expect(devices().filter(({ blueprint_id: on }) => on === id)).toEqual([]);
});

it('T22: a key is PEM, and a library item that is not there a web page', async () => {
	expect((await get(`${ADE}/public_key/`)).text).toMatch(/^-----BEGIN CERTIFICATE/);
	const gone = await simulator.call(`DELETE ${V1}/library/custom-apps/${crypto.randomUUID()}`);
	expect([gone.status, gone.text.slice(0, 9)]).toEqual([404, '<!doctype']);
});

it('T23: a secret that is not escrowed is null, and reading one is audited', async () => {
	const before = simulator.tenant.events.length;
	expect((await get(at(one('Windows'), '/secrets/filevaultkey'))).body).toEqual({ key: null });
	expect(simulator.tenant.events.slice(before)).toEqual([
		expect.objectContaining({ action: 'view' }),
	]);
});

it('T24: notes come back as HTML under note_id', async () => {
	const json = { content: 'Lent to Sam' };
	const made = bodyOf(await simulator.call(`POST ${at(one('Mac'), '/notes')}`, { json }));
	expect(made).toMatchObject({
		note_id: expect.any(String),
		content: expect.stringMatching(/^<p>/),
	});
});

it('T25: only some vulnerabilities have a KEV score', async () => {
	await reset({ devices: 200 });
	const rows = rowsOf(await get(`${V1}/vulnerability-management/vulnerabilities`));
	expect(new Set(rows.map((row) => 'kev_score' in row))).toEqual(new Set([true, false]));
});

it.each([
	...['api.kandji.io', 'api.eu.kandji.io', 'api.iru.com', 'api.eu.iru.com'],
	...['clients.us-1.kandji.io', 'clients.eu.kandji.io'],
])('T26: %s belongs to a tenant, and only the host of a pasted address is kept', async (host) => {
	const apiUrl = `https://accuhive.${host}`;
	expect(parseTenant(`${apiUrl}/api/v1/devices?limit=1`).apiUrl).toBe(apiUrl);
	const asked = nock(apiUrl).get('/api/v1/settings/licensing').reply(200, { counts: {} });
	const { error } = await runNode(
		{ resource: 'tenant', operation: 'getLicensing' },
		{ apiUrl: `${apiUrl}/api/v1`, apiToken: 'token' },
	);
	expect([error?.message, asked.isDone()]).toEqual([undefined, true]);
});

it('T27: all tokens of a tenant share its hour', async () => {
	await reset({ hourly: 1 });
	await simulator.call('POST /simulator/tokens', { json: { token: 'second' } });
	expect((await get(`${V1}/tags`)).status).toBe(200);
	expect((await simulator.call(`GET ${V1}/tags`, { token: 'second' })).status).toBe(429);
});

it('T28: a deleted note answers 200 with a body, a created integration 200', async () => {
	const path = at(one('Mac'), '/notes');
	const made = bodyOf(await simulator.call(`POST ${path}`, { json: { content: 'Lent' } }));
	const gone = await simulator.call(`DELETE ${path}/${String(made.note_id)}`);
	expect([gone.status, Object.keys(bodyOf(gone))]).toEqual([200, ['note_id', 'deleted_at']]);
	expect((await addIntegration(simulator, `${ADE}/`)).status).toBe(200);
});

it('T29: a missing permission is 403, or 401 where a tenant does so', async () => {
	for (const refuse of [403, 401]) {
		await reset({ refuse });
		await simulator.call('POST /simulator/tokens', { json: { token: 'bare', permissions: [] } });
		expect((await simulator.call(`GET ${V1}/tags`, { token: 'bare' })).status).toBe(refuse);
	}
});

it('T30: with Windows and Android every device has an api_level, without them none', async () => {
	expect(bodyOf(await get(at(one('Mac'))))).toHaveProperty('api_level', '');
	await reset({ fleet: 'apple' });
	expect(bodyOf(await get(at(one('Mac'))))).not.toHaveProperty('api_level');
	expect(devices('Windows')).toEqual([]);
});

it('T31: a slash that is documented is needed, unless the tenant is lenient', async () => {
	expect((await get(`${V1}/blueprint-routing`)).body).toHaveProperty('message');
	expect((await get(`${V1}/tags/`)).status).toBe(404);
	await reset({ slashes: 'lenient' });
	expect((await get(`${V1}/blueprint-routing`)).status).toBe(200);
	expect((await get(`${V1}/tags/`)).status).toBe(200);
});

it('T32: there are no webhooks, and nobody adds a user', async () => {
	expect((await get(`${V1}/webhooks`)).status).toBe(404);
	expect((await simulator.call(`POST ${V1}/users`, { json: {} })).status).toBe(405);
});

it('T33: affected software has an old and a new path', async () => {
	const path = `${V1}/vulnerability-management/vulnerabilities`;
	const [{ cve_id: id }] = rowsOf(await get(path)) as [Row];
	const [old, now] = await Promise.all(
		['applications', 'software'].map(async (name) => await get(`${path}/${String(id)}/${name}`)),
	);
	expect([old?.status, old?.text]).toEqual([200, now?.text]);
});

it('T34: updateinventory still works beside dailycheckin', async () => {
	const [first, second] = devices('Mac') as [Device, Device];
	expect((await act(first, 'updateinventory')).status).toBe(200);
	expect((await act(second, 'dailycheckin')).status).toBe(200);
});

it('T35: somebody who left is archived in the directory and is_archived on the device', async () => {
	await reset({ devices: 200 });
	const left = devices().find(
		({ user_id: id }) => simulator.tenant.users.get(id ?? '')?.archived,
	) as Device;
	expect(bodyOf(await get(at(left))).user).toHaveProperty('is_archived', true);
	const user = bodyOf(await get(`${V1}/users/${left.user_id}`));
	expect(user).toMatchObject({ archived: true, active: false });
	expect(user).not.toHaveProperty('is_archived');
});

it('T36: a deleted device is no longer listed, though some are listed as removed', async () => {
	await reset({ devices: 200 });
	const mac = one('Mac');
	await simulator.call(`DELETE ${at(mac)}`);
	const rows = (await get(`${V1}/devices`)).body as Row[];
	expect(rows.map((row) => row.device_id)).not.toContain(mac.device_id);
	expect(rows.some((row) => row.is_removed === true)).toBe(true);
});
