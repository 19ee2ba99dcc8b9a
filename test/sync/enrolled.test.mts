import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { KandjiAssetSync } from '../../nodes/Kandji/KandjiAssetSync.node';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { runNode } from '../../tools/harness/engine.mts';

const [UPDATE, KANDJI, ATTENTION] = [2, 4, 5];

let simulator: RunningSimulator;
let control: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 40, rate: 0, hourly: 0 });
	control = new Control(simulator);
});
beforeEach(async () => await control.reset());
afterAll(async () => await simulator.close());

async function sync(assets: IDataObject[], parameters: INodeParameters): Promise<IDataObject[][]> {
	const { outputs, error } = await runNode(
		{ defaultCategory: '', ...parameters },
		{ apiUrl: simulator.url, apiToken: simulator.token },
		{
			items: assets,
			nodeType: new KandjiAssetSync(),
			node: { type: 'n8n-nodes-kandji.kandjiAssetSync' },
		},
	);
	expect(error).toBeUndefined();
	return outputs.map((items) => items.map(({ json }) => json));
}

/** Assets of these devices, as another system holds them. */
const assetsOf = (more: (serial: string) => IDataObject = () => ({})): IDataObject[] =>
	[...simulator.tenant.devices.values()].map(({ device_id, device_name, serial_number }) => ({
		id: device_id,
		serialNumber: serial_number,
		name: device_name,
		deviceId: device_id,
		status: 'in use',
		...more(serial_number),
	}));

const RETIRE: INodeParameters = {
	options: {
		removal: 'retire',
		removalField: 'status',
		removalValue: 'Retired',
		maxRemovals: '100%',
	},
};

it('An asset of a device that only the filter leaves out is not retired', async () => {
	const outputs = await sync(assetsOf(), { ...RETIRE, filters: { platform: 'Windows' } });
	expect(outputs[UPDATE].filter(({ action }) => action === 'retire')).toEqual([]);
	expect(JSON.stringify(outputs[ATTENTION])).not.toMatch(/left Kandji|Most Removals/);
});

it('Nor is that of a device that was enrolled again and is left out by the filter', async () => {
	const assets = assetsOf().map((asset, index) => ({
		...asset,
		deviceId: `d0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
	}));
	const outputs = await sync(assets, {
		...RETIRE,
		options: { ...(RETIRE.options as INodeParameters), maxUpdates: 'off' },
		filters: { platform: 'Windows' },
	});
	expect(outputs[UPDATE].length).toBeGreaterThan(0);
	expect(outputs[UPDATE].filter(({ action }) => action === 'retire')).toEqual([]);
	expect(outputs[ATTENTION]).toEqual([]);
});

it('A device ID is not guessed from a name that other systems use, where assets may be retired', async () => {
	const guessed = assetsOf().map(({ deviceId, ...asset }) => ({ ...asset, mdmId: deviceId }));
	const { error } = await runNode(
		{ defaultCategory: '', ...RETIRE },
		{ apiUrl: simulator.url, apiToken: simulator.token },
		{
			items: guessed,
			nodeType: new KandjiAssetSync(),
			node: { type: 'n8n-nodes-kandji.kandjiAssetSync' },
		},
	);
	expect(error?.message).toContain('Asset Fields > Kandji Device ID');
});

it('An asset of a device whose record says that it was removed is retired', async () => {
	const [device] = [...simulator.tenant.devices.values()].filter(
		({ platform }) => platform === 'Windows',
	);
	const assets = assetsOf();
	await control.change(device.device_id, { is_removed: true });
	const outputs = await sync(assets, RETIRE);
	const retired = outputs[UPDATE].filter(({ action }) => action === 'retire');
	expect(retired.map(({ asset }) => (asset as IDataObject).id)).toEqual([device.device_id]);
});

describe('A device is given in Kandji to the person of its asset', () => {
	const assigned = async (changes: object) => {
		const [user] = [...simulator.tenant.users.values()].filter(({ archived }) => !archived);
		const [device] = simulator.tenant.devices.values();
		await control.change(device.device_id, { user_id: null });
		await control.control('PATCH', `/users/${user.id}`, changes);
		const assets = assetsOf((serial) => ({
			userEmail: serial === device.serial_number ? user.email : null,
		}));
		const outputs = await sync(assets, { assignment: 'toKandji' });
		return outputs[KANDJI].filter(({ action }) => action === 'assignInKandji');
	};

	it('who is there', async () => {
		expect(await assigned({})).toHaveLength(1);
	});

	it('but not to one who is archived', async () => {
		expect(await assigned({ archived: true })).toEqual([]);
	});

	it('nor to one who is no longer active', async () => {
		expect(await assigned({ active: false })).toEqual([]);
	});
});
