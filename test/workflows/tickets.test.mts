import type { IDataObject } from 'n8n-workflow';

import { MemoryTables } from '../helpers/dataTables.mts';
import { HARMFUL, HOSTILE } from '../helpers/hostile.mts';
import { runReady } from '../helpers/workflow.mts';

const names = Object.values(HOSTILE);
const JIRA_LIMIT = 255;

/** A stand-in for Jira that refuses what Jira refuses. */
const jira = (made: IDataObject[]) => (parameters: IDataObject) => {
	const summary = String(parameters.summary);
	if (summary.length > JIRA_LIMIT || /[\n\r]/.test(summary) || summary.includes('REFUSE')) {
		throw new Error('Summary is not accepted');
	}
	made.push(parameters);
	return { id: '10000', key: `IT-${made.length}` };
};

const device = (at: number, name: string): IDataObject => ({
	...{ id: `id-${at}`, name, serialNumber: `SN${at}`, model: name, platform: 'Mac', tags: [name] },
	...{ blueprintName: name, assetTag: name, lastCheckIn: '2026-11-01T08:00:00Z' },
	user: { id: `u${at}`, name, email: `u${at}@accuhive.example` },
});
const url = 'https://accuhive.kandji.io/devices/1';

describe('vulnerability-tickets', () => {
	const detection = (at: number, name: string, more: IDataObject = {}): IDataObject => ({
		event: 'vulnerability.detected',
		url,
		vulnerability: {
			...{ cveId: 'CVE-2026-1', deviceId: `id-${at}`, deviceName: name, name, version: '1' },
			...{ deviceSerialNumber: `SN${at}`, cvssScore: 8, cvssSeverity: 'High' },
			...{ cveDescription: name, cveLink: 'https://nvd.nist.gov/1', ...more },
		},
	});
	const run = async (events: IDataObject[], tables = new MemoryTables()) => {
		const made: IDataObject[] = [];
		const pins = { 'Kandji Trigger': events };
		const services = { 'Jira Issue': jira(made) };
		return { ...(await runReady('vulnerability-tickets', { pins, services, tables })), made };
	};

	it('makes a ticket for every device with any name, in text that is only text', async () => {
		const { made, error, tables } = await run(names.map((name, at) => detection(at, name)));
		expect(error).toBeUndefined();
		expect(made).toHaveLength(names.length);
		for (const { summary, additionalFields } of made) {
			const { description } = additionalFields as IDataObject;
			expect(`${String(summary)} ${String(description)}`).not.toMatch(HARMFUL);
		}
		const rows = tables.rows('Vulnerability Tickets');
		expect(rows.map(({ deviceId }) => deviceId)).toEqual(names.map((_, at) => `id-${at}`));
		expect(rows.every(({ status }) => status === 'Open')).toBe(true);
	});

	it('goes on after a ticket that Jira refuses, and leaves a row that says so', async () => {
		const { made, tables } = await run([
			detection(1, 'One'),
			detection(2, 'REFUSE'),
			detection(3, 'Three'),
		]);
		expect(made).toHaveLength(2);
		expect(
			tables.rows('Vulnerability Tickets').map(({ deviceId, status }) => [deviceId, status]),
		).toEqual([
			['id-1', 'Open'],
			['id-2', 'Not made: Summary is not accepted'],
			['id-3', 'Open'],
		]);
	});

	it('makes one for each CVE and device, of the score that counts', async () => {
		const { tables, items } = await run([
			...[detection(1, 'One'), detection(1, 'One', { version: '2' })],
			...[detection(2, 'Two', { cvssScore: 7 }), detection(3, 'Three', { cvssScore: 6.9 })],
		]);
		expect(tables.rows('Vulnerability Tickets')).toHaveLength(2);
		expect(items('Not Severe Enough')).toHaveLength(1);
		const again = await run([detection(2, 'Two'), detection(4, 'Four')], tables);
		expect(again.items('Nothing New')).toHaveLength(1);
		expect(tables.rows('Vulnerability Tickets').map(({ deviceId }) => deviceId)).toEqual([
			...['id-1', 'id-2', 'id-4'],
		]);
	});
});

describe('onboarding', () => {
	const assignment = (at: number, name: string, more: IDataObject = {}): IDataObject => ({
		...{ event: 'device.assignmentChanged', eventId: `e${at}`, url, previousUser: null },
		...{ occurredAt: '2026-11-20T08:00:00Z', device: device(at, name), ...more },
	});
	const run = async (events: IDataObject[], tables = new MemoryTables()) => {
		const made: IDataObject[] = [];
		const pins = { 'Kandji Trigger': events };
		const services = { 'Jira Issue': jira(made) };
		return { ...(await runReady('onboarding', { pins, services, tables })), made };
	};

	it('makes a ticket and a row for every device with any name', async () => {
		const { made, error, tables } = await run(names.map((name, at) => assignment(at, name)));
		expect(error).toBeUndefined();
		expect(made).toHaveLength(names.length);
		expect(JSON.stringify(made).replaceAll('\\"', '"')).not.toMatch(HARMFUL);
		expect(tables.rows('HRIS Devices')).toHaveLength(names.length);
		expect(tables.rows('Onboarding Tickets').map(({ eventId }) => eventId)).toEqual(
			names.map((_, at) => `e${at}`),
		);
	});

	it('goes on after a ticket that Jira refuses, and makes no ticket twice', async () => {
		const events = [assignment(1, 'One'), assignment(2, 'REFUSE'), assignment(3, 'Three')];
		const { tables } = await run(events);
		expect(tables.rows('Onboarding Tickets').map(({ status }) => status)).toEqual([
			...['Open', 'Not made: Summary is not accepted', 'Open'],
		]);
		const { items, made } = await run([...events, assignment(4, 'Four')], tables);
		expect(items('Nothing New')).toHaveLength(3);
		expect(made).toHaveLength(1);
	});

	it('closes the row of the person before, and makes none for a device that was given back', async () => {
		const { tables } = await run([assignment(1, 'One')]);
		const { user } = device(1, 'One');
		const back = { previousUser: user, device: { ...device(1, 'One'), user: null }, eventId: 'b' };
		const { made } = await run([assignment(1, 'One', back)], tables);
		expect(made).toEqual([]);
		expect(tables.rows('HRIS Devices')).toMatchObject([{ status: 'Returned' }]);
	});
});

describe('missing-or-stale-alert', () => {
	const silence = (at: number, name: string): IDataObject => ({
		...{ device: device(at, name), url },
		events: [{ event: 'device.missing', eventId: `m${at}` }, { event: 'device.stale' }],
	});
	const run = async (events: IDataObject[], tables = new MemoryTables()) => {
		const sent: string[] = [];
		const slack = ({ text }: IDataObject) => {
			if (String(text).includes('REFUSE')) throw new Error('invalid_blocks');
			sent.push(String(text));
			return { ok: true };
		};
		const pins = { 'Kandji Trigger': events };
		const services = { 'Slack Message': slack };
		return { ...(await runReady('missing-or-stale-alert', { pins, services, tables })), sent };
	};

	it('sends one short message for every device with any name', async () => {
		const { sent } = await run(names.map((name, at) => silence(at, name)));
		expect(sent).toHaveLength(names.length);
		for (const text of sent) {
			expect(text).not.toMatch(HARMFUL);
			expect(text).not.toMatch(/[\n<]/);
			expect(text).toMatch(/ is missing and stale\. Last check-in: 2026-11-01\. /);
			expect(text.length).toBeLessThan(500);
		}
	});

	it('goes on after a message that Slack refuses, and reports no silence twice', async () => {
		const events = [silence(1, 'One'), silence(2, 'REFUSE'), silence(3, 'Three')];
		const { tables, sent } = await run(events);
		expect(sent).toHaveLength(2);
		expect(tables.rows('Device Alerts').map(({ eventId, slack }) => [eventId, slack])).toEqual([
			...[
				['m1', ''],
				['m2', 'Not sent: invalid_blocks'],
				['m3', ''],
			],
		]);
		const again = await run(events, tables);
		expect(again.sent).toEqual([]);
		expect(again.items('Nothing New')).toHaveLength(3);
	});
});

describe('device-changes-to-itam', () => {
	const change = (at: number, name: string, event = 'device.enrolled'): IDataObject => ({
		...{ event, url, device: device(at, name), occurredAt: '2026-11-20T08:00:00Z' },
		changes: { name: { from: 'Old', to: name } },
	});
	const run = async (events: IDataObject[], tables = new MemoryTables()) => {
		const freshservice = ({ jsonBody }: IDataObject) => {
			const { name } = jsonBody as { name: string };
			if (name.length > 100 || name === 'REFUSE') throw new Error('Validation failed');
			return { asset: {} };
		};
		const services = { 'Freshservice Asset': freshservice };
		const pins = { 'Kandji Trigger': events };
		return await runReady('device-changes-to-itam', { pins, services, tables });
	};

	it('writes every device with any name, and logs what Freshservice refuses', async () => {
		const { tables, error } = await run([
			...names.map((name, at) => change(at, name)),
			change(99, 'REFUSE'),
		]);
		expect(error).toBeUndefined();
		const rows = tables.rows('ITAM Devices');
		expect(rows).toHaveLength(names.length + 1);
		const failed = rows.filter(({ lastEvent }) => String(lastEvent).startsWith('Not in'));
		expect(failed.map(({ deviceId }) => deviceId)).toEqual(['id-99']);
	});

	it('marks a removed device by its ID, and keeps the row of a machine that was enrolled again', async () => {
		const { tables } = await run([change(1, 'One'), change(2, 'Two')]);
		await run([change(1, 'One', 'device.removed')], tables);
		expect(tables.rows('ITAM Devices').map(({ status }) => status)).toEqual([
			...['Removed', 'In use'],
		]);
	});
});
