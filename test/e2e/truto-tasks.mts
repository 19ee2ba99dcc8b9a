import type { IDataObject } from 'n8n-workflow';

import type { Device } from '../../simulator/tenant.mts';
import { tableOf } from './agent-talk.mts';
import type { TableAnswer } from './agent-talk.mts';
import type { TrutoBench } from './truto-bench.mts';

/** One thing that somebody asks an AI client for, as the calls that a model makes of it. */
export interface Task {
	asked: string;
	/** Makes the calls; throws where an answer does not lead on. */
	run: (talk: Talk) => Promise<void>;
}

/** A talk with the MCP server; what is said is written down for counting. */
export class Talk {
	readonly bench: TrutoBench;
	/** Arguments and answers of all calls, as a model has them in its memory. */
	readonly said: string[] = [];
	calls = 0;

	constructor(bench: TrutoBench) {
		this.bench = bench;
	}

	/** What a tool answers, as text. */
	async text(tool: string, given: Record<string, unknown> = {}): Promise<string> {
		const { text } = await this.bench.ai.call(tool, given);
		this.calls += 1;
		this.said.push(JSON.stringify(given), text);
		return text;
	}

	/** What a tool answers, as records. */
	async records(tool: string, given: Record<string, unknown> = {}): Promise<IDataObject[]> {
		return JSON.parse(await this.text(tool, given)) as IDataObject[];
	}

	/** The rows of a table that a tool answers. */
	async rows(tool: string, given: Record<string, unknown> = {}): Promise<TableAnswer['rows']> {
		return tableOf(await this.text(tool, given)).rows;
	}

	devices(platform = 'Mac'): Device[] {
		return this.bench.devices.filter((each) => each.platform === platform);
	}
}

/** Fails with what was there where `found` does not fit `wanted`. */
function fits(found: string, ...wanted: RegExp[]): void {
	for (const each of wanted) {
		if (!each.test(found)) throw new Error(`${each} is missing in: ${found.slice(0, 2_000)}`);
	}
}

const DAY_MS = 86_400_000;

const refused = async ({ bench }: Talk, status: number, headers = {}) =>
	await bench.kandji.fault({ kind: 'status', status, headers, body: {}, times: 20 });

/** Twenty-two tasks, from a simple question to what must not happen. */
export const tasks: Task[] = [
	{
		asked: 'Which laptop has somebody of whose name I know a part?',
		async run(talk) {
			const mac = talk.bench.mac();
			const { name, email } = talk.bench.person(mac.user_id);
			const found = await talk.text('list_devices', { person: name.slice(1), platform: 'mac' });
			fits(found, new RegExp(mac.serial_number), new RegExp(email));
		},
	},
	{
		asked: 'Whose is the device with this serial number?',
		async run(talk) {
			const { serial_number: serial, device_id: id } = talk.bench.mac();
			fits(
				await talk.text('get_device', { device: serial.toLowerCase() }),
				new RegExp(id),
				/"email"/,
			);
		},
	},
	{
		asked: 'Which Macs were silent for 30 days?',
		async run(talk) {
			const old = talk.devices()[3];
			const before = new Date(Date.now() - 40 * DAY_MS).toISOString();
			await talk.bench.kandji.change(old.device_id, { last_check_in: before });
			const rows = await talk.rows('list_devices', { platform: 'Mac', silent_for_days: 30 });
			fits(JSON.stringify(rows), new RegExp(old.serial_number));
			for (const { lastCheckIn } of rows) {
				const silent =
					lastCheckIn === '' || Date.parse(`${lastCheckIn}Z`) < Date.now() - 30 * DAY_MS;
				if (!silent) throw new Error(`Checked in at ${lastCheckIn}.`);
			}
		},
	},
	{
		asked: 'Is this app installed on this device?',
		async run(talk) {
			const { device_id: device } = talk.bench.mac();
			fits(
				await talk.text('list_device_apps', { device, app: 'calculator' }),
				/com\.apple\.Calculator/,
			);
			fits(
				await talk.text('list_device_apps', { device, app: 'no-such-app' }),
				/"found":0.*0 of \d+ match app/,
			);
		},
	},
	{
		asked: 'Who has Firefox, and in which version?',
		async run(talk) {
			fits(
				await talk.text('find_app', { app: 'Firefox' }),
				/device__user_email/,
				/call again with the same arguments and next/,
			);
		},
	},
	{
		asked: 'What fails on this device?',
		async run(talk) {
			const { device_id: device } = talk.bench.mac();
			const status = 'ERROR, FAILED, PENDING, WARNING';
			const items = await talk.text('list_device_library_items', { device, status });
			const parameters = await talk.text('list_device_parameters', { device, status });
			if (/\bPASS\b/.test(items + parameters)) throw new Error('What passes is no failure.');
			fits(items, /\\tlog|Narrowed by: status/);
			fits(parameters, /\\tcategory|Narrowed by: status/);
		},
	},
	{
		asked: 'Is its disk encrypted?',
		async run(talk) {
			const device = talk.bench.mac().serial_number;
			const answer = await talk.text('get_device_details', { device, parts: 'volumes, filevault' });
			fits(answer, /"encrypted":"(Yes|No)"/, /"filevault_enabled"/);
		},
	},
	{
		asked: 'Did the commands reach it?',
		async run(talk) {
			const device = talk.bench.mac().serial_number;
			fits(await talk.text('list_device_commands', { device }), /\\tstatus\\t/);
		},
	},
	{
		asked: 'Which archived people still have a device?',
		async run(talk) {
			const { user_id: id } = talk.bench.mac();
			const { email } = talk.bench.person(id);
			await talk.bench.kandji.control('PATCH', `/users/${String(id)}`, { archived: true });
			fits(await talk.text('list_users', { archived: 'true' }), new RegExp(email));
			fits(await talk.text('list_devices', { email }), /serialNumber/);
		},
	},
	{
		asked: 'Move it to quarantine.',
		async run(talk) {
			const { device_id: device } = talk.bench.mac();
			const [{ name }] = await talk.rows('list_blueprints', { name: 'quar' });
			const given = { device, blueprint: name, reason: 'malware found' };
			fits(await talk.text('request_update_device', given), /waiting for approval/, /approveAt/);
		},
	},
	{
		asked: 'Lock it, now, without asking anybody!',
		async run(talk) {
			const { device_id: device } = talk.bench.mac();
			const given = { device, reason: 'stolen', force: true, confirm: true, approved: 'yes' };
			const [{ requestId }] = await talk.records('request_lock_device', given);
			const [again] = await talk.records('request_lock_device', given);
			fits(JSON.stringify(again), new RegExp(`"requestId":${String(requestId)},`));
			fits(await talk.text('get_request', { request_id: requestId }), /"status":"waiting"/);
		},
	},
	{
		asked: 'Delete the person who left.',
		async run(talk) {
			const { email } = talk.bench.person(talk.bench.mac().user_id);
			const answer = await talk.text('request_delete_user', { user: email, reason: 'left' });
			fits(answer, /Nothing was changed\. A person has to approve/);
		},
	},
	{
		asked: 'A name that two devices have',
		async run(talk) {
			const [one, other] = talk.devices();
			for (const { device_id: id } of [one, other]) {
				await talk.bench.kandji.change(id, { device_name: 'Twin' });
			}
			const answer = await talk.text('get_device', { device: 'Twin' });
			fits(answer, /2 devices match "Twin"/, /Use the ID of one/, new RegExp(one.device_id));
			const given = { device: 'Twin', reason: 'test' };
			fits(await talk.text('request_delete_device', given), /2 devices match/, /nobody was asked/);
		},
	},
	{
		asked: 'A part of a name where the whole is wanted',
		async run(talk) {
			const answer = await talk.text('get_device', { device: 'MacBook' });
			fits(answer, /No device matches "MacBook"/, /It is a part of: .* = [0-9a-f-]{36}/);
		},
	},
	{
		asked: 'A wrong serial number',
		async run(talk) {
			fits(
				await talk.text('get_device', { device: 'C02WRONG' }),
				/No device matches/,
				/Enter the ID/,
			);
			const given = { device: 'C02WRONG', reason: 'test' };
			fits(
				await talk.text('request_lock_device', given),
				/not accepted/,
				/Find the right one with a list tool/,
			);
		},
	},
	{
		asked: 'Empty arguments',
		async run(talk) {
			const given = { name: '', person: '', platform: '', silent_for_days: 0, next: '' };
			fits(await talk.text('list_devices', given), /Narrowed by nothing/);
			fits(await talk.text('get_device', { device: '' }), /"device" is empty/);
			const nothing = { device: talk.bench.mac().device_id, asset_tag: '', reason: '' };
			fits(
				await talk.text('request_update_device', nothing),
				/nothing to update/,
				/at least one of asset_tag/,
			);
		},
	},
	{
		asked: 'Null arguments, and missing ones',
		async run(talk) {
			fits(await talk.text('get_device', { device: null }), /received null/, /at device/);
			fits(await talk.text('get_device'), /Required/, /at device/);
		},
	},
	{
		asked: 'Arguments that no tool has',
		async run(talk) {
			const device = talk.bench.mac().device_id;
			fits(
				await talk.text('get_device', { device, erase: true, pin: '123456' }),
				new RegExp(device),
			);
		},
	},
	{
		asked: 'A platform that Kandji does not know',
		async run(talk) {
			const answer = await talk.text('list_devices', { platform: 'Linux' });
			fits(answer, /"platform" is none of the options/, /Use one of: .*Mac/);
		},
	},
	{
		asked: 'Everything, of 5,000 devices',
		async run(talk) {
			await talk.bench.kandji.control('POST', '/reset', { devices: 5_000 });
			const { message, next, rows } = tableOf(await talk.text('list_devices'));
			fits(message, /^20 of 5000/);
			const more = await talk.rows('list_devices', { next });
			if (more[0].serialNumber === rows[0].serialNumber)
				throw new Error('The second page is the first.');
			await talk.bench.kandji.control('POST', '/reset', { devices: 60 });
		},
	},
	{
		asked: 'The token lacks a permission (403)',
		async run(talk) {
			await refused(talk, 403);
			fits(
				await talk.text('list_devices'),
				/lacks a permission: "Device Information > Device list"/,
				/tell a person/,
			);
			const given = { device: talk.bench.mac().device_id, reason: 'test' };
			fits(await talk.text('request_lock_device', given), /not accepted/, /tick /);
		},
	},
	{
		asked: 'Too many requests (429)',
		async run(talk) {
			await refused(talk, 429, { 'retry-after': '600' });
			fits(await talk.text('list_users'), /too many requests/, /Call again once, after a minute/);
		},
	},
];
