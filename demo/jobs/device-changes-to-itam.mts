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
		const happens = async () => {
			await add('DEMOITAM2');
			const renamed = { device_name: 'Renamed Mac' };
			await stage.control('PATCH', `/devices/${known.device_id}`, renamed);
		};
		await stage.watch(FILE, happens, 'Write Asset');
		const rows = async () =>
			(await stage.rows('ITAM Devices')).filter(({ serialNumber }) =>
				String(serialNumber).startsWith('DEMOITAM'),
			);
		const assets = await eventually('both rows', async () => {
			const seen = await rows();
			return seen.length === 2 ? seen : undefined;
		});
		return { ok: assets.some(({ name }) => name === 'Renamed Mac'), assets };
	},
};
