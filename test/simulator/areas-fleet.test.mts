import { CATEGORIES } from '../../simulator/areas/prism-query.mts';
import type { Row } from './areas-harness.mts';
import { bodyOf, rowsOf, until } from './areas-harness.mts';
import type { Answer, Bench } from './harness.mts';
import { bench } from './harness.mts';

let simulator: Bench;
beforeAll(async () => {
	simulator = await bench({ devices: 120 });
});
afterAll(async () => await simulator.close());

const get = async (path: string, query: Record<string, string> = {}): Promise<Answer> =>
	await simulator.call(`GET ${path}?${new URLSearchParams(query).toString()}`);

describe('Prism', () => {
	interface Page {
		offset: number | null;
		limit: number;
		total: number | null;
		data: Row[];
		cursor: string | null;
	}
	const prism = async (category: string, query: Record<string, string> = {}): Promise<Page> =>
		(await get(`/api/v1/prism/${category}`, query)).body as Page;

	it('shows 25 rows of the Apple fleet, as it is, and says how many there are', async () => {
		const page = await prism('device_information');
		expect(page).toMatchObject({ offset: null, limit: 25, cursor: expect.any(String) });
		expect(page.data).toHaveLength(25);
		const devices = [...simulator.tenant.devices.values()];
		const apple = devices.filter(({ platform }) =>
			['Mac', 'iPhone', 'iPad', 'AppleTV'].includes(platform),
		);
		expect(page.total).toBe(apple.length);
		const [row] = page.data;
		const device = simulator.tenant.devices.get(String(row.device_id));
		expect(row).toMatchObject({
			device__name: device?.device_name,
			serial_number: device?.serial_number,
			os_version: device?.os_version,
			blueprint_id: device?.blueprint_id,
		});
		const user = device && simulator.tenant.users.get(device.user_id ?? '');
		expect(row.device__user_id).toBe(user?.deprecated_user_id ?? '');
		expect(row.last_checkin).toMatch(/T.*\+00:00$/);
	});

	it('gives the same rows by offset and by cursor, but not by both', async () => {
		const byOffset: Row[] = [];
		let offset = 0;
		for (let page = await prism('apps', { limit: '7', offset: '0' }); page.data.length > 0; ) {
			expect(page.total).toBeNull();
			byOffset.push(...page.data);
			offset += 7;
			page = await prism('apps', { limit: '7', offset: String(offset) });
		}
		const byCursor: Row[] = [];
		let cursor: string | null = '';
		while (cursor !== null) {
			const page: Page = await prism('apps', { limit: '300', cursor });
			byCursor.push(...page.data);
			({ cursor } = page);
		}
		expect(byCursor).toEqual(byOffset);
		expect(byCursor).toHaveLength((await prism('apps')).total ?? 0);
		const { count } = bodyOf(await get('/api/v1/prism/count', { category: 'apps' }));
		expect(count).toBe(byCursor.length);
		expect((await get('/api/v1/prism/apps', { cursor: '', offset: '0' })).status).toBe(400);
		expect((await get('/api/v1/prism/apps', { cursor: '', sort_by: 'name' })).status).toBe(400);
	});

	it('filters, sorts, and tells tvOS where devices say AppleTV', async () => {
		const filter = '{"name":{"in":["Slack"]},"version":{"not_like":["4.44"]}}';
		const slack = await prism('apps', { filter, limit: '300', sort_by: '-device__name' });
		const names = slack.data.map((row) => String(row.device__name).toLowerCase());
		expect(slack.data.every(({ name }) => name === 'Slack')).toBe(true);
		expect(names).toEqual([...names].sort((left, right) => right.localeCompare(left)));
		const television = await prism('device_information', { device_families: 'tvOS' });
		expect(television.data[0].device__family).toBe('tvOS');
		const wrong = await get('/api/v1/prism/apps', { device_families: 'AppleTV' });
		expect(wrong.status).toBe(400);
		const broken = await get('/api/v1/prism/apps', { filter: '{' });
		expect(broken.body).toEqual({ detail: 'Invalid filter: not valid JSON' });
	});

	it.each([...CATEGORIES.keys()])('answers %s in the common envelope', async (category) => {
		const page = await prism(category, { limit: '1' });
		expect(Object.keys(page)).toEqual(['offset', 'limit', 'total', 'data', 'cursor']);
		expect(page.data).toHaveLength(category === 'kernel_extensions' ? 0 : 1);
	});

	it('exports a category: pending at first, then a CSV that needs no token', async () => {
		const path = '/api/v1/prism/export';
		const bad = await simulator.call(`POST ${path}`, { json: { category: 'application_firewal' } });
		expect([bad.status, bad.body]).toEqual([
			400,
			{ detail: 'Invalid category: application_firewal' },
		]);
		const json = {
			category: 'filevault',
			filter: { status: { eq: true } },
			device_families: ['Mac'],
		};
		const asked = bodyOf(await simulator.call(`POST ${path}`, { json }));
		expect(asked).toMatchObject({ status: 'pending', signed_url: null, error_msg: null });
		const done = bodyOf(
			await until(
				({ body }) => (body as Row).status !== 'pending',
				async () => await get(`${path}/${String(asked.id)}`),
			),
		);
		expect(done.status).toBe('success');
		const response = await fetch(String(done.signed_url));
		expect(response.headers.get('content-type')).toContain('text/csv');
		const lines = (await response.text()).trim().split('\r\n');
		expect(lines[0]).toMatch(/^device_id,device__name,/);
		const { total } = await prism('filevault', { filter: JSON.stringify(json.filter) });
		expect(lines).toHaveLength(1 + Number(total));
		const withToken = await simulator.call(
			`GET ${String(done.signed_url).slice(simulator.url.length)}`,
		);
		expect(withToken.status).toBe(400);
	});
});

describe('vulnerabilities', () => {
	const PATH = '/api/v1/vulnerability-management';

	it('are pages of fifty without a next, with ISO dates', async () => {
		const first = bodyOf(await get(`${PATH}/vulnerabilities`, { size: '999' }));
		expect(Object.keys(first)).toEqual(['total', 'page', 'size', 'results']);
		expect(first).toMatchObject({ page: 1, size: 50 });
		expect(first.total).toBeGreaterThan(50);
		const second = rowsOf(await get(`${PATH}/vulnerabilities`, { page: '2' }));
		expect(second).toHaveLength(Math.min(50, Number(first.total) - 50));
		expect(second[0].first_detection_date).toMatch(/T.*Z$/);
		const scores = rowsOf(await get(`${PATH}/vulnerabilities`, { sort_by: '-cvss_score' }));
		expect(scores[0].cvss_score).toBeGreaterThanOrEqual(Number(scores[1].cvss_score));
	});

	it('agree with their devices, their software under both names, and their detections', async () => {
		const [{ cve_id: id, device_count: count }] = rowsOf(await get(`${PATH}/vulnerabilities`));
		const about = `${PATH}/vulnerabilities/${String(id)}`;
		expect(bodyOf(await get(about)).first_detection_date).toMatch(/^\d{4}-\d\d-\d\d \d\d:.*\d$/);
		const devices = bodyOf(await get(`${about}/devices`));
		expect(devices.total).toBe(count);
		const software = await get(`${about}/software`);
		expect(rowsOf(software)[0].num_devices).toBe(count);
		expect((await get(`${about}/applications`)).text).toBe(software.text);
		const filter = JSON.stringify({ cve_id: { in: [id] } });
		expect(rowsOf(await get(`${PATH}/detections`, { filter }))).toHaveLength(Number(count));
		expect((await get(`${PATH}/vulnerabilities/CVE-1900-1`)).status).toBe(404);
	});

	it('lists detections by cursor, and a new one after the last page that was read', async () => {
		const ids: unknown[] = [];
		let after = '';
		let next: string | null = 'first';
		while (next) {
			const page = await get(`${PATH}/detections`, { size: '100', ...(after && { after }) });
			ids.push(...rowsOf(page).map((row) => `${String(row.device_id)} ${String(row.cve_id)}`));
			next = (page.body as { next: string | null }).next;
			expect(next ?? simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
			after = new URL(next ?? simulator.url).searchParams.get('after') ?? after;
		}
		expect(new Set(ids).size).toBe(ids.length);
		const added = await simulator.call('POST /simulator/detections', { json: {} });
		expect(added.status).toBe(200);
		const tail = rowsOf(await get(`${PATH}/detections`, { after }));
		expect(tail.at(-1)).toEqual(added.body);
		const gte = simulator.tenant.reference.toISOString();
		const recent = JSON.stringify({ detection_datetime: { gte } });
		expect(rowsOf(await get(`${PATH}/detections`, { filter: recent }))).toEqual([added.body]);
	});
});

describe('threats', () => {
	it('have two envelopes in v1, lower-case filters and upper-case results', async () => {
		const threats = await get('/api/v1/threat-details', { classification: 'malware' });
		expect(Object.keys(bodyOf(threats))).toEqual([
			'count',
			'next',
			'previous',
			'malware_count',
			'pup_count',
			'results',
		]);
		expect(rowsOf(threats)[0].classification).toBe('MALWARE');
		expect(rowsOf(threats)[0].detection_date).toMatch(/T[\d:.]+$/);
		const behaviour = await get('/api/v1/behavioral-detections', { sort_by: '-device_name' });
		expect(bodyOf(behaviour)).toHaveProperty('total_count');
		expect(rowsOf(behaviour)[0].detection_date).toMatch(/\+00:00$/);
	});

	it('need statuses and a device in v2', async () => {
		const threats = '/api/v2/threat/threat-details';
		const none = await get(threats);
		expect([none.status, none.body]).toEqual([400, { statuses: ['This field is required.'] }]);
		const all = await get(threats, { statuses: 'quarantined, not_quarantined,released,resolved' });
		const old = await get('/api/v1/threat-details');
		expect(bodyOf(all).count).toBe(bodyOf(old).count);
		expect(rowsOf(all)[0]).toMatchObject({ severity: expect.any(String), tags: expect.any(Array) });
		const events = '/api/v2/threat/behavioral-detections/events';
		expect((await get(events)).status).toBe(400);
		const [{ device_info: info }] = rowsOf(await get('/api/v1/behavioral-detections'));
		const id = String((info as Row).id);
		expect(rowsOf(await get(events, { device_id: id })).length).toBeGreaterThan(0);
	});

	it('can be added by a test and found by their date', async () => {
		const date = new Date(Date.now() - 60_000).toISOString().replace('Z', '');
		const json = { threat_name: 'Fresh.1', status: 'QUARANTINED' };
		const added = await simulator.call('POST /simulator/threats', { json });
		const query = { statuses: 'quarantined', detection_date_from: date };
		const found = rowsOf(await get('/api/v2/threat/threat-details', query));
		expect(found).toMatchObject([{ threat_name: 'Fresh.1' }]);
		expect(rowsOf(await get('/api/v1/threat-details', { date_range: '1' }))).toEqual([added.body]);
		const lost = await simulator.call('POST /simulator/threats', { json: { device_id: 'none' } });
		expect(lost.status).toBe(404);
	});
});
