import type { IDataObject } from 'n8n-workflow';

import type { Stage } from '../../demo/stage.mts';
import { normalizeDevice } from '../../nodes/Kandji/shapes/deviceShape';
import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';

/** A user of the tenant, as far as the tests look. */
export interface Person {
	id: string;
	name: string;
	email: string;
	archived: boolean;
}

let eventCount = 0;

/** An event in the shape of the trigger, with an id of its own. */
export const event = (name: string, more: object = {}): IDataObject => ({
	eventId: `${name}-${eventCount++}`,
	event: name,
	occurredAt: '2026-03-02T08:00:00.000Z',
	...more,
});

/** What an event tells of its device. */
export const about = (device: NormalizedDevice) => ({ device, url: device.url });

/** A vulnerability that Kandji found in a version of a browser on a Mac. */
export const detection = (
	cveId: string,
	deviceId: string,
	version: string,
	cvssScore: number,
): IDataObject =>
	event('vulnerability.detected', {
		vulnerability: {
			...{ cveId, deviceId, version, cvssScore, name: 'Example Browser' },
			...{ deviceName: `Mac ${deviceId}`, deviceSerialNumber: `SN${deviceId}` },
			...{ cvssSeverity: 'High', cveDescription: 'Reads memory.' },
			cveLink: 'https://nvd.nist.gov',
		},
		url: `https://accuhive.kandji.io/devices/${deviceId}`,
	});

/** Adds somebody to the tenant. */
export async function person(stage: Stage, name: string): Promise<Person> {
	const email = `${name.toLowerCase()}@accuhive.example`;
	return await stage.control('POST', '/users', { name, email });
}

/** Enrols a Mac, assigned to nobody unless `given` says so, and answers it as the trigger tells it. */
export async function mac(stage: Stage, given: IDataObject): Promise<NormalizedDevice> {
	const { url } = stage.tenant;
	const body = { platform: 'Mac', user: null, ...given };
	const raw = await stage.control<IDataObject>('POST', '/devices', body);
	return normalizeDevice(raw, { apiUrl: url, webUrl: url });
}
