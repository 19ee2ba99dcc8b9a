import { isEqual, sumBy } from 'lodash';

import { threatsOf } from '../../simulator/areas/threats.mts';

import type { AgentFleet } from './agent-fleet.mts';
import type { AgentTalk } from './agent-talk.mts';

const DAY_MS = 86_400_000;

/** What an administrator asks an AI client, with the calls of a model that knows the tools, and the truth. */
export interface AgentTask {
	asked: string;
	/** Makes the calls. Throws where an answer is not true. */
	run: (talk: AgentTalk, fleet: AgentFleet) => Promise<void>;
}

/** Throws where two values differ. */
function same(found: unknown, truth: unknown): void {
	if (isEqual(found, truth)) return;
	throw new Error(`Found ${JSON.stringify(found)}, true is ${JSON.stringify(truth)}`);
}

/** Throws where a text lacks what it must hold. */
function holds(text: string, ...wanted: RegExp[]): void {
	const missing = wanted.filter((each) => !each.test(text));
	if (missing.length > 0) throw new Error(`${missing.join(', ')} missing in ${text.slice(0, 600)}`);
}

/** Throws where a group is counted wrongly, or the groups and the others are not all. */
function sameCounts(
	{ total, groups }: { total: number; groups: Record<string, number> },
	truth: Record<string, number>,
): void {
	same(total, sumBy(Object.values(truth)));
	for (const [group, count] of Object.entries(groups)) {
		if (group !== '(others)') same([group, count], [group, truth[group]]);
	}
	same(sumBy(Object.values(groups)), total);
}

const sorted = (values: string[]) => [...values].sort();
const serials = (rows: Array<Record<string, string>>) => rows.map((row) => row.serialNumber);
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);
const isSilent = ({ last_check_in: at }: { last_check_in: string }, days: number) =>
	at === '' || new Date(at) <= ago(days);

/** Compares a list that may be cut, and a count, with the devices that are meant. */
async function countAndList(
	talk: AgentTalk,
	fleet: AgentFleet,
	given: Record<string, unknown>,
	isMeant: (device: ReturnType<AgentFleet['devices']>[number]) => boolean,
): Promise<void> {
	const truth = fleet.devices().filter(isMeant);
	same((await talk.counts('list_devices', { ...given, count_by: 'platform' })).total, truth.length);
	const { rows } = await talk.list('list_devices', { ...given, limit: 10 });
	same(rows.length, Math.min(10, truth.length));
	const known = new Set(truth.map(({ serial_number: serial }) => serial));
	same(
		serials(rows).filter((serial) => !known.has(serial)),
		[],
	);
}

/** The thirty tasks of an ordinary week. */
const ORDINARY: AgentTask[] = [
	{
		asked: 'How many Macs are there?',
		async run(talk, fleet) {
			const { total } = await talk.counts('list_devices', {
				platform: 'Mac',
				count_by: 'platform',
			});
			same(total, fleet.devices('Mac').length);
		},
	},
	{
		asked: 'How many Macs run which OS version?',
		async run(talk, fleet) {
			sameCounts(
				await talk.counts('list_devices', { platform: 'Mac', count_by: 'osVersion' }),
				fleet.counts(fleet.devices('Mac'), ({ os_version: version }) => version),
			);
		},
	},
	{
		asked: 'Which devices has nobody?',
		async run(talk, fleet) {
			await countAndList(talk, fleet, { assigned: 'false' }, ({ user_id: user }) => user === null);
		},
	},
	{
		asked: 'Which ten devices are silent longest?',
		async run(talk, fleet) {
			const { rows } = await talk.list('list_devices', { order: 'last_check_in', limit: 10 });
			const truth = sorted(fleet.devices().map(({ last_check_in: at }) => at)).slice(0, 10);
			same(
				rows.map(({ lastCheckIn }) => lastCheckIn),
				truth.map((at) => at.slice(0, 10)),
			);
		},
	},
	{
		asked: 'Which ten devices were enrolled last?',
		async run(talk, fleet) {
			const { rows } = await talk.list('list_devices', { order: '-last_enrollment', limit: 10 });
			const truth = sorted(fleet.devices().map(({ last_enrollment: at }) => at));
			same(
				rows.map(({ lastEnrollment }) => lastEnrollment),
				truth
					.reverse()
					.slice(0, 10)
					.map((at) => at.slice(0, 10)),
			);
		},
	},
	{
		asked: 'Which devices are in the blueprint Field Sales?',
		async run(talk, fleet) {
			await countAndList(
				talk,
				fleet,
				{ blueprint: 'field sales' },
				(device) => fleet.blueprintOf(device) === 'Field Sales',
			);
		},
	},
	{
		asked: 'Which devices have the tag vip?',
		async run(talk, fleet) {
			await countAndList(talk, fleet, { tag: 'vip' }, ({ tags }) => tags.includes('vip'));
		},
	},
	{
		asked: 'On which Macs is FileVault off?',
		async run(talk, fleet) {
			await countAndList(
				talk,
				fleet,
				{ filevault: 'false' },
				({ filevault_enabled: isOn }) => isOn === false,
			);
		},
	},
	{
		asked: 'Which devices does this person have?',
		async run(talk, fleet) {
			const email = fleet.emailOf(fleet.mac());
			const { rows } = await talk.list('list_devices', { email });
			const truth = fleet.devices().filter((device) => fleet.emailOf(device) === email);
			same(sorted(serials(rows)), sorted(truth.map(({ serial_number: serial }) => serial)));
		},
	},
	{
		asked: 'Tell me everything about this device.',
		async run(talk, fleet) {
			const mac = fleet.mac();
			const device = await talk.record('get_device', { device: mac.serial_number });
			if (talk.tokens > 800) throw new Error(`${talk.tokens} tokens for one device`);
			same(device.id, mac.device_id);
			same((device.user as { email: string }).email, fleet.emailOf(mac));
			same((device.security as { fileVault: boolean }).fileVault, mac.filevault_enabled);
			const { library_items: items } = await fleet.kandjiAnswer<{
				library_items: Array<{ status: string }>;
			}>(`/devices/${mac.device_id}/library-items`);
			const { counts } = device.libraryItems as { counts: Array<{ count: number }> };
			same(sumBy(counts, 'count'), items.length);
			holds(JSON.stringify(device.lastCommands), /RestartDevice/);
		},
	},
	{
		asked: 'What fails across the fleet?',
		async run(talk, fleet) {
			const { rows } = await talk.list('list_library_item_statuses', { status: 'ERROR, FAILED' });
			const found: Record<string, number> = {};
			for (const { name, devices } of rows) found[name] = (found[name] ?? 0) + Number(devices);
			same(found, fleet.failing());
		},
	},
	{
		asked: 'Which devices have Firefox?',
		async run(talk, fleet) {
			const truth = await fleet.prism('apps', { name: { like: ['Firefox'] } });
			const ids = new Set(truth.map(({ device_id: id }) => id));
			const { total } = await talk.counts('find_app', { app: 'Firefox', count_by: 'name' });
			same(total, ids.size);
			const { rows } = await talk.list('find_app', { app: 'Firefox', limit: 20 });
			const known = new Set(truth.map(({ serial_number: serial }) => serial));
			same(
				rows.every(({ serial_number: serial }) => known.has(serial)),
				true,
			);
			same(rows.length, Math.min(20, truth.length));
		},
	},
	{
		asked: 'Which versions of Firefox are there?',
		async run(talk, fleet) {
			const truth = await fleet.prism('apps', { name: { like: ['Firefox'] } });
			const counts: Record<string, Set<string>> = {};
			for (const { version, device_id: id } of truth) (counts[version] ??= new Set()).add(id);
			const { groups } = await talk.counts('find_app', { app: 'Firefox', count_by: 'version' });
			same(
				groups,
				Object.fromEntries(Object.entries(counts).map(([version, ids]) => [version, ids.size])),
			);
		},
	},
	{
		asked: 'How many licenses are left?',
		async run(talk, fleet) {
			same(
				await talk.record('get_licensing'),
				await fleet.kandjiAnswer<object>('/settings/licensing'),
			);
		},
	},
	{
		asked: 'Which vulnerabilities are critical?',
		async run(talk, fleet) {
			const { total } = await talk.counts('list_vulnerabilities', {
				severity: 'critical',
				count_by: 'severity',
			});
			const truth = new Set(
				fleet
					.detections()
					.filter(({ cve }) => cve.severity === 'Critical')
					.map(({ cve }) => cve.cve_id),
			);
			same(total, truth.size);
			const { rows } = await talk.list('list_vulnerabilities', { severity: 'critical' });
			same(
				rows.every(({ cve_id: cve }) => truth.has(cve)),
				true,
			);
		},
	},
	{
		asked: 'Which devices does this CVE affect?',
		async run(talk, fleet) {
			const cve = fleet.detections()[0].cve.cve_id;
			const truth = fleet.detections().filter((each) => each.cve.cve_id === cve);
			const ids = new Set(truth.map(({ device }) => device.device_id));
			const { total } = await talk.counts('list_vulnerable_devices', { cve, count_by: 'cve_id' });
			same(total, ids.size);
			const { rows } = await talk.list('list_vulnerable_devices', { cve });
			same(
				rows.every(({ cve_id: found }) => found === cve),
				true,
			);
		},
	},
	{
		asked: 'Which threats are open?',
		async run(talk, fleet) {
			const { message, rows } = await talk.list('list_threats', { state: 'open', limit: 10 });
			const truth = threatsOf(fleet.tenant).threats.filter(
				({ v2 }) => v2.management_state === 'open',
			);
			holds(message, new RegExp(`(of ${truth.length}|^${truth.length} in all)`));
			same(rows.length, Math.min(10, truth.length));
		},
	},
	{
		asked: 'What changed for this device this week?',
		async run(talk, fleet) {
			const { device_id: id, serial_number: device } = fleet.mac();
			const since = ago(7).toISOString().slice(0, 10);
			const { rows } = await talk.list('list_audit_events', { device, since });
			holds(JSON.stringify(rows), /ASSET-4711/);
			const truth = fleet.tenant.events.filter(
				({ target_id: target, occurred_at: at }) => target === id && at >= since,
			);
			same(rows.length, truth.length);
			holds(await talk.text('list_device_activity', { device, days: 7 }), /estart/);
		},
	},
	{
		asked: 'What did administrators change since yesterday?',
		async run(talk, fleet) {
			const since = ago(1).toISOString().slice(0, 10);
			const { rows } = await talk.list('list_audit_events', { since });
			const truth = fleet.tenant.events.filter(({ occurred_at: at }) => at >= since);
			same(rows.length, Math.min(20, truth.length));
			holds(JSON.stringify(rows), /ASSET-4711/);
		},
	},
	{
		asked: 'Which devices are in lost mode?',
		async run(talk, fleet) {
			const { rows } = await talk.list('list_devices', { lost_mode: 'true' });
			const lost = fleet.devices('iPhone').slice(0, 2);
			same(sorted(serials(rows)), sorted(lost.map(({ serial_number: serial }) => serial)));
		},
	},
	{
		asked: 'Which tags are there?',
		async run(talk, fleet) {
			const { rows } = await talk.list('list_tags');
			same(
				sorted(rows.map(({ name }) => name)),
				sorted([...fleet.tenant.tags.values()].map(({ name }) => name)),
			);
		},
	},
	{
		asked: 'Who works in Finance?',
		async run(talk, fleet) {
			const { rows } = await talk.list('list_users', { department: 'finance' });
			const truth = [...fleet.tenant.users.values()].filter(
				({ department }) => department === 'Finance',
			);
			same(sorted(rows.map(({ email }) => email)), sorted(truth.map(({ email }) => email)));
		},
	},
	{
		asked: 'Give this device the asset tag A-100.',
		async run(talk, fleet) {
			const given = { device: fleet.mac().serial_number, asset_tag: 'A-100', reason: 'new label' };
			holds(await talk.text('request_update_device', given), /waiting for approval/);
		},
	},
	{
		asked: 'Lock this device.',
		async run(talk, fleet) {
			const given = { device: fleet.mac().serial_number, reason: 'stolen' };
			const { requestId: id } = await talk.record('request_lock_device', given);
			holds(await talk.text('get_request', { request_id: id }), /"status":"waiting"/);
		},
	},
	{
		asked: 'How many devices were silent for 30 days?',
		async run(talk, fleet) {
			const given = { silent_for_days: 30, count_by: 'platform' };
			const { total } = await talk.counts('list_devices', given);
			same(total, fleet.devices().filter((device) => isSilent(device, 30)).length);
		},
	},
	{
		asked: 'How many devices has each blueprint?',
		async run(talk, fleet) {
			sameCounts(
				await talk.counts('list_devices', { count_by: 'blueprintName' }),
				fleet.counts(fleet.devices(), (device) => fleet.blueprintOf(device)),
			);
		},
	},
	{
		asked: 'How many Macs run macOS 15, by version?',
		async run(talk, fleet) {
			const macs = fleet
				.devices('Mac')
				.filter(({ os_version: version }) => version.includes('15.'));
			const given = { platform: 'macOS', os_version: '15.', count_by: 'osVersion' };
			sameCounts(
				await talk.counts('list_devices', given),
				fleet.counts(macs, ({ os_version: version }) => version),
			);
		},
	},
	{
		asked: 'Which device has this asset tag?',
		async run(talk, fleet) {
			const { rows } = await talk.list('list_devices', { asset_tag: 'ASSET-4711' });
			same(serials(rows), [fleet.mac().serial_number]);
		},
	},
	{
		asked: 'What fails on this device?',
		async run(talk, fleet) {
			const { device_id: id, serial_number: device } = fleet.mac();
			const status = 'ERROR, FAILED, WARNING';
			const { rows } = await talk.list('list_device_library_items', { device, status });
			const { library_items: items } = await fleet.kandjiAnswer<{
				library_items: Array<{ status: string }>;
			}>(`/devices/${id}/library-items`);
			same(
				rows.length,
				items.filter(({ status: own }) => /^(error|failed|warning)$/i.test(own)).length,
			);
			await talk.list('list_device_parameters', { device, status });
		},
	},
	{
		asked: 'Did the restart reach this device?',
		async run(talk, fleet) {
			const { rows } = await talk.list('list_device_commands', {
				device: fleet.mac().serial_number,
			});
			holds(JSON.stringify(rows), /RestartDevice/);
		},
	},
];

/** Ten tasks of this project's own. */
const FURTHER: AgentTask[] = [
	{
		asked: 'How does the fleet stand?',
		async run(talk, fleet) {
			const overview = await talk.record('get_fleet_overview');
			same(overview.devices, fleet.devices().length);
			const silent = fleet.devices().filter((device) => isSilent(device, 30));
			same(Number(overview.silentOver30Days) + Number(overview.neverCheckedIn), silent.length);
			same(overview.inLostMode, 2);
			same(
				(overview.byPlatform as Array<{ value: string; count: number }>).find(
					({ value }) => value === 'Mac',
				)?.count,
				fleet.devices('Mac').length,
			);
		},
	},
	{
		asked: 'On how many Macs is FileVault on?',
		async run(talk, fleet) {
			const { groups } = await talk.counts('list_devices', {
				platform: 'Mac',
				count_by: 'fileVault',
			});
			const isOn = fleet.devices('Mac').filter((device) => device.filevault_enabled === true);
			same(groups.on, isOn.length);
		},
	},
	{
		asked: 'How many people has each department?',
		async run(talk, fleet) {
			const { total, groups } = await talk.counts('list_users', { count_by: 'department' });
			same(total, fleet.tenant.users.size);
			same(groups.Finance, 5);
		},
	},
	{
		asked: 'Which archived people still have a device?',
		async run(talk, fleet) {
			const given = { archived: 'true', has_device: 'true' };
			const { total } = await talk.counts('list_users', { ...given, count_by: 'archived' });
			const { rows } = await talk.list('list_users', given);
			const holders = new Set(fleet.devices().map(({ user_id: user }) => user));
			const truth = [...fleet.tenant.users.values()].filter(
				({ archived, id }) => archived && holders.has(id),
			);
			const known = new Set(truth.map(({ email }) => email));
			same(total, truth.length);
			same(
				rows.every(({ email }) => known.has(email)),
				true,
			);
		},
	},
	{
		asked: 'Which models of iPad are there?',
		async run(talk, fleet) {
			sameCounts(
				await talk.counts('list_devices', { platform: 'iPad', count_by: 'model' }),
				fleet.counts(fleet.devices('iPad'), ({ model }) => model),
			);
		},
	},
	{
		asked: 'Who is called something like this?',
		async run(talk, fleet) {
			const name = 'son';
			const truth = [...fleet.tenant.users.values()].filter((user) =>
				user.name.toLowerCase().includes(name),
			);
			const { total } = await talk.counts('list_users', { name, count_by: 'archived' });
			same(total, truth.length);
			const { rows } = await talk.list('list_users', { name });
			const known = new Set(truth.map(({ email }) => email));
			same(
				rows.every(({ email }) => known.has(email)),
				true,
			);
			same(rows.length >= Math.min(10, truth.length), true);
		},
	},
	{
		asked: 'How many devices have critical vulnerabilities?',
		async run(talk, fleet) {
			const { total } = await talk.counts('list_vulnerable_devices', {
				severity: 'Critical',
				count_by: 'cvss_severity',
			});
			const critical = fleet.detections().filter(({ cve }) => cve.severity === 'Critical');
			same(total, new Set(critical.map(({ device }) => device.device_id)).size);
		},
	},
	{
		asked: 'Where is this lost iPhone?',
		async run(talk, fleet) {
			const [{ serial_number: device }] = fleet.devices('iPhone');
			holds(await talk.text('get_lost_mode', { device }), /lost_mode_status":"ENABLED/);
		},
	},
	{
		asked: 'Does this device have Calculator?',
		async run(talk, fleet) {
			const device = fleet.mac().serial_number;
			const { rows } = await talk.list('list_device_apps', { device, app: 'calculator' });
			same(
				rows.map(({ bundle_id: id }) => id),
				['com.apple.Calculator'],
			);
		},
	},
	{
		asked: 'Which threats were found on this device?',
		async run(talk, fleet) {
			const { threats } = threatsOf(fleet.tenant);
			const { device_id: device } = threats[0];
			const { rows } = await talk.list('list_threats', { device, limit: 100 });
			same(rows.length, threats.filter((each) => each.device_id === device).length);
		},
	},
];

/** The tasks that the evaluation does. */
export const AGENT_TASKS = { ordinary: ORDINARY, further: FURTHER };
