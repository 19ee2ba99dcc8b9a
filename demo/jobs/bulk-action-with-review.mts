import type { IDataObject } from 'n8n-workflow';

import type { Job } from './job.mts';

const FILE = 'bulk-action-with-review';
const ASK = 'Ask for a Bulk Action';
const REVIEW = 'Review a Request';
const ANN = { id: 'demo-ann', email: 'ann@accuhive.example' };
const BEN = { id: 'demo-ben', email: 'ben@accuhive.example' };
const TAG = 'demo-bulk';

export const job: Job = {
	summary: 'Locks two Macs after one person asked and another one approved the list of them',
	async run(stage) {
		await stage.call('POST', '/api/v1/tags', { name: TAG });
		for (const serial_number of ['DEMOBULK1', 'DEMOBULK2'])
			await stage.control('POST', '/devices', { platform: 'Mac', serial_number, tags: [TAG] });
		await stage.control('DELETE', '/requests');
		/** Runs one form as somebody who is logged in; the pages that would wait for a browser are cut off. */
		const visit = async (pins: Record<string, IDataObject>, cut: string[], result: string) => {
			const before = await stage.workflow(FILE);
			await stage.edit(FILE, (workflow) => {
				workflow.pinData = Object.fromEntries(
					Object.entries(pins).map(([name, json]) => [name, [{ json }]]),
				);
				const kept = Object.entries(workflow.connections).filter(([name]) => !cut.includes(name));
				workflow.connections = Object.fromEntries(kept);
			});
			const [item] = await stage.run(FILE, { trigger: Object.keys(pins)[0], result });
			await stage.edit(FILE, (workflow) => {
				workflow.connections = before.connections;
			});
			return item as IDataObject;
		};
		const action = { action: 'Lock', source: 'Devices with a tag', filter: TAG, reason: 'demo' };
		await visit({ [ASK]: { ...action, user: ANN } }, ['Ask in Slack'], 'Write Targets');
		const [{ id: request }] = (await stage.rows('Bulk Requests')).slice(-1);
		const waiting = await stage.writes();
		const own = await visit({ [REVIEW]: { request, user: ANN } }, ['Must Stop'], 'Page');
		const decision = { decision: ['Approve'], count: '2', user: BEN };
		const pins = { [REVIEW]: { request, user: BEN }, Decide: decision };
		const { summary } = await visit(pins, ['Close Request'], 'Report');
		const writes = await stage.writes();
		const targets = (await stage.rows('Bulk Targets')).filter((row) => row.requestId === request);
		const ok = waiting.length === 0 && writes.length === 2 && summary === '2 done';
		return { ok: ok && own.stop !== '', own: own.stop, summary, targets, writes };
	},
};
