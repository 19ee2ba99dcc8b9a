import type { Job } from './job.mts';

const FILE = 'user-directory-sync';

interface Report {
	differences: Array<{ email: string; difference: string }>;
}

export const job: Job = {
	summary: 'Lays the users of Kandji beside an HR table: one list of people, differences in words',
	async run(stage) {
		const sync = async () => {
			const [report] = await stage.run(FILE, { trigger: 'Run Now', result: 'Report' });
			return report as Report;
		};
		await sync();
		const eve = { name: 'Eve Moss', email: 'eve.moss@accuhive.example' };
		const { id } = await stage.control<{ id: string }>('POST', '/users', eve);
		const mac = { platform: 'Mac', serial_number: 'DEMOPEOPLE', user: id };
		await stage.control('POST', '/devices', mac);
		await stage.fill('HR People', [
			{ ...eve, email: 'Eve.Moss@accuhive.example', status: 'Left' },
			{ name: 'Finn Day', email: 'finn.day@accuhive.example', status: 'Active' },
		]);
		const { differences, ...figures } = await sync();
		const differenceOf = (email: string) =>
			differences.find((each) => each.email === email)?.difference;
		return {
			ok:
				differenceOf(eve.email) === 'Left according to HR, active in Kandji and holds 1 device' &&
				differenceOf('finn.day@accuhive.example') === 'Only in HR',
			...{ ...figures, differences: differences.slice(0, 20) },
		};
	},
};
