import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { KandjiAssetSync } from '../../nodes/Kandji/KandjiAssetSync.node';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../../simulator/controlClient.mts';
import { hurryClock } from '../../tools/harness/clock.mts';
import { runNode } from '../../tools/harness/engine.mts';

const [CREATE, UPDATE, ATTENTION] = [1, 2, 5];
/** More than two pages of devices. */
const DEVICES = 640;
const LIST = '/api/v1/devices';

let simulator: RunningSimulator;
let control: Control;
let assets: IDataObject[];
let calm: () => void;

async function sync(
	options: INodeParameters,
	given: IDataObject[] = assets,
	more: INodeParameters = {},
) {
	const { outputs, error } = await runNode(
		{ defaultCategory: '', options, ...more },
		{ apiUrl: simulator.url, apiToken: simulator.token },
		{
			items: given,
			nodeType: new KandjiAssetSync(),
			node: { type: 'n8n-nodes-kandji.kandjiAssetSync' },
		},
	);
	return { error, json: outputs.map((items) => items.map(({ json }) => json)) };
}

const retiring = {
	removal: 'retire',
	removalField: 'status',
	removalValue: 'Retired',
	maxRemovals: '100%',
};

beforeAll(async () => {
	calm = hurryClock();
	simulator = await startSimulator({ devices: DEVICES, rate: 0, hourly: 0 });
	control = new Control(simulator);
	const { json } = await sync({}, [{}], { firstRun: true });
	assets = json[CREATE].map(({ fields }, id) => ({ id, status: '', ...(fields as IDataObject) }));
});
beforeEach(async () => {
	await control.reset();
});
afterAll(async () => {
	await simulator.close();
	calm();
});

test.each([
	['429', { kind: 'status', status: 429, headers: { 'Retry-After': '1' } }],
	['500', { kind: 'status', status: 500 }],
	['a page of a gateway', { kind: 'html' }],
	['a broken connection', { kind: 'reset' }],
	['an answer cut in the middle', { kind: 'truncate' }],
] as const)('%s once while devices are read: the plan is the same', async (_, fault) => {
	const clean = await sync(retiring);
	await control.fault({ path: LIST, ...fault });
	expect(await sync(retiring)).toEqual(clean);
	expect(clean.json.slice(CREATE, ATTENTION).flat()).toEqual([]);
});

test.each([
	['500', { kind: 'status', status: 500 }],
	['a broken connection', { kind: 'reset' }],
	['an answer cut in the middle', { kind: 'truncate' }],
	['an answer of another form', { kind: 'status', status: 200, body: { detail: 'Moved' } }],
	[
		'one device in the place of the list',
		{ kind: 'status', status: 200, body: { device_id: 'x' } },
	],
] as const)('%s for good: one clear error, and nothing is planned', async (_, fault) => {
	await control.fault({ path: LIST, times: 1_000, ...fault });
	const { error, json } = await sync(retiring);
	expect(error?.message).toBeTruthy();
	expect(json.flat()).toEqual([]);
});

test('an empty list of devices never retires the fleet unseen', async () => {
	await control.fault({ path: LIST, times: 1_000, kind: 'status', status: 200, body: [] });
	const { json } = await sync({ ...retiring, maxRemovals: '10%' });
	expect(json[UPDATE]).toEqual([]);
	expect(json[ATTENTION].length).toBeGreaterThan(0);
});

test('devices that come and go while the pages are read: none is created twice, none that is there is retired', async () => {
	const gone = assets
		.filter((_, index) => index % 71 === 3)
		.map(({ deviceId }) => String(deviceId));
	const churn = async () => {
		for (const id of gone) {
			await control.remove(id);
			await control.enrol();
		}
	};
	const [{ json }] = await Promise.all([sync(retiring), churn()]);
	const touched = json[UPDATE].map(({ asset }) => String((asset as IDataObject).deviceId));
	expect(touched.filter((id) => !gone.includes(id))).toEqual([]);
	const known = new Set(assets.map(({ serialNumber }) => serialNumber));
	const created = json[CREATE].map(({ fields }) => (fields as IDataObject).serialNumber);
	expect(new Set(created).size).toBe(created.length);
	expect(created.filter((serial) => known.has(serial as string))).toEqual([]);
	const settled = await sync(retiring);
	expect(settled.json[UPDATE].every(({ action }) => action === 'retire')).toBe(true);
});

test.each(['reset', 'truncate'] as const)(
	'a change whose answer is lost (%s) is sent once and reported in Attention',
	async (kind) => {
		const tagged = assets.map((asset, index) => ({
			...asset,
			assetTag: index === 5 ? 'NEW' : asset.assetTag,
		}));
		const path = `${LIST}/${String(assets[5].deviceId)}`;
		await control.fault({ method: 'PATCH', path, times: 10, kind, when: 'after' });
		await control.forgetRequests();
		const { json } = await sync({ assetTag: 'assets', writeBack: 'apply' }, tagged);
		expect(await control.writes()).toHaveLength(1);
		expect(JSON.stringify(json[ATTENTION])).toContain('Not written');
	},
);
