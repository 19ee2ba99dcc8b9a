import { benchForFile } from './harness.mts';

const simulator = benchForFile();

describe('For people, the simulator', () => {
	it('shows the tenant, its tokens, faults and last requests on a page, harmlessly', async () => {
		const name = '<script>alert(1)</script>';
		await simulator.call('POST /simulator/tokens', {
			json: { token: 'reader', name, permissions: ['Tags > List tags'] },
		});
		await simulator.call('POST /simulator/faults', {
			json: { path: '/api/v1/users', kind: 'status', status: 502, times: 2 },
		});
		await simulator.call('GET /api/v1/tags?limit=1');
		const { headers, text } = await simulator.call('GET /', { token: null });
		expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(text).not.toContain('<script>');
		for (const shown of [
			'40 devices',
			'<td>Tags &gt; List tags</td>',
			'<td>* /api/v1/users</td><td>status 502</td><td>before</td><td>2</td>',
			'200 GET    /api/v1/tags?limit=1',
			'<td>fleet</td><td>mixed</td>',
		]) {
			expect(text).toContain(shown);
		}
	});

	it('tells its requests one a line', async () => {
		await simulator.call('GET /api/v1/devices?limit=1');
		await simulator.call('GET /api/v1/nothing', { token: null });
		const { text } = await simulator.call('GET /simulator/requests.txt');
		const lines = text.trim().split('\n');
		expect(lines.map((line) => line.replace(/^[\d:.]+ /, ''))).toEqual([
			'200 GET    /api/v1/devices?limit=1',
			'404 GET    /api/v1/nothing (no token)',
		]);
	});
});
