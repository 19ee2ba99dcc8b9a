import { startSnipeIt } from '../standins/snipe-it.mts';
import type { Job } from './job.mts';

const FILE = 'snipe-it-sync';

interface Plan {
	created: number;
	updated: number;
	assigned: number;
	unchanged: number;
	problems: object[];
}

export const job: Job = {
	summary: 'Fills a Snipe-IT (a stand-in) with the fleet; a second run changes nothing',
	async run(stage) {
		const snipeIt = await startSnipeIt();
		try {
			for (const { name, email } of stage.tenant.tenant.users.values()) {
				snipeIt.state.addUser(name, email);
			}
			await stage.connect(FILE, 'httpBearerAuth', { token: snipeIt.token });
			await stage.set(FILE, { url: snipeIt.url, pauseMs: 0 });
			const sync = async () => {
				const [report] = await stage.run(FILE, { trigger: 'Run Now', result: 'Report' });
				const { created, updated, assigned, unchanged, problems } = report as Plan;
				return { created, updated, assigned, unchanged, problems: problems.length };
			};
			const first = await sync();
			const second = await sync();
			const { created, updated, assigned, unchanged } = second;
			const ok = created + updated + assigned === 0 && unchanged === first.created;
			return { ok, first, second };
		} finally {
			await snipeIt.close();
		}
	},
};
