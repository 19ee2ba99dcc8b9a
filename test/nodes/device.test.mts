import { simulate } from '../engine/simulated.mts';
import { runNode } from '../../tools/harness/engine.mts';

const tenant = simulate({ devices: 650 });
const everyDevice = { resource: 'device', operation: 'getAll', returnAll: true };

describe('The Kandji node in the n8n engine', () => {
	it.each(['simplified', 'normalized', 'raw'])(
		'returns every device of a fleet of several pages once (%s)',
		async (output) => {
			const { json, error } = await tenant.run({ ...everyDevice, output });
			expect(error).toBeUndefined();
			const ids = json.map((record) => record.device_id ?? record.id);
			expect(new Set(ids)).toEqual(new Set(tenant.simulator.tenant.devices.keys()));
			expect(ids).toHaveLength(650);
		},
	);

	it('says that an operation of a newer version is not there', async () => {
		const { error } = await tenant.run({ resource: 'device', operation: 'teleport' });
		expect(error?.message).toContain('does not exist in this version of the node');
		expect(await tenant.requests()).toEqual([]);
	});

	it('does nothing without input items', async () => {
		const { items } = await tenant.run(everyDevice, { items: [] });
		expect(items).toEqual([]);
		expect(await tenant.requests()).toEqual([]);
	});

	it.each([
		['has no token', { apiToken: '' }, 'The API token is empty'],
		['has the address of another site', { apiUrl: 'https://example.com' }, 'The API URL must be'],
	])('says what to mend when the credential %s', async (_, wrong, words) => {
		const { url: apiUrl, token: apiToken } = tenant.simulator;
		const { error } = await runNode(everyDevice, { apiUrl, apiToken, ...wrong });
		expect(error?.message).toContain(words);
		expect(error?.description).toContain('Settings > Access');
		expect(await tenant.requests()).toEqual([]);
	});

	it('sends the token and nothing that tells about this machine', async () => {
		await tenant.run({ resource: 'device', operation: 'getAll', limit: 1 });
		const [request] = await tenant.requests();
		expect(request).toMatchObject({ method: 'GET', path: '/api/v1/devices', token: true });
		expect(request.query).toBe('ordering=device_id&limit=1&offset=0');
	});
});
