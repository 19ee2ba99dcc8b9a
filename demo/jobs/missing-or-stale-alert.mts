import type { Job } from './job.mts';

const FILE = 'missing-or-stale-alert';

export const job: Job = {
	summary: 'Lets a Mac go missing: one message tells it',
	async run(stage) {
		const mac = { platform: 'Mac', serial_number: 'DEMOSILENT', user: null };
		const { device_id } = await stage.control<{ device_id: string }>('POST', '/devices', mac);
		const lose = async () =>
			await stage.control('PATCH', `/devices/${device_id}`, { is_missing: true });
		await stage.watch(FILE, lose, 'Alert');
		const alerts = (await stage.rows('Device Alerts')).filter(
			({ serialNumber }) => serialNumber === mac.serial_number,
		);
		return { ok: alerts.length === 1, alerts };
	},
};
