import { filesOf } from '../execution.mts';
import { Table } from '../table.mts';
import type { Job } from './job.mts';

const FILE = 'happyfox-sync';

export const job: Job = {
	summary:
		'Keeps a managed asset per device, and files a CSV of what was created, updated or skipped',
	async run(stage) {
		const mac = { platform: 'Mac', serial_number: 'DEMOHAPPYFOX', user: null };
		const { device_id } = await stage.control<{ device_id: string }>('POST', '/devices', mac);
		const { rest } = stage.workspace;
		const sync = async () => {
			const steps = { trigger: 'Run Now', result: 'Outcome' };
			const [{ rows, ...counts }] = (await stage.run(FILE, steps)) as Array<{ rows: unknown[] }>;
			const [id] = await stage.executions(FILE);
			const [{ fileName, content }] = await filesOf(rest, id, 'CSV Report');
			const lines = content.toString().trim().split('\n');
			return { ...(counts as Record<string, number>), rows: rows.length, fileName, lines };
		};
		const first = await sync();
		const asset = await (await Table.open(rest, 'HappyFox Assets')).row({ device_id });
		await stage.control('PATCH', `/devices/${device_id}`, { os_version: '99.9' });
		const second = await sync();
		const line = second.lines.find((each) => each.includes(device_id));
		return {
			ok:
				asset.asset_type === 'Mac' &&
				first.lines.length === first.rows + 1 &&
				line?.startsWith('updated,') === true,
			first: { ...first, lines: first.lines.slice(0, 3) },
			second: { ...second, lines: [line] },
		};
	},
};
