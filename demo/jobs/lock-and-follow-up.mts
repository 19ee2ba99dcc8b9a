import { FormVisit } from '../forms.mts';
import { eventually } from '../stage.mts';
import type { Job } from './job.mts';

const FILE = 'lock-and-follow-up';
const SERIAL = 'DEMOLOCK1';

export const job: Job = {
	summary: 'Locks a Mac by its serial number, and looks until the Mac has obeyed',
	async run(stage) {
		const mac = { platform: 'Mac', serial_number: SERIAL, user: null };
		const { device_id } = await stage.control<{ device_id: string }>('POST', '/devices', mac);
		const visitor = { user: 'it', password: 'demo' };
		await stage.connect(FILE, 'httpBasicAuth', visitor);
		await stage.activate(FILE);
		try {
			const visit = await FormVisit.start(stage.n8n.url, FILE, visitor, SERIAL, SERIAL, 'Desk');
			const done = await visit.page('Lock a device');
			const writes = await stage.writes();
			const row = await eventually('the result of the lock', async () => {
				await stage.run(FILE, { trigger: 'Look Now', result: 'Result' });
				const rows = await stage.rows('Lock Follow-Ups');
				return rows.find(({ deviceId, state }) => deviceId === device_id && state !== 'pending');
			});
			const isLocked = writes.includes(`POST /devices/${device_id}/action/lock`);
			const ok = isLocked && /PIN: \d{6}/.test(done) && row.state === 'completed';
			return { ok, state: row.state, message: row.message };
		} finally {
			await stage.deactivate(FILE);
		}
	},
};
