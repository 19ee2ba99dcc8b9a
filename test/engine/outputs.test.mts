import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { simulate } from './simulated.mts';

const tenant = simulate({ devices: 300, users: 60 });

const PLATFORMS = ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Vision', 'Windows', 'Android'];
/** What Simplified says of a device, in its order. */
const SIMPLIFIED =
	'name serialNumber userName userEmail lastCheckIn platform model osVersion blueprintName assetTag blueprintId id'.split(
		' ',
	);
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const list = async (resource: string, output: string, filters: INodeParameters = {}) =>
	(await tenant.run({ resource, operation: 'getAll', returnAll: true, output, filters })).json;
const only = async (output: string, id: string): Promise<IDataObject> => {
	const device = { __rl: true, mode: 'id', value: id };
	return (await tenant.run({ resource: 'device', operation: 'get', device, output })).json[0];
};
const isFlat = (record: IDataObject) =>
	Object.values(record).every((value) => value === null || typeof value !== 'object');

describe.each(PLATFORMS)('A device of the platform %s', (platform) => {
	it('is simplified to flat fields, what people look for first and IDs last', async () => {
		const records = (await list('device', 'simplified')).filter(
			(each) => each.platform === platform,
		);
		expect(records.length).toBeGreaterThan(0);
		for (const record of records) {
			expect(Object.keys(record)).toEqual(SIMPLIFIED);
			expect(isFlat(record)).toBe(true);
			expect(Object.values(record)).not.toContain('');
		}
	});

	it('is normalized to the one shape of all platforms', async () => {
		const [mac] = await list('device', 'normalized', { platform: 'Mac' });
		const records = (await list('device', 'normalized')).filter(
			(each) => each.platform === platform,
		);
		expect(records.length).toBeGreaterThan(0);
		for (const record of records) {
			expect(Object.keys(record)).toEqual(Object.keys(mac));
			expect(Object.values(record)).not.toContain('');
			for (const key of ['lastCheckIn', 'firstEnrollment', 'lastEnrollment']) {
				if (record[key] !== null) expect(record[key]).toMatch(ISO);
			}
			for (const key of ['mdmEnabled', 'agentInstalled', 'missing', 'removed']) {
				expect([true, false, null]).toContain(record[key]);
			}
			expect(record.url).toBe(`${tenant.simulator.url}/devices/${String(record.id)}`);
			expect(Array.isArray(record.tags)).toBe(true);
		}
	});

	it('is raw exactly as Kandji sends it', async () => {
		const { device_id: id } = tenant.device(platform);
		const headers = { Authorization: `Bearer ${tenant.simulator.token}` };
		const sent = await fetch(`${tenant.simulator.url}/api/v1/devices/${id}`, { headers });
		expect(await only('raw', id)).toEqual(await sent.json());
	});

	it('has each field in one spelling only, the same in Simplified and Normalized', async () => {
		const {
			device_id: id,
			device_name: name,
			serial_number: serialNumber,
		} = tenant.device(platform);
		for (const output of ['simplified', 'normalized']) {
			const record = await only(output, id);
			expect(record).toMatchObject({ id, name, serialNumber, platform, matchedBy: 'id' });
			expect(Object.keys(record).filter((key) => key.includes('_'))).toEqual([]);
		}
	});

	it('is simplified in Get Details with the same facts', async () => {
		const { device_id: id } = tenant.device(platform);
		const device = { __rl: true, mode: 'id', value: id };
		const { json } = await tenant.run({ resource: 'device', operation: 'getDetails', device });
		const { lastCheckIn, ...simple } = await only('simplified', id);
		for (const key of ['name', 'serialNumber', 'userEmail', 'platform', 'assetTag'])
			expect([key, json[0][key]]).toEqual([key, simple[key]]);
		expect(isFlat(json[0])).toBe(true);
		expect([typeof lastCheckIn, json[0].id]).toEqual(['string', id]);
	});
});

describe('A device that nobody uses', () => {
	const unassign = async (user: unknown) => {
		const { device_id: id } = tenant.device('Mac');
		await tenant.control('PATCH', `/devices/${id}`, { user_id: null, user });
		return id;
	};

	it.each(['', null])('has no user, however Kandji writes it (%p)', async (user) => {
		const id = await unassign(user);
		expect((await only('normalized', id)).user).toBeNull();
		expect((await only('simplified', id)).userEmail).toBeNull();
	});
});

describe('A user', () => {
	it('is simplified to at most ten flat fields', async () => {
		const records = await list('user', 'simplified');
		expect(records).toHaveLength(60);
		for (const record of records) {
			expect(Object.keys(record).length).toBeLessThanOrEqual(10);
			expect(isFlat(record)).toBe(true);
		}
	});

	it('is normalized with ISO dates and without empty texts', async () => {
		for (const record of await list('user', 'normalized')) {
			expect(record.createdAt).toMatch(ISO);
			expect(Object.values(record)).not.toContain('');
			expect(typeof record.deviceCount).toBe('number');
		}
	});
});

describe('A row of Prism', () => {
	it.each([
		['apps', 'name'],
		['device_information', 'marketing_name'],
		['filevault', 'status'],
		['installed_profiles', 'profile_display_name'],
		['local_users', 'username'],
		['certificates', 'common_name'],
	])('of the category %s begins with its %s, then names the device', async (category, first) => {
		const { json } = await tenant.run({ resource: 'prism', operation: 'getAll', category });
		expect(json.length).toBeGreaterThan(0);
		for (const row of json) {
			const keys = Object.keys(row);
			expect(keys[0]).toBe(first);
			expect(keys.slice(-5)).toEqual([
				'device__name',
				'serial_number',
				'device__user_email',
				'blueprint_name',
				'device_id',
			]);
			expect(keys.length).toBeLessThanOrEqual(11);
			expect(isFlat(row)).toBe(true);
		}
	});
});
