import type { Job } from './job.mts';

const FILE = 'posture-check';
const SECRET = { name: 'X-Posture-Key', value: 'demo-posture-secret' };

interface Answer {
	compliant: boolean;
	reasons: string[];
}

export const job: Job = {
	summary: 'Asks whether two Macs may in: yes for one, no with its reasons for the other',
	async run(stage) {
		const now = new Date().toISOString();
		const mac = { platform: 'Mac', os_version: '26.1', last_check_in: now, is_missing: false };
		const good = { ...mac, serial_number: 'DEMOGOOD1', filevault_enabled: true };
		const bad = { ...mac, serial_number: 'DEMOBAD1', filevault_enabled: false, os_version: '14.2' };
		for (const device of [good, bad]) await stage.control('POST', '/devices', device);
		await stage.connect(FILE, 'httpHeaderAuth', SECRET);
		await stage.activate(FILE);
		const ask = async (serial: string): Promise<Answer & { milliseconds: number }> => {
			const started = performance.now();
			const { text } = await stage.web(`webhook/kandji-posture?serialNumber=${serial}`, {
				headers: { [SECRET.name]: SECRET.value },
			});
			const { compliant, reasons } = JSON.parse(text) as Answer;
			return { compliant, reasons, milliseconds: Math.round(performance.now() - started) };
		};
		await ask('NOBODY');
		const answers = { good: await ask(good.serial_number), bad: await ask(bad.serial_number) };
		await stage.deactivate(FILE);
		const ok = answers.good.compliant && !answers.bad.compliant && answers.bad.reasons.length === 2;
		return { ok, ...answers };
	},
};
