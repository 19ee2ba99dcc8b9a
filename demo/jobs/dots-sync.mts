import { FormVisit } from '../forms.mts';
import { Table } from '../table.mts';
import type { Job } from './job.mts';

const FILE = 'dots-sync';

export const job: Job = {
	summary: 'Goes through a form: downloads devices as assets, shows a report, assigns after a yes',
	async run(stage) {
		const { rest } = stage.workspace;
		const person = { name: 'Oda Berg', email: 'oda.berg@accuhive.example' };
		const { id } = await stage.control<{ id: string }>('POST', '/users', person);
		const mac = { platform: 'Mac', model: 'Mac mini (M2, 2023)', serial_number: 'DEMODOTS' };
		await stage.control('POST', '/devices', { ...mac, user: id });
		const employees = await Table.open(rest, 'Dots Employees', ['email', 'employee']);
		await employees.insert({ email: person.email, employee: person.name });
		const visitor = { user: 'it', password: 'demo' };
		await stage.connect(FILE, 'httpBasicAuth', visitor);
		await stage.activate(FILE);
		try {
			const visit = await FormVisit.start(stage.n8n.url, 'dots-connection', visitor);
			await visit.send('Connection mode', 'Download and sync');
			const matched = await visit.send('What was matched', '', ['Newly downloaded assets']);
			const planned = await visit.send('Who gets what', '', ['Assign']);
			const done = await visit.send('assets synced');
			const asset = await (await Table.open(rest, 'Dots Assets')).row({ serialNumber: 'DEMODOTS' });
			const [log] = await (await Table.open(rest, 'Dots Sync Log')).rows();
			const heading = (page: string) => /<h3>.*?<\/h3>/g[Symbol.match](page);
			return {
				ok: asset.employeeEmail === person.email && done.includes('Last sync'),
				matched: heading(matched),
				planned: heading(planned),
				asset,
				log,
			};
		} finally {
			await stage.deactivate(FILE);
		}
	},
};
