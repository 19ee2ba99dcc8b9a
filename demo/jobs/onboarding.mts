import type { Job } from './job.mts';

const FILE = 'onboarding';

export const job: Job = {
	summary: 'Gives a Mac to a new colleague: a row in the HR table and one ticket come of it',
	async run(stage) {
		const person = { name: 'Ada Park', email: 'ada.park@accuhive.example' };
		const { id } = await stage.control<{ id: string }>('POST', '/users', person);
		const mac = { platform: 'Mac', serial_number: 'DEMOONBOARD', user: null };
		const { device_id } = await stage.control<{ device_id: string }>('POST', '/devices', mac);
		const assign = async () => await stage.control('PATCH', `/devices/${device_id}`, { user: id });
		await stage.watch(FILE, assign, 'Ticket');
		const hris = (await stage.rows('HRIS Devices')).filter(({ email }) => email === person.email);
		const tickets = (await stage.rows('Onboarding Tickets')).filter(
			({ requester }) => requester === person.email,
		);
		return { ok: hris.length === 1 && tickets.length === 1, hris, tickets };
	},
};
