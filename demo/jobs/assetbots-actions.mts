import { FormVisit } from '../forms.mts';
import type { Job } from './job.mts';

const FILE = 'assetbots-actions';

export const job: Job = {
	summary:
		'Locks a Mac from a form that shows the PIN once, after the serial number was typed again',
	async run(stage) {
		const mac = { platform: 'Mac', serial_number: 'DEMOACTION', user: null };
		const { device_id } = await stage.control<{ device_id: string }>('POST', '/devices', mac);
		const visitor = { user: 'it', password: 'demo' };
		await stage.connect(FILE, 'httpBasicAuth', visitor);
		await stage.set(FILE, { enableDeviceActions: true });
		await stage.activate(FILE);
		try {
			const visit = await FormVisit.start(
				stage.n8n.url,
				'assetbots-actions',
				visitor,
				'DEMOACTION',
				'Desk',
			);
			const choice = await visit.send('What should', '', ['Lock'], 'DEMOACTION');
			const done = await visit.send('Device actions');
			const writes = await stage.writes();
			return {
				ok:
					choice.includes('Shut down') &&
					/PIN: \d{6}/.test(done) &&
					writes.includes(`POST /devices/${device_id}/action/lock`),
				message: /Lock was sent[^<]*/.exec(done)?.[0].replace(/\d{6}/, '••••••'),
			};
		} finally {
			await stage.deactivate(FILE);
		}
	},
};
