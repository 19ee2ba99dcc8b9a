import { Table } from '../table.mts';
import { eventually } from '../stage.mts';
import type { Stage } from '../stage.mts';
import type { Job } from './job.mts';

const FILE = 'assetbots-outbound';
const SECRET = { name: 'X-Secret', value: 'demo' };

/** Calls the webhook as the asset side does; n8n answers 404 for a moment after it has published a workflow. */
async function tell(stage: Stage, serialNumber: string): Promise<Record<string, unknown>> {
	return await eventually('the webhook', async () => {
		const response = await fetch(`${stage.n8n.url}/webhook/assetbots-change`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', [SECRET.name]: SECRET.value },
			body: JSON.stringify({ serialNumber }),
		});
		if (response.status === 404) return undefined;
		return (await response.json()) as Record<string, unknown>;
	});
}

export const job: Job = {
	summary: 'Tells Kandji of a tag and a check-in at once, when the asset side calls its webhook',
	async run(stage) {
		const person = { name: 'Siv Dahl', email: 'siv.dahl@accuhive.example' };
		const { id } = await stage.control<{ id: string }>('POST', '/users', person);
		const mac = { platform: 'Mac', serial_number: 'DEMOOUT', user: id };
		const { device_id } = await stage.control<{ device_id: string }>('POST', '/devices', mac);
		const columns = ['name', 'tag', 'serialNumber', 'checkedOutTo', 'checkedOutName', 'kandjiUser'];
		const assets = await Table.open(stage.workspace.rest, 'Assetbots Assets', [
			...[...columns, 'deviceId', 'category', 'platform', 'model', 'osVersion', 'memory'],
			...['storage', 'blueprint', 'lastCheckIn', 'kandjiUrl'],
		]);
		await assets.insert({ serialNumber: 'DEMOOUT', tag: 'OUT-1', kandjiUser: person.email });
		await stage.connect(FILE, 'httpHeaderAuth', SECRET);
		await stage.activate(FILE);
		try {
			const answer = await tell(stage, 'DEMOOUT');
			const device = await stage.call<{ asset_tag: string; user: unknown }>(
				'GET',
				`/api/v1/devices/${device_id}`,
			);
			return { ok: device.asset_tag === 'OUT-1' && device.user === '', answer, device };
		} finally {
			await stage.deactivate(FILE);
			// The first import of another job starts with an empty table.
			await assets.remove({ serialNumber: 'DEMOOUT' });
		}
	},
};
