import type { Job } from './job.mts';

const FILE = 'quarantine';
const SECRET = { name: 'X-Quarantine-Key', value: 'demo-quarantine-secret' };

export const job: Job = {
	summary: 'Puts a Mac into quarantine on an alert, and releases it into the blueprint of before',
	async run(stage) {
		const serialNumber = 'DEMOQUAR1';
		const mac = { platform: 'Mac', serial_number: serialNumber };
		const { blueprint_name: before, device_id } = await stage.control<{
			blueprint_name: string;
			device_id: string;
		}>('POST', '/devices', mac);
		await stage.connect(FILE, 'httpHeaderAuth', SECRET);
		await stage.activate(FILE);
		const call = async (path: string, body: object) => {
			const { status, text } = await stage.web(`webhook/${path}`, {
				method: 'POST',
				headers: { [SECRET.name]: SECRET.value, 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			const { blueprint_name } = await stage.call<{ blueprint_name: string }>(
				'GET',
				`/api/v1/devices/${device_id}`,
			);
			return { status, answer: JSON.parse(text) as object, blueprint: blueprint_name };
		};
		const alert = await call('kandji-quarantine', { serialNumber, reason: 'Malware found' });
		const release = await call('kandji-release', { serialNumber });
		await stage.deactivate(FILE);
		const tickets = (await stage.rows('Security Tickets')).filter(
			({ deviceId }) => deviceId === device_id,
		);
		const ok = alert.blueprint === 'Quarantine' && release.blueprint === before;
		return { ok: ok && tickets.length === 1, before, alert, release, tickets };
	},
};
