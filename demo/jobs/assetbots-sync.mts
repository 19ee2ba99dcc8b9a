import { Table } from '../table.mts';
import type { Job } from './job.mts';

const FILE = 'assetbots-sync';

export const job: Job = {
	summary:
		'Imports devices with their check-outs, then gives Kandji a check-out made on the other side',
	async run(stage) {
		const { rest } = stage.workspace;
		const add = async (name: string, email: string) =>
			await stage.control<{ id: string }>('POST', '/users', { name, email });
		const { id: first } = await add('Pia Lund', 'pia.lund@accuhive.example');
		await add('Per Moe', 'per.moe@accuhive.example');
		const mac = { platform: 'Mac', serial_number: 'DEMOBOTS', user: first };
		const { device_id } = await stage.control<{ device_id: string }>('POST', '/devices', mac);
		const sync = async () => {
			const [report] = await stage.run(FILE, { trigger: 'Run Now', result: 'Report' });
			const { created, updated, assigned, kandjiChanges } = report as Record<string, number>;
			return { created, updated, assigned, kandjiChanges };
		};
		const imported = await sync();
		const assets = await Table.open(rest, 'Assetbots Assets');
		const asset = async () => await assets.row({ serialNumber: 'DEMOBOTS' });
		const before = await asset();
		const given = { checkedOutTo: 'per.moe@accuhive.example', checkedOutName: 'Per Moe' };
		await assets.update({ serialNumber: 'DEMOBOTS' }, { ...given, tag: 'BOT-77' });
		const written = await sync();
		const device = await stage.call<{ asset_tag: string; user: { email: string } }>(
			'GET',
			`/api/v1/devices/${device_id}`,
		);
		return {
			ok:
				before.checkedOutTo === 'pia.lund@accuhive.example' &&
				device.user.email === given.checkedOutTo &&
				device.asset_tag === 'BOT-77',
			imported,
			written,
			asset: await asset(),
		};
	},
};
