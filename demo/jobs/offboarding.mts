import { eventually } from '../stage.mts';
import type { Job } from './job.mts';

const FILE = 'offboarding';

export const job: Job = {
	summary: 'Archives a person: the Mac comes back, and is locked after a yes in a form',
	async run(stage) {
		await stage.call('POST', '/api/v1/blueprints', {
			...{ name: 'Offboarding', enrollment_code: { is_active: false } },
		});
		const person = { name: 'Dan Lee', email: 'dan.lee@accuhive.example' };
		const { id } = await stage.control<{ id: string }>('POST', '/users', person);
		const mac = { platform: 'Mac', serial_number: 'DEMOLEAVE', user: id };
		await stage.control('POST', '/devices', mac);
		const leave = async () => await stage.control('PATCH', `/users/${id}`, { archived: true });
		await stage.watch(FILE, leave, 'Start for This Person');
		const entry = async () =>
			(await stage.rows('Offboarding Log')).find(({ email }) => email === person.email);
		const waiting = await eventually('the question in the log', async () => {
			const row = await entry();
			return row?.approvalLink ? row : undefined;
		});
		await stage.answer(String(waiting.approvalLink), 'Lock the devices of Dan Lee?', 'Lock');
		const log = await eventually('the lock in the log', async () => {
			const row = await entry();
			return row?.decision === 'Lock' ? row : undefined;
		});
		return { ok: log.unassigned === 'Yes' && log.moved === 'Yes' && log.locked === 'Yes', log };
	},
};
