import type { LoggedRequest } from '../../simulator/simulator.mts';
import type { Job } from './job.mts';

const FILE = 'compliance-dashboard';
const VIEWER = { user: 'viewer', password: 'demo-dashboard' };

export const job: Job = {
	summary: 'Draws the compliance of the fleet as one web page; a reload asks Kandji nothing',
	async run(stage) {
		await stage.connect(FILE, 'httpBasicAuth', VIEWER);
		await stage.activate(FILE);
		const open = async () => {
			await stage.control('DELETE', '/requests');
			const started = performance.now();
			const basic = Buffer.from(`${VIEWER.user}:${VIEWER.password}`).toString('base64');
			const { status, text } = await stage.web('webhook/kandji-dashboard', {
				headers: { authorization: `Basic ${basic}` },
			});
			const requests = await stage.control<LoggedRequest[]>('GET', '/requests');
			return {
				...{ status, page: text, requests: requests.length },
				seconds: Math.round((performance.now() - started) / 100) / 10,
			};
		};
		const first = await open();
		const again = await open();
		await stage.deactivate(FILE);
		const titles = [...first.page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title);
		return {
			ok: first.status === 200 && titles.length >= 12 && again.requests === 0,
			...{ titles, requests: first.requests, seconds: first.seconds },
			reload: { same: again.page === first.page, requests: again.requests, seconds: again.seconds },
			page: first.page,
		};
	},
};
