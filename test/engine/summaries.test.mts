import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Control } from '../../simulator/controlClient.mts';
import { chosen, runNode } from '../../tools/harness/engine.mts';
import { asTool, simulate } from './simulated.mts';

const tenant = simulate({ devices: 300, users: 60 });
const DAY_MS = 86_400_000;

const count = async (countBy: unknown, more: INodeParameters = {}) =>
	await tenant.run({
		resource: 'device',
		operation: 'summarize',
		countBy: countBy as string[],
		...more,
	});

/** How many of some things fall under each name. */
function tally(names: string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
	return counts;
}

const counted = (json: IDataObject[], field: string) =>
	Object.fromEntries(json.map((group) => [String(group[field]), group.count]));

describe('Device > Summarize', () => {
	it('counts devices by platform, the most first, with shares and the total', async () => {
		const { json, error } = await count(['platform']);
		expect(error).toBeUndefined();
		const devices = tenant.devices();
		expect(counted(json, 'platform')).toEqual(tally(devices.map(({ platform }) => platform)));
		const counts = json.map((group) => Number(group.count));
		expect(counts).toEqual([...counts].sort((one, other) => other - one));
		for (const group of json) {
			expect(Object.keys(group)).toEqual(['platform', 'count', 'share', 'total']);
			expect(group.total).toBe(300);
			expect(group.share).toBe(Math.round((Number(group.count) / 300) * 1_000) / 10);
		}
	});

	it('reads the list once, in pages of the whole fleet', async () => {
		await count(['platform', 'osVersion']);
		const requests = await tenant.requests();
		expect(requests.map(({ path }) => path)).toEqual(requests.map(() => '/api/v1/devices'));
		const offsets = requests.map(({ query }) => JSON.stringify(query));
		expect(new Set(offsets).size).toBe(offsets.length);
	});

	it('counts each combination of two fields', async () => {
		const { json } = await count(['platform', 'osVersion']);
		const expected = tally(tenant.devices().map((each) => `${each.platform} ${each.os_version}`));
		const found = json.map((group) => [
			`${String(group.platform)} ${String(group.osVersion)}`,
			group.count,
		]);
		expect(Object.fromEntries(found)).toEqual(expected);
	});

	it('puts devices that lack the value into a group of their own', async () => {
		const { json } = await count(['userEmail']);
		const without = tenant.devices().filter(({ user_id: id }) => id === null).length;
		expect(without).toBeGreaterThan(0);
		expect(counted(json, 'userEmail')['(none)']).toBe(without);
	});

	it('counts a device in each of its tags, and the total once', async () => {
		const { json } = await count(['tag']);
		const tags = tenant
			.devices()
			.flatMap((each) => (each.tags.length > 0 ? each.tags : ['(none)']));
		expect(counted(json, 'tag')).toEqual(tally(tags));
		expect(json[0].total).toBe(300);
	});

	it('names the blueprint and the model as the device list does', async () => {
		const { json: rows } = await tenant.run({
			resource: 'device',
			operation: 'getAll',
			returnAll: true,
		});
		for (const field of ['blueprintName', 'model']) {
			const { json } = await count([field]);
			expect(counted(json, field)).toEqual(tally(rows.map((row) => String(row[field]))));
		}
	});

	it('sorts check-ins into plain ages', async () => {
		const macs = tenant.devices('Mac').slice(0, 7);
		const ages = [0.5, 1.5, 7.5, 8.5, 30.5, 31.5];
		for (const [index, device] of macs.entries()) {
			const at = new Date(Date.now() - ages[index] * DAY_MS);
			await tenant.control('PATCH', `/devices/${device.device_id}`, {
				tags: ['counted'],
				last_check_in: index === 6 ? '' : at.toISOString(),
			});
		}
		const { json, error } = await count(['checkInAge'], { filters: { tagName: 'counted' } });
		expect(error).toBeUndefined();
		expect(counted(json, 'checkInAge')).toEqual({
			today: 1,
			'1-7 days': 2,
			'8-30 days': 2,
			'over 30 days': 1,
			never: 1,
		});
	});

	it('reads FileVault from Prism, with one more list', async () => {
		const { json, error } = await count(['fileVault']);
		expect(error).toBeUndefined();
		const expected = tenant
			.devices()
			.map((each) =>
				each.platform === 'Mac' ? (each.filevault_enabled ? 'on' : 'off') : '(none)',
			);
		expect(counted(json, 'fileVault')).toEqual(tally(expected));
		const paths = (await tenant.requests()).map(({ path }) => path);
		expect(new Set(paths)).toEqual(new Set(['/api/v1/devices', '/api/v1/prism/filevault']));
	});

	it('names the permission that FileVault needs besides', async () => {
		await new Control(tenant.simulator).control('POST', '/tokens', {
			token: 'list-only',
			permissions: ['Device Information > Device list'],
		});
		const credential = { apiUrl: tenant.simulator.url, apiToken: 'list-only' };
		const by = (countBy: string[]) => ({ resource: 'device', operation: 'summarize', countBy });
		expect((await runNode(by(['platform']), credential)).error).toBeUndefined();
		const { error } = await runNode(by(['fileVault']), credential);
		expect(error?.message).toContain('the checkbox for "FileVault" in the group "Prism"');
	});

	it('takes the filters of Get Many, also together', async () => {
		const filters = { platform: 'Mac', userName: 'a', silentForDays: 3 };
		const { json } = await count(['osVersion'], { filters });
		const { json: rows } = await tenant.run({
			resource: 'device',
			operation: 'getAll',
			returnAll: true,
			filters,
		});
		expect(rows.length).toBeGreaterThan(0);
		expect(counted(json, 'osVersion')).toEqual(tally(rows.map((row) => String(row.osVersion))));
		expect(json[0].total).toBe(rows.length);
	});

	it('stops when the expression of a filter gives nothing', async () => {
		const { error } = await count(['platform'], { filters: { userName: '={{ $json.missing }}' } });
		expect(error?.message).toContain('"User: Name Contains" was added, but is empty');
	});

	it('gives the count 0 where no device matches, so that a report goes on', async () => {
		const { json, error } = await count(['platform', 'model'], {
			filters: { serialNumber: 'NOSUCHSERIAL' },
		});
		expect(error).toBeUndefined();
		expect(json).toEqual([{ platform: null, model: null, count: 0, share: 0, total: 0 }]);
	});

	it.each([
		['={{ "colour" }}', 'is none of the options', 'platform'],
		['={{ ["platform", "colour"] }}', 'is none of the options', 'checkInAge'],
		['={{ "" }}', '"Count By" is empty', ''],
		['={{ [] }}', '"Count By" is empty', ''],
	])('refuses %s before anything is sent', async (countBy, message, advice) => {
		const { error } = await count(countBy);
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(advice);
		expect(await tenant.requests()).toEqual([]);
	});

	it('takes the names that the panel shows, several with commas', async () => {
		const { json } = await count('={{ "OS Version, platform, Platform" }}');
		expect(Object.keys(json[0])).toEqual(['osVersion', 'platform', 'count', 'share', 'total']);
	});

	it('returns the largest groups and counts all others together', async () => {
		const { json: all } = await count(['model']);
		const { json } = await count(['model'], { options: { largestGroups: 2 } });
		expect(json.slice(0, 2)).toEqual(all.slice(0, 2));
		const rest = 300 - Number(all[0].count) - Number(all[1].count);
		expect(json.slice(2)).toMatchObject([{ model: '(others)', count: rest, total: 300 }]);
	});

	it.each(['={{ 0 }}', '={{ "many" }}', '={{ 1.5 }}'])(
		'refuses %s as a number of groups before anything is sent',
		async (largestGroups) => {
			const { error } = await count(['model'], { options: { largestGroups } });
			expect(error?.message).toContain('Largest Groups is not a whole number of at least 1');
			expect(await tenant.requests()).toEqual([]);
		},
	);

	it('answers an AI agent with 20 groups at most and the sum of the others', async () => {
		const { json } = await tenant.run(
			{ resource: 'device', operation: 'summarize', countBy: ['model', 'osVersion'] },
			{ node: asTool },
		);
		const lines = String(json[0].table).split('\n');
		expect(lines).toHaveLength(22);
		expect(lines[0]).toBe('model\tosVersion\tcount\tshare');
		expect(lines[21]).toMatch(/^\(others\)\t\(others\)\t\d+/);
		const sum = lines.slice(1).reduce((all, line) => all + Number(line.split('\t')[2]), 0);
		expect(sum).toBe(300);
	});

	it('counts for each input item by what the item asks', async () => {
		const { items } = await tenant.run(
			{
				resource: 'device',
				operation: 'summarize',
				countBy: ['platform'],
				filters: { blueprintId: chosen('={{ $json.id }}', 'id') },
			},
			{ items: [...tenant.simulator.tenant.blueprints.keys()].slice(0, 2).map((id) => ({ id })) },
		);
		expect(new Set(items.map(({ pairedItem }) => JSON.stringify(pairedItem)))).toEqual(
			new Set(['{"item":0}', '{"item":1}']),
		);
	});
});

describe('User > Summarize', () => {
	it.each([
		['department', 'department'],
		['jobTitle', 'job_title'],
		['archived', 'archived'],
	])('counts users by %s', async (countBy, key) => {
		const { json, error } = await tenant.run({
			resource: 'user',
			operation: 'summarize',
			countBy: [countBy],
		});
		expect(error).toBeUndefined();
		const users = [...tenant.simulator.tenant.users.values()] as never as IDataObject[];
		expect(counted(json, countBy)).toEqual(
			tally(users.map((each) => String(each[key] ?? '') || '(none)')),
		);
	});

	it('takes the filters of Get Many', async () => {
		const { json } = await tenant.run({
			resource: 'user',
			operation: 'summarize',
			countBy: ['department'],
			filters: { archived: false, userName: 'an' },
		});
		const users = [...tenant.simulator.tenant.users.values()].filter(
			({ archived, name }) => !archived && name.toLowerCase().includes('an'),
		);
		expect(users.length).toBeGreaterThan(0);
		expect(json[0].total).toBe(users.length);
	});
});

describe('Prism > Summarize', () => {
	const prism = async (countBy: unknown, more: INodeParameters = {}) =>
		await tenant.run({
			resource: 'prism',
			operation: 'summarize',
			category: 'apps',
			countBy: countBy as string[],
			...more,
		});
	const rows = async () =>
		(
			await tenant.run({
				resource: 'prism',
				operation: 'getAll',
				category: 'apps',
				returnAll: true,
				simplify: false,
			})
		).json;

	it.each([[['name']], [['version']], [['name', 'version']]])(
		'counts the devices that have an app, by %j',
		async (fields) => {
			const { json, error } = await prism(fields);
			expect(error).toBeUndefined();
			const apps = await rows();
			const devices = new Map<string, Set<unknown>>();
			for (const app of apps) {
				const key = JSON.stringify(fields.map((field) => app[field]));
				devices.set(key, (devices.get(key) ?? new Set()).add(app.device_id));
			}
			const found = json.map((group) => [
				JSON.stringify(fields.map((field) => group[field])),
				group.count,
			]);
			expect(Object.fromEntries(found)).toEqual(
				Object.fromEntries([...devices].map(([key, ids]) => [key, ids.size])),
			);
			expect(json[0].total).toBe(new Set(apps.map((app) => app.device_id)).size);
			expect(apps.length).toBeGreaterThan(Number(json[0].total));
		},
	);

	it('counts a device once among the others', async () => {
		const { json } = await prism(['name'], { options: { largestGroups: 1 } });
		expect(Number(json[1].count)).toBeLessThanOrEqual(Number(json[1].total));
		expect(json).toHaveLength(2);
	});

	it('takes conditions and families', async () => {
		const condition = [{ field: 'name', operator: 'like', value: 'e' }];
		const { json, error } = await prism(['name'], {
			filters: { deviceFamilies: ['iPad'], conditions: { condition } },
		});
		expect(error).toBeUndefined();
		const wanted = (await rows()).filter(
			(app) => app.device__family === 'iPad' && /e/i.test(String(app.name)),
		);
		expect(wanted.length).toBeGreaterThan(0);
		expect(json[0].total).toBe(new Set(wanted.map((app) => app.device_id)).size);
	});

	it.each([['colour'], ['count']])('names the fields there are for the field %s', async (field) => {
		const { error } = await prism([field]);
		expect(error?.message).toContain(`names ${field}, which no record has`);
		expect(error?.description).toContain('bundle_id');
	});
});

describe('Vulnerability > Summarize', () => {
	it.each([
		['summarize', 'getAll', 'severity', 'cve_id'],
		['summarize', 'getAll', 'software', 'cve_id'],
		['summarizeDetections', 'getDetections', 'cvss_severity', 'device_id'],
		['summarizeDetections', 'getDetections', 'cve_id', 'device_id'],
	])('(%s) counts what %s lists by %s', async (operation, list, field, id) => {
		const ask = { resource: 'vulnerability' };
		const { json, error } = await tenant.run({ ...ask, operation, countBy: [field] });
		expect(error).toBeUndefined();
		const { json: rows } = await tenant.run({
			...ask,
			operation: list,
			returnAll: true,
			simplify: false,
		});
		const pairs = new Set(rows.map((row) => JSON.stringify([[row[field]].flat()[0], row[id]])));
		const expected = tally([...pairs].map((pair) => String((JSON.parse(pair) as unknown[])[0])));
		expect(counted(json, field)).toEqual(expected);
		expect(json[0].total).toBe(new Set(rows.map((row) => row[id])).size);
	});

	it('takes the conditions of Get Many', async () => {
		const filters = {
			conditions: { condition: [{ field: 'severity', operator: 'in', value: 'Critical' }] },
		};
		const { json } = await tenant.run({
			resource: 'vulnerability',
			operation: 'summarize',
			countBy: ['severity'],
			filters,
		});
		expect(json).toMatchObject([{ severity: 'Critical', share: 100 }]);
	});
});
