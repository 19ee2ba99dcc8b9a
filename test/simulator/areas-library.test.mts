import { assignmentNodes } from '../../simulator/areas/library-seed.mts';
import { libraryOf } from '../../simulator/areas/library.mts';
import type { Part, Row } from './areas-harness.mts';
import { bodyOf, multipart, rowsOf } from './areas-harness.mts';
import type { Answer } from './harness.mts';
import { benchForFile } from './harness.mts';

const simulator = benchForFile();

const LIBRARY = '/api/v1/library';
const file = (filename: string, content: string): Part => ['file', { filename, content }];

describe('custom profiles and scripts', () => {
	it('keep the text of a profile that was uploaded', async () => {
		const path = `${LIBRARY}/custom-profiles`;
		const made = await multipart(simulator, 'POST', path, [
			['name', 'Proxy'],
			['runs_on_ipad', 'true'],
			file('proxy.mobileconfig', '<plist>one</plist>'),
		]);
		expect(made.status).toBe(201);
		const { id } = made.body;
		expect(made.body).toMatchObject({
			mdm_identifier: `com.kandji.profile.custom.${String(id)}`,
			profile: '<plist>one</plist>',
			runs_on_mac: false,
			runs_on_ipad: true,
			runs_on_vision: false,
		});
		const changed = await multipart(simulator, 'PATCH', `${path}/${String(id)}`, [
			['name', 'Proxy 2'],
		]);
		expect(changed.body).toMatchObject({ name: 'Proxy 2', profile: '<plist>one</plist>' });
		const bare = await multipart(simulator, 'POST', path, [['name', 'Proxy']]);
		expect([bare.status, bare.body]).toEqual([400, { file: ['No file was submitted.'] }]);
	});

	it('refuse a script without its fields or with an unknown frequency', async () => {
		const path = `${LIBRARY}/custom-scripts`;
		const script = { name: 'Hello', execution_frequency: 'once', script: 'echo' };
		const made = await simulator.call(`POST ${path}`, { json: script });
		expect([made.status, bodyOf(made).remediation_script]).toEqual([201, '']);
		const none = await simulator.call(`POST ${path}`, { json: { name: 'Hello' } });
		expect(Object.keys(bodyOf(none))).toEqual(['execution_frequency', 'script']);
		const often = { ...script, execution_frequency: 'hourly' };
		expect((await simulator.call(`POST ${path}`, { json: often })).status).toBe(400);
	});
});

describe('library items on blueprints', () => {
	const blueprints = () => [...simulator.tenant.blueprints.values()];
	const item = () => [...libraryOf(simulator.tenant).items.keys()];
	const change = async (id: string, verb: string, json: Row): Promise<Answer> =>
		await simulator.call(`POST /api/v1/blueprints/${id}/${verb}-library-item`, { json });
	const listed = async (id: string): Promise<unknown[]> =>
		rowsOf(await simulator.call(`GET /api/v1/blueprints/${id}/list-library-items`)).map(
			(row) => row.id,
		);

	it('are assigned to and removed from a classic blueprint, once each, and the item remembers it', async () => {
		const { id } = blueprints().find(({ type }) => type === 'classic') ?? { id: '' };
		const before = await listed(id);
		const free = item().find((each) => !before.includes(each)) ?? '';
		const body = { library_item_id: free };
		expect((await change(id, 'assign', body)).body).toEqual(expect.arrayContaining([free]));
		expect((await change(id, 'assign', body)).text).toBe(
			'"Library Item already exists on Blueprint"',
		);
		const activity = await simulator.call(`GET ${LIBRARY}/library-items/${free}/activity`);
		expect(rowsOf(activity)[0].activity_type).toBe('library_item_assignment_changed');
		expect((await change(id, 'remove', body)).body).not.toContain(free);
		expect((await change(id, 'remove', body)).text).toBe(
			'"Library Item does not exist on Blueprint"',
		);
		const node = { ...body, assignment_node_id: free };
		const refused = await change(id, 'assign', node);
		expect([refused.status, refused.text]).toEqual([
			400,
			'"assignment_node_id cannot be provided for Classic Blueprint"',
		]);
		expect(await listed(id)).toEqual(before);
	});

	it('need a node on a map with conditional logic, and none on a map without', async () => {
		const maps = blueprints().filter(({ type }) => type === 'map');
		const branched = maps.find((map) => assignmentNodes(map).length > 1);
		if (!branched) throw new Error('No map with conditional logic');
		const [itemId] = item();
		const without = await change(branched.id, 'assign', { library_item_id: itemId });
		expect(without.text).toBe('"Must provide assignment_node_id for Assignment Map Blueprint"');
		const body = { library_item_id: itemId, assignment_node_id: assignmentNodes(branched)[0] };
		await change(branched.id, 'remove', body);
		expect((await change(branched.id, 'assign', body)).status).toBe(200);
		const twice = await change(branched.id, 'assign', body);
		expect(twice.text).toBe('"Library Item already exists in Assignment Node"');
		await change(branched.id, 'remove', body);
		const gone = await change(branched.id, 'remove', body);
		expect(gone.text).toBe('"Library Item does not exist in Assignment Node"');
	});
});

describe('what devices report', () => {
	it('has the mixed-case vocabulary, and the shorter one in the status', async () => {
		const seen = new Set<unknown>();
		const short = new Set<unknown>();
		for (const id of simulator.tenant.devices.keys()) {
			const [items, status] = await Promise.all([
				simulator.call(`GET /api/v1/devices/${id}/library-items`),
				simulator.call(`GET /api/v1/devices/${id}/status`),
			]);
			for (const row of bodyOf(items).library_items as Row[]) seen.add(row.status);
			for (const row of bodyOf(status).library_items as Row[]) short.add(row.status);
		}
		expect([...seen]).toEqual(
			expect.arrayContaining(['PASS', 'success', 'INCOMPATIBLE', 'CACHED']),
		);
		expect([...short]).toEqual(expect.arrayContaining(['PASS', 'success', 'INCOMPATIBLE']));
		expect([...short]).not.toContain('CACHED');
	});

	it('has parameters on Macs only', async () => {
		for (const { device_id: id, platform } of simulator.tenant.devices.values()) {
			const { body } = await simulator.call(`GET /api/v1/devices/${id}/parameters`);
			const { parameters } = body as { parameters: Row[] };
			expect(parameters.length > 0).toBe(platform === 'Mac');
		}
	});

	it('is listed by item too, 300 at most, for one device if asked', async () => {
		const { tenant } = simulator;
		const { items } = libraryOf(tenant);
		const avert = [...items.values()].find(({ type }) => type === 'threat-security-policy');
		const path = `GET ${LIBRARY}/library-items/${avert?.id}/status`;
		const all = rowsOf(await simulator.call(`${path}?limit=999`));
		expect(all.length).toBeGreaterThan(0);
		expect(all[0]).toHaveProperty('edr_status');
		const { id } = all[0].computer as { id: string };
		expect(rowsOf(await simulator.call(`${path}?computer_id=${id}`))).toEqual([all[0]]);
	});
});
