import { eventually } from '../stage.mts';
import type { Job } from './job.mts';

const FILE = 'device-changes-to-itam';

export const job: Job = {
	summary: 'Enrols a Mac and renames another: both have their row in the asset table',
	async run(stage) {
		const add = async (serial_number: string) =>
			await stage.control<{ device_id: string }>('POST', '/devices', {
				...{ platform: 'Mac', serial_number, device_name: `Mac ${serial_number}` },
			});
		const known = await add('DEMOITAM1');
		const rows = async () =>
			(await stage.rows('ITAM Devices')).filter(({ serialNumber }) =>
				String(serialNumber).startsWith('DEMOITAM'),
			);
		const happens = async () => {
			await add('DEMOITAM2');
			const renamed = { device_name: 'Renamed Mac' };
			await stage.control('PATCH', `/devices/${known.device_id}`, renamed);
			// A poll can come between the two changes, so the workflow stays published until both have their row.
			await eventually('both rows', async () => (await rows()).length === 2 || undefined);
		};
		await stage.watch(FILE, happens, 'Write Asset');
		const assets = await rows();
		return { ok: assets.some(({ name }) => name === 'Renamed Mac'), assets };
	},
};
