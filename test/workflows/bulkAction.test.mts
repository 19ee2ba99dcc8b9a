import type { IDataObject } from 'n8n-workflow';

import { MemoryTables } from '../helpers/dataTables.mts';
import { HARMFUL, HOSTILE } from '../helpers/hostile.mts';
import { TestTenant } from '../helpers/testTenant.mts';
import type { RawDevice } from '../helpers/testTenant.mts';
import { readyWorkflow, runReady } from '../helpers/workflow.mts';
import type { Outcome } from '../helpers/workflow.mts';

const FILE = 'bulk-action-with-review';
const ASK = 'Ask for a Bulk Action';
const REQUESTS = 'Bulk Requests';
const TARGETS = 'Bulk Targets';

const ANN = { id: 'u-ann', email: 'ann@accuhive.example' };
const BEN = { id: 'u-ben', email: 'ben@accuhive.example' };

describe('bulk-action-with-review', () => {
	const tenant = new TestTenant();
	let tables: MemoryTables;
	beforeAll(async () => {
		await tenant.open();
		for (const name of ['Restricted', 'Returned', 'Two Macs'])
			await tenant.call('POST', '/api/v1/blueprints', {
				...{ name, enrollment_code: { is_active: false } },
			});
	});
	afterAll(async () => await tenant.close());
	beforeEach(() => {
		tables = new MemoryTables();
	});

	const ask = async (given: IDataObject, csv?: string, settings: IDataObject = {}) =>
		await runReady(FILE, {
			pins: {
				[ASK]: [{ action: 'Lock', source: 'CSV file', reason: 'lost', user: ANN, ...given }],
			},
			...(csv === undefined ? {} : { files: { csv } }),
			...{ credential: tenant.credential, tables, settings },
			services: { 'Ask in Slack': () => ({ ok: true }) },
		});
	const csvOf = (devices: RawDevice[]) =>
		`Serial number\n${devices.map(({ serial_number }) => serial_number).join('\n')}\n`;
	const askFor = async (devices: RawDevice[], given: IDataObject = {}) =>
		await ask(given, csvOf(devices));
	const decide = async (answer: IDataObject = {}, opener: IDataObject | null = BEN) =>
		await runReady(FILE, {
			pins: {
				'Review a Request': [{ request: Number(tables.rows(REQUESTS)[0].id), user: opener }],
			},
			answers: {
				Decide: {
					decision: ['Approve'],
					count: String(tables.rows(REQUESTS)[0].devices),
					user: BEN,
					...answer,
				},
			},
			credential: tenant.credential,
			tables,
		});
	const outcomes = () => tables.rows(TARGETS).map(({ outcome }) => outcome);
	const asked = ({ last, ran }: Outcome) => {
		expect(ran('Asked')).toBe(false);
		return String(last('Nothing Asked').completionMessage);
	};
	const macs = async (count: number, more: object = {}) => {
		const made = [];
		for (let at = 0; at < count; at++) made.push(await tenant.mac(more));
		await tenant.writes();
		return made;
	};

	it('keeps the devices of a file as a request, and sends nothing', async () => {
		const devices = await macs(2);
		const { last } = await ask(
			{},
			`\uFEFF"Name, first";Serial Number\r\n"Ann; B";${devices[0].serial_number}\r\nx; ${devices[1].serial_number.toLowerCase()} \r\n;;\r\n`,
		);
		expect(last('Asked').completionMessage).toMatch(
			/^Request \d+ \(Lock: 2 devices\) waits for somebody else.*\/form\/kandji-bulk-review\?request=\d+$/,
		);
		await expect(tenant.writes()).resolves.toEqual([]);
		expect(tables.rows(REQUESTS)).toMatchObject([
			{ action: 'Lock', devices: 2, status: 'waiting', requestedById: ANN.id, reason: 'lost' },
		]);
		expect(tables.rows(TARGETS)).toMatchObject(
			devices.map(({ device_id, serial_number }) => ({
				...{ deviceId: device_id, serialNumber: serial_number, change: 'is locked' },
				outcome: 'waiting',
			})),
		);
	});

	it('takes a list of serial numbers without a heading, and a device once that stands there twice', async () => {
		const [mac] = await macs(1);
		await ask({}, `${mac.serial_number}\n${mac.serial_number.toLowerCase()}`);
		expect(tables.rows(TARGETS)).toMatchObject([{ deviceId: mac.device_id }]);
	});

	it('names all wrong rows of a file, and asks nobody', async () => {
		const [mac] = await macs(1, { device_name: 'A Name' });
		const text = asked(
			await ask({}, `Serial;Name\n${mac.serial_number};x\nWRONG1;x\n;y\nA Name;x\n<b>WRONG2;x`),
		);
		expect(text).toMatch(/^4 of 5 rows are wrong: /);
		for (const [row, written] of [
			...[[3, 'WRONG1'] as const, [4, 'empty'] as const],
			...[[5, 'A Name'] as const, [6, '‹b›WRONG2'] as const],
		])
			expect(text).toContain(`row ${row} (${written}): `);
		expect(text).not.toMatch(/\[Item|\(Item/);
		expect(text).toMatch(/Nobody was asked, and nothing was sent\.$/);
		expect(tables.rows(REQUESTS)).toEqual([]);
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it.each<[string, IDataObject, string | undefined, RegExp]>([
		['without a file', {}, undefined, /^The file holds no text/],
		['with an empty file', {}, '\n\n', /^The file holds no text/],
		['with headings alone', {}, 'Serial number\n', /^The file has no row below its headings/],
		['without the column', {}, 'Name,Owner\na,b', /^The file has no column "Serial number"/],
		[
			'with too many rows',
			{},
			'A\nB\nC\nD',
			/^The file has 4 rows; maxDevices in Settings allows 3/,
		],
		[
			...([
				'of an unknown blueprint',
				{ source: 'Devices in a blueprint', filter: 'None' },
			] as const),
			...([undefined, /None/] as const),
		],
		[
			...(['without a filter', { source: 'Devices with a tag', filter: '' }] as const),
			...([undefined, /Tag/i] as const),
		],
		[
			...([
				'of devices silent for a word',
				{ source: 'Devices silent for days', filter: 'x' },
			] as const),
			...([undefined, /Silent for Days/] as const),
		],
		[
			...(['that nothing fits', { source: 'Devices in a blueprint', filter: 'Returned' }] as const),
			...([undefined, /^No device fits/] as const),
		],
		[
			...(['of too many devices', { source: 'Devices silent for days', filter: '0' }] as const),
			...([undefined, /devices fit; maxDevices in Settings allows 3/] as const),
		],
		['of somebody whom n8n does not know', { user: null }, 'X', /n8n does not say who you are/],
	])('keeps no request %s', async (_kind, given, csv, message) => {
		await tenant.writes();
		expect(asked(await ask(given, csv, { maxDevices: 3 }))).toMatch(message);
		expect(tables.rows(REQUESTS)).toEqual([]);
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it.each([
		['without a blueprint', '', /say into which blueprint/],
		['into an unknown blueprint', 'Nowhere', /Nowhere/],
		['into the blueprint where they are', 'HERE', /nothing to change/],
	])('keeps no request to move devices %s', async (_kind, blueprint, message) => {
		const [mac] = await macs(1);
		const given = {
			action: 'Move to blueprint',
			blueprint: blueprint.replace('HERE', mac.blueprint_name),
		};
		expect(asked(await ask(given, csvOf([mac])))).toMatch(message);
		expect(tables.rows(REQUESTS)).toEqual([]);
	});

	it.each<[string, IDataObject]>([
		['in a blueprint', { source: 'Devices in a blueprint', filter: 'two macs' }],
		['with a tag', { source: 'Devices with a tag', filter: 'two-macs' }],
		['that are silent', { source: 'Devices silent for days', filter: '900' }],
	])('finds the devices %s', async (_kind, given) => {
		const blueprints = await tenant.call<{ results: Array<{ id: string; name: string }> }>(
			...(['GET', '/api/v1/blueprints'] as const),
		);
		const blueprint_id = blueprints.results.find(({ name }) => name === 'Two Macs')?.id;
		await tenant.call('POST', '/api/v1/tags', { name: String(given.filter) });
		const devices = await macs(2, {
			...{ blueprint_id, last_check_in: '2020-01-01T00:00:00Z', tags: ['two-macs'] },
		});
		await ask(given, undefined, { maxDevices: 900 });
		const ids = tables.rows(TARGETS).map(({ deviceId }) => deviceId);
		expect(ids).toEqual(expect.arrayContaining(devices.map(({ device_id }) => device_id)));
		for (const { device_id } of devices)
			await tenant.behind.control('DELETE', `/devices/${device_id}`);
	});

	it.each([
		['Lock', (id: string) => `POST /devices/${id}/action/lock`],
		['Erase', (id: string) => `POST /devices/${id}/action/erase`],
		['Move to blueprint', (id: string) => `PATCH /devices/${id}`],
	])('%s: acts on exactly the approved IDs, under other names too', async (action, write) => {
		const [one, two, other] = await macs(3);
		await askFor([one, two], { action, blueprint: 'restricted' });
		await tenant.behind.change(one.device_id, { device_name: 'Other' });
		await tenant.behind.change(other.device_id, { device_name: one.device_name });
		await tenant.writes();
		const { last } = await decide();
		await expect(tenant.writes()).resolves.toEqual([write(one.device_id), write(two.device_id)]);
		expect(outcomes()).toEqual(['Done', 'Done']);
		expect(last('Done').completionTitle).toMatch(/^Request \d+: 2 done$/);
		expect(tables.rows(REQUESTS)).toMatchObject([
			{ status: 'done', decidedBy: BEN.email, outcome: '2 done' },
		]);
		if (action !== 'Move to blueprint') return;
		const { blueprint_name } = await tenant.device(one.device_id);
		expect(blueprint_name).toBe('Restricted');
	});

	it('shows the PIN of a Mac on the last page alone', async () => {
		await askFor(await macs(1));
		const { last } = await decide();
		expect(last('Done').completionMessage).toMatch(/Done\. PIN, shown only here: <b>\d{6}<\/b>/);
		expect(JSON.stringify([tables.rows(REQUESTS), tables.rows(TARGETS)])).not.toMatch(
			/"\d{6}"|PIN/,
		);
	});

	it.each<[string, IDataObject, IDataObject | null, RegExp]>([
		['who asked', { user: ANN }, ANN, /your own request/],
		['who asked, on a page that somebody else opened', { user: ANN }, BEN, /your own request/],
		[
			'who asked, under another name',
			{ user: { ...ANN, email: BEN.email } },
			BEN,
			/your own request/,
		],
		['whom n8n does not know', { user: null }, BEN, /does not say who you are/],
		['whom n8n does not know at first', {}, null, /does not say who you are/],
		['who types another number', { count: '1' }, BEN, /type the number of devices/],
		['who types nothing', { count: '' }, BEN, /type the number of devices/],
		['who chooses nothing', { decision: [] }, BEN, /type the number of devices/],
	])('does nothing for somebody %s', async (_kind, answer, opener, message) => {
		await askFor(await macs(2));
		const { shown } = await decide(answer, opener);
		expect(String(shown.at(-1)?.parameters.completionMessage)).toMatch(message);
		await expect(tenant.writes()).resolves.toEqual([]);
		expect(tables.rows(REQUESTS)).toMatchObject([{ status: 'waiting' }]);
		expect(outcomes()).toEqual(['waiting', 'waiting']);
	});

	it('sends nothing after a refusal, and decides nothing twice', async () => {
		await askFor(await macs(1));
		const { last } = await decide({ decision: ['Refuse'], count: '' });
		expect(last('Refused').completionMessage).toBe('Refused. Nothing was sent.');
		expect(tables.rows(REQUESTS)).toMatchObject([{ status: 'refused', decidedBy: BEN.email }]);
		const again = await decide();
		expect(again.last('Not to Decide').completionMessage).toContain('No request with this number');
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it.each(['Approve', 'Refuse'])(
		'acts once when two people decide at once, and says so to the second, who chose %s',
		async (decision) => {
			const [mac] = await macs(1);
			await askFor([mac]);
			const write = [`POST /devices/${mac.device_id}/action/lock`];
			// The second one has read the waiting request before the first one decides.
			const request = { ...tables.rows(REQUESTS)[0] };
			await decide();
			const second = await runReady(FILE, {
				pins: {
					'Review a Request': [{ request: Number(request.id), user: { id: 'u-cleo' } }],
					'Read Request': [request],
				},
				start: 'Review a Request',
				answers: { Decide: { decision: [decision], count: '1', user: { id: 'u-cleo' } } },
				credential: tenant.credential,
				tables,
			});
			await expect(tenant.writes()).resolves.toEqual(write);
			const ending = second.shown.at(-1)?.parameters;
			expect(ending?.completionMessage).toMatch(
				/^Somebody has decided this request in the meantime/,
			);
			expect(tables.rows(REQUESTS)).toMatchObject([{ status: 'done', decidedBy: BEN.email }]);
		},
	);

	it('does nothing for a request that is too old, also when it becomes so on the page', async () => {
		await ask({}, csvOf(await macs(1)), { openHours: -1 });
		const { last, ran } = await decide();
		expect(last('Not to Decide').completionMessage).toContain('too old');
		expect(ran('Decide')).toBe(false);
		const old = tables.rows(REQUESTS)[0];
		const page = await runReady(FILE, {
			pins: {
				'Review a Request': [{ request: 1, user: BEN }],
				'Read Request': [old],
				Page: [{ stop: '', plain: {} }],
			},
			start: 'Review a Request',
			answers: { Decide: { decision: ['Approve'], count: '1', user: BEN } },
			...{ credential: tenant.credential, tables },
		});
		expect(page.last('Not Approved').completionMessage).toContain('too old');
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it.each(['expiresAt', 'requestedById'])('does nothing where %s is missing', async (column) => {
		await askFor(await macs(1));
		tables.change(REQUESTS, () => true, { [column]: null });
		expect((await decide()).ran('Not to Decide')).toBe(true);
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it('does nothing where a row of the devices is missing', async () => {
		await askFor(await macs(1));
		tables.change(TARGETS, () => true, { requestId: 0 });
		expect((await decide()).last('Not to Decide').completionMessage).toContain('not complete');
	});

	it.each<[string, (mac: RawDevice) => Promise<unknown>, RegExp]>([
		[
			'removed',
			async ({ device_id }) => await tenant.behind.control('DELETE', `/devices/${device_id}`),
			/^Left out: it could not be read: /,
		],
		[
			'enrolled anew',
			async ({ device_id }) =>
				await tenant.behind.change(device_id, { last_enrollment: '2030-01-01T00:00:00Z' }),
			/^Left out: it was enrolled anew, so it was probably erased$/,
		],
		[
			'given to somebody',
			async ({ device_id }) => {
				const { id } = await tenant.person('New');
				await tenant.behind.change(device_id, { user: id });
			},
			/^Left out: it belongs to person\d+@accuhive\.example now$/,
		],
		[
			'moved',
			async ({ device_id }) => {
				const { results } = await tenant.call<{ results: Array<{ id: string; name: string }> }>(
					...(['GET', '/api/v1/blueprints'] as const),
				);
				const { id } = results.find(({ name }) => name === 'Returned') ?? { id: '' };
				await tenant.call('PATCH', `/api/v1/devices/${device_id}`, { blueprint_id: id });
			},
			/^Left out: it is in the blueprint Returned now$/,
		],
		[
			'given another serial number',
			async ({ device_id }) => await tenant.behind.change(device_id, { serial_number: 'SWAPPED' }),
			/^Left out: its serial number is another one$/,
		],
		[
			'not managed any more',
			async ({ device_id }) => await tenant.behind.change(device_id, { mdm_enabled: false }),
			/^Left out: Kandji does not manage it any more$/,
		],
	])('leaves out a device that was %s since, and does the others', async (_kind, change, why) => {
		const [first, changed, last] = await macs(3);
		await askFor([first, changed, last]);
		await change(changed);
		await tenant.writes();
		const outcome = await decide();
		const locked = [first, last].map(({ device_id }) => `POST /devices/${device_id}/action/lock`);
		await expect(tenant.writes()).resolves.toEqual(locked);
		expect(outcomes()).toEqual(['Done', expect.stringMatching(why), 'Done']);
		expect(outcome.last('Done').completionTitle).toMatch(/: 2 done, 1 left out$/);
	});

	it('reports where every device has changed', async () => {
		const [mac] = await macs(1);
		await askFor([mac]);
		await tenant.behind.control('DELETE', `/devices/${mac.device_id}`);
		await tenant.writes();
		expect((await decide()).last('Done').completionTitle).toMatch(/: 1 left out$/);
		await expect(tenant.writes()).resolves.toEqual([]);
	});

	it('says why a device failed', async () => {
		const devices = await macs(2);
		await askFor(devices);
		const path = `/api/v1/devices/${devices[1].device_id}/action/lock`;
		await tenant.behind.fault({
			...{ method: 'POST', path, kind: 'status', status: 400, times: 1 },
			body: { error: 'Not this <b>one' },
		});
		const { last } = await decide();
		await tenant.behind.mend();
		expect(outcomes()).toEqual(['Done', expect.stringMatching(/^Failed: .*Not this/)]);
		expect(last('Done').completionTitle).toMatch(/: 1 done, 1 failed$/);
		expect(last('Done').completionMessage).not.toMatch(/\[Item|this <b>one/);
	});

	it.each(Object.entries(HOSTILE))('shows a name with %s as plain text', async (_kind, name) => {
		const { id } = await tenant.person(name);
		const devices = await macs(1, { device_name: name, user: id });
		const { last } = await askFor(devices, { reason: name, user: { ...ANN, email: name } });
		const { last: seen } = await decide();
		const [about] = (seen('Decide').formFields as { values: Array<{ html: string }> }).values;
		expect(about.html).toContain(`<td>${devices[0].serial_number}</td>`);
		const shown = [last('Asked'), last('Ask in Slack'), seen('Decide'), seen('Done')];
		const text = JSON.stringify(shown).replaceAll('\\"', '"');
		expect(text.replace(/<\/?(table|tr|th|td)>/g, '')).not.toMatch(HARMFUL);
		expect(text.length).toBeLessThan(9000);
	});

	it('asks both people to log in, and finds devices of a file by serial numbers alone', () => {
		const named = (name: string) =>
			readyWorkflow(FILE).nodes.find((each) => each.name === name)?.parameters;
		for (const form of [ASK, 'Review a Request'])
			expect(named(form)?.authentication).toBe('n8nUserAuth');
		expect(named('Device of Row')?.device).toMatchObject({ mode: 'serialNumber' });
		for (const act of ['Move', 'Lock', 'Erase'])
			expect(named(act)?.device).toMatchObject({ mode: 'id' });
	});
});
