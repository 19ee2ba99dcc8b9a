import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { simulate } from './simulated.mts';

const tenant = simulate({ devices: 300, users: 60 });

const PLATFORMS = ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Vision', 'Windows', 'Android'];
/** What every output calls a device, so that n8n's one preview is true of all. */
const NAMES = ['id', 'name', 'serialNumber'];
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
	it('is simplified to ten flat fields besides its names, which come first', async () => {
		const records = (await list('device', 'simplified')).filter(
			(each) => each.platform === platform,
		);
		expect(records.length).toBeGreaterThan(0);
		for (const record of records) {
			expect(Object.keys(record).slice(0, 3)).toEqual(NAMES);
			expect(Object.keys(record)).toHaveLength(NAMES.length + 10);
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

	it('is called what Kandji calls it in every output', async () => {
		const { device_id, device_name, serial_number } = tenant.device(platform);
		for (const output of ['simplified', 'normalized', 'raw'])
			expect(await only(output, device_id)).toMatchObject({
				device_id,
				device_name,
				serial_number,
			});
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
		expect((await only('simplified', id)).user_email).toBeNull();
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
