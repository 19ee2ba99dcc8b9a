import { Table } from '../table.mts';
import type { Job } from './job.mts';

const FILE = 'allwhere-sync';

export const job: Job = {
	summary:
		'Makes an asset per device, with type and model parts, and lists what was skipped and why',
	async run(stage) {
		const person = { name: 'Nia Holm', email: 'nia.holm@accuhive.example' };
		const { id } = await stage.control<{ id: string }>('POST', '/users', person);
		const mac = { platform: 'Mac', model: 'MacBook Pro (13-inch, 2018)' };
		await stage.control('POST', '/devices', { ...mac, serial_number: 'DEMOALLWHERE', user: id });
		const unknown = { platform: 'Windows', model: 'Virtual Machine', serial_number: 'DEMOVIRTUAL' };
		await stage.control('POST', '/devices', unknown);
		const { rest } = stage.workspace;
		const columns = ['email', 'firstName', 'lastName', 'source'];
		const employees = await Table.open(rest, 'allwhere Employees', columns);
		await employees.insert({ email: person.email, firstName: 'Nia', lastName: 'Holm' });
		const run = async () => await stage.run(FILE, { trigger: 'Run Now', result: 'Report' });
		const [first] = await run();
		const assets = await Table.open(rest, 'allwhere Assets');
		const asset = await assets.row({ serialNumber: 'DEMOALLWHERE' });
		const skipped = await (await Table.open(rest, 'allwhere Skipped')).rows();
		const [second] = await run();
		const { created, updated, assigned } = second as Record<string, number>;
		return {
			ok:
				asset.status === 'allocated' &&
				asset.employeeEmail === person.email &&
				skipped.some(({ serialNumber }) => serialNumber === 'DEMOVIRTUAL') &&
				created + updated + assigned === 0,
			devices: (first as Record<string, unknown>).devices,
			created: (first as Record<string, unknown>).created,
			asset,
			skipped: skipped.map(({ serialNumber, reason }) => ({ serialNumber, reason })),
			secondRun: { created, updated, assigned },
		};
	},
};
