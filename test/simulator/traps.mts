import type { Device, Platform } from '../../simulator/tenant.mts';
import type { Row } from './areas-harness.mts';
import { benchForFile } from './harness.mts';
import type { Answer } from './harness.mts';

export const simulator = benchForFile();

export const V1 = '/api/v1';
export const ADE = `${V1}/integrations/apple/ade`;
export const get = async (path: string): Promise<Answer> => await simulator.call(`GET ${path}`);
export const reset = async (json: Row): Promise<void> =>
	void (await simulator.call('POST /simulator/reset', { json }));
export const devices = (platform?: Platform): Device[] =>
	[...simulator.tenant.devices.values()].filter(
		(each) => platform === undefined || each.platform === platform,
	);
export const one = (platform: Platform): Device => devices(platform)[0] as Device;
export const at = ({ device_id: id }: Device, rest = ''): string => `${V1}/devices/${id}${rest}`;
export const act = async (device: Device, action: string, json?: Row): Promise<Answer> =>
	await simulator.call(`POST ${at(device, `/action/${action}`)}`, { json });
export const details = async (platform: Platform): Promise<Record<string, Row>> =>
	(await get(at(one(platform), '/details'))).body as Record<string, Row>;
export const ascending = (values: unknown[]): boolean =>
	values.every((value, index) => index === 0 || String(values[index - 1]) <= String(value));

afterEach(async () => {
	const seed = { devices: 40, fleet: 'mixed', era: 'today', slashes: 'strict', refuse: 403 };
	await reset({ ...seed, hourly: 10_000 });
});
