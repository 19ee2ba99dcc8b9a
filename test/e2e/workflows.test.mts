import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INode, INodeTypeDescription } from 'n8n-workflow';

import { root } from '../../tools/setup.mjs';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';
import { complaints, nodeTypes } from './workflows-complaints.mts';
import { about, detection, event, mac, person } from './workflows-events.mts';
import { offboards } from './workflows-offboarding.mts';

const files = globSync('workflows/*.json', { cwd: root }).map((file) =>
	path.basename(file, '.json'),
);

/** Whether a file can be published as it is: it has an active trigger, and needs no credential but Kandji's. */
function publishable(file: string): boolean {
	const text = readFileSync(path.join(root, 'workflows', `${file}.json`), 'utf8');
	const { nodes } = JSON.parse(text) as { nodes: INode[] };
	const active = nodes.filter(({ disabled }) => !disabled);
	const starts = active.some(({ type }) =>
		/(kandjiTrigger|scheduleTrigger|formTrigger|webhook)$/.test(type),
	);
	const others = active.flatMap(({ credentials }) =>
		Object.keys(credentials ?? {}).filter((type) => type !== 'kandjiApi'),
	);
	return (
		starts &&
		others.length === 0 &&
		!active.some(({ type }) => /slack|lmChat|mcpTrigger/i.test(type))
	);
}

describe('The ready-made workflows in a real n8n', () => {
	let stage: Stage;
	let types: INodeTypeDescription[];

	beforeAll(async () => {
		stage = await openStage('workflows', 40);
		types = await nodeTypes(stage.n8n.url);
	});
	afterAll(async () => {
		await stage?.close();
	});

	it.each(files)('%s is imported with nodes and parameters that n8n knows', async (file) => {
		expect(complaints(types, await stage.workflow(file))).toEqual([]);
	});

	it.each(files.filter(publishable))('%s can be published', async (file) => {
		await stage.activate(file);
		const { active } = await stage.workflow(file);
		await stage.deactivate(file);
		expect(active).toBe(true);
	});

	it('ai-assistant gives an AI nothing but reading tools, and one that asks a person', async () => {
		const { nodes, connections } = await stage.workflow('ai-assistant');
		const operationsOf = (target: string) =>
			nodes
				.filter(({ name }) =>
					connections[name]?.ai_tool?.flat().some((connection) => connection?.node === target),
				)
				.map(({ parameters, name }) => parameters.operation ?? name);
		expect(operationsOf('MCP Server')).toEqual(['getAll', 'summarize', 'getDetails', 'getAll']);
		expect(operationsOf('AI Agent')).toEqual([
			...['getAll', 'summarize', 'getDetails', 'getAll', 'Ask to Lock a Device'],
		]);
	});

	it('onboarding writes one HRIS row per person and device and one ticket per assignment', async () => {
		const [ada, ben] = [await person(stage, 'Ada'), await person(stage, 'Ben')];
		const first = await mac(stage, { serial_number: 'ONBOARD1', user: ada.id });
		const second = await mac(stage, { serial_number: 'ONBOARD2', user: ben.id });
		const given = [
			event('device.assignmentChanged', {
				...about(first),
				previousUser: null,
				user: first.user,
			}),
			event('device.assignmentChanged', {
				...about(second),
				previousUser: null,
				user: second.user,
			}),
		];
		await stage.fire('onboarding', given, 'Ticket');
		await expect(stage.rows('HRIS Devices')).resolves.toMatchObject([
			{ email: ada.email, serialNumber: 'ONBOARD1', status: 'Assigned', kandjiUrl: first.url },
			{ email: ben.email, serialNumber: 'ONBOARD2', status: 'Assigned' },
		]);

		const passedOn = event('device.assignmentChanged', {
			...about({ ...first, user: second.user }),
			previousUser: first.user,
			user: second.user,
		});
		const givenBack = event('device.assignmentChanged', {
			...about({ ...second, user: null }),
			previousUser: second.user,
			user: null,
		});
		await expect(stage.fire('onboarding', given, 'Nothing New')).resolves.toMatchObject([
			{ result: expect.stringContaining('has a ticket already') as unknown },
			{ result: expect.stringContaining('has a ticket already') as unknown },
		]);
		await stage.fire('onboarding', [passedOn, givenBack], 'Ticket');
		const rows = await stage.rows('HRIS Devices');
		expect(rows.map(({ email, serialNumber, status }) => [email, serialNumber, status])).toEqual([
			[ada.email, 'ONBOARD1', 'Returned'],
			[ben.email, 'ONBOARD2', 'Returned'],
			[ben.email, 'ONBOARD1', 'Assigned'],
		]);
		const tickets = await stage.rows('Onboarding Tickets');
		expect(tickets.map(({ eventId, requester }) => [eventId, requester])).toEqual([
			[given[0].eventId, ada.email],
			[given[1].eventId, ben.email],
			[passedOn.eventId, ben.email],
		]);
		expect(tickets[0].subject).toBe(`Set up ${first.model} ONBOARD1 for Ada`);
	});

	it('onboarding (E8) sets the blueprint of a device that was given to somebody, where it is switched on', async () => {
		const hal = await person(stage, 'Hal');
		const device = await mac(stage, { serial_number: 'ONBOARD3', user: hal.id });
		await stage.edit('onboarding', ({ nodes }) => {
			const step = nodes.find(({ name }) => name === 'Set Blueprint');
			if (step) {
				delete step.disabled;
				step.parameters.updateFields = {
					blueprintId: { __rl: true, mode: 'nameOrUrl', value: 'Executive' },
				};
			}
		});
		const given = { ...about(device), previousUser: null, user: device.user };
		await stage.fire('onboarding', [event('device.assignmentChanged', given)], 'Set Blueprint');
		await expect(stage.call('GET', `/api/v1/devices/${device.id}`)).resolves.toMatchObject({
			blueprint_name: 'Executive',
		});
	});

	it('device-changes-to-itam keeps one row per machine and marks removed devices', async () => {
		const owner = await person(stage, 'Cleo');
		const kept = await mac(stage, {
			serial_number: 'ITAM1',
			user: owner.id,
			tags: ['loaner', 'vip'],
		});
		const old = await mac(stage, { serial_number: 'ITAM2' });
		const lost = await mac(stage, { serial_number: 'ITAM3' });
		const enrolled = [kept, old, lost].map((one) => event('device.enrolled', about(one)));
		await stage.fire('device-changes-to-itam', enrolled, 'Write Asset');
		await expect(stage.rows('ITAM Devices')).resolves.toMatchObject([
			{ serialNumber: 'ITAM1', status: 'In use', tags: 'loaner, vip', userEmail: owner.email },
			{ serialNumber: 'ITAM2', status: 'In stock', userEmail: null },
			{ serialNumber: 'ITAM3', status: 'In stock', deviceId: lost.id },
		]);

		const fresh = await mac(stage, { serial_number: 'ITAM2' });
		const changes = [
			event('device.osUpdated', {
				...about({ ...kept, osVersion: '27.1' }),
				changes: { osVersion: { from: kept.osVersion, to: '27.1' } },
			}),
			event('device.assignmentChanged', {
				...about({ ...lost, user: kept.user }),
				changes: { user: { from: null, to: kept.user } },
			}),
			event('device.removed', about(old)),
			event('device.removed', about(lost)),
			event('device.enrolled', about(fresh)),
		];
		await stage.fire('device-changes-to-itam', changes, 'Write Asset');
		const rows = await stage.rows('ITAM Devices');
		expect(rows).toHaveLength(3);
		expect(rows).toMatchObject([
			{
				serialNumber: 'ITAM1',
				osVersion: '27.1',
				lastChange: `osVersion: ${kept.osVersion} → 27.1`,
			},
			{ serialNumber: 'ITAM2', status: 'In stock', deviceId: fresh.id },
			{ serialNumber: 'ITAM3', status: 'Removed', deviceId: lost.id },
		]);
	});

	it('missing-or-stale-alert reports each silence of a device in one message, once', async () => {
		const silent = await mac(stage, { serial_number: 'SILENT1', device_name: 'Silent One' });
		const gone = await mac(stage, { serial_number: 'SILENT2', device_name: 'Silent Two' });
		const silences = [
			{ ...about(silent), events: [event('device.stale', {})] },
			{ ...about(gone), events: [event('device.missing', {}), event('device.stale', {})] },
		];
		await stage.fire('missing-or-stale-alert', silences, 'Alert');
		await expect(stage.fire('missing-or-stale-alert', silences, 'Nothing New')).resolves.toEqual([
			{ result: expect.stringMatching(/^Silent One .*It was reported before\.$/) as unknown },
			{ result: expect.stringMatching(/^Silent Two .*It was reported before\.$/) as unknown },
		]);
		const alerts = await stage.rows('Device Alerts');
		expect(alerts.map(({ message }) => message)).toEqual([
			expect.stringMatching(
				/^Silent One \(.*SILENT1, assigned to nobody\) is stale\. Last check-in: /,
			),
			expect.stringMatching(/^Silent Two \(.*\) is missing and stale\./),
		]);
	});

	it('vulnerability-tickets makes one ticket per severe CVE and device', async () => {
		const first = [
			detection('CVE-2026-1', 'one', '1.0', 8.1),
			detection('CVE-2026-1', 'one', '1.1', 8.1),
			detection('CVE-2026-1', 'two', '1.0', 8.1),
			detection('CVE-2026-2', 'one', '1.0', 9.8),
			detection('CVE-2026-3', 'one', '1.0', 5.4),
		];
		await stage.fire('vulnerability-tickets', first, 'Ticket');
		const later = [
			detection('CVE-2026-2', 'one', '1.2', 9.8),
			detection('CVE-2026-2', 'two', '1.0', 9.8),
		];
		await stage.fire('vulnerability-tickets', later, 'Ticket');
		const again = [detection('CVE-2026-1', 'one', '1.0', 8.1)];
		await expect(stage.fire('vulnerability-tickets', again, 'Nothing New')).resolves.toEqual([
			{ result: 'CVE-2026-1 on Mac one (SNone) has a ticket already.' },
		]);
		const mild = [detection('CVE-2026-3', 'one', '1.0', 5.4)];
		await expect(stage.fire('vulnerability-tickets', mild, 'Not Severe Enough')).resolves.toEqual([
			{ result: 'CVE-2026-3 on Mac one has a score of 5.4: no ticket.' },
		]);
		const tickets = await stage.rows('Vulnerability Tickets');
		expect(tickets.map(({ cve, deviceId }) => `${String(cve)} ${String(deviceId)}`)).toEqual([
			'CVE-2026-1 one',
			'CVE-2026-1 two',
			'CVE-2026-2 one',
			'CVE-2026-2 two',
		]);
		expect(tickets[0]).toMatchObject({
			software: 'Example Browser 1.0',
			subject: 'CVE-2026-1 on Mac one (SNone)',
		});
	});

	offboards(() => stage);
});
