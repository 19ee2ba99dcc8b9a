import type { Job } from './job.mts';

const FILE = 'offboarding';

export const job: Job = {
	summary: 'Archives a person: the Mac comes back, and the lock waits for somebody who logs in',
	async run(stage) {
		await stage.call('POST', '/api/v1/blueprints', {
			...{ name: 'Offboarding', enrollment_code: { is_active: false } },
		});
		const person = { name: 'Dan Lee', email: 'dan.lee@accuhive.example' };
		const { id } = await stage.control<{ id: string }>('POST', '/users', person);
		const mac = { platform: 'Mac', serial_number: 'DEMOLEAVE', user: id };
		await stage.control('POST', '/devices', mac);
		const leave = async () => await stage.control('PATCH', `/users/${id}`, { archived: true });
		await stage.watch(FILE, leave, 'Log Device');
		const log = (await stage.rows('Offboarding Log')).find(({ email }) => email === person.email);
		const writes = await stage.writes();
		const locks = writes.filter((write) => write.endsWith('/lock'));
		const ok = log?.unassigned === 'Yes' && log.moved === 'Yes' && log.decision === 'Waiting';
		return { ok: ok && locks.length === 0, log, writes };
	},
};
