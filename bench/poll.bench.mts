import type { IDataObject } from 'n8n-workflow';

import { startSimulator } from '../simulator/server.mts';
import { Control } from '../simulator/controlClient.mts';
import { everythingTicked } from '../tools/harness/everyEvent.mts';
import { Host } from '../tools/harness/host.mts';

const {
	POLL_DEVICES = '10000',
	POLL_USERS = '5000',
	POLL_BLUEPRINTS = '30',
	POLL_LATENCY = '300',
} = process.env;

it('polls a large tenant', async () => {
	const simulator = await startSimulator({
		devices: Number(POLL_DEVICES),
		users: Number(POLL_USERS),
		latency: Number(POLL_LATENCY),
	});
	const { tenant } = simulator;
	const [pattern] = tenant.blueprints.values();
	while (pattern && tenant.blueprints.size < Number(POLL_BLUEPRINTS)) {
		const id = tenant.uuid();
		tenant.blueprints.set(id, { ...pattern, id, name: `Blueprint ${tenant.blueprints.size}` });
	}
	const control = new Control(simulator);
	const host = new Host('C', simulator, everythingTicked(tenant));
	const rows: IDataObject[] = [];
	const measure = async (what: string, poll: () => Promise<unknown>) => {
		await control.forgetRequests();
		const [events, failures, began] = [host.delivered.length, host.failures.length, Date.now()];
		await poll();
		rows.push({
			poll: what,
			seconds: Number(((Date.now() - began) / 1_000).toFixed(1)),
			requests: (await control.requests()).length,
			events: host.delivered.length - events,
			failures: host.failures.length - failures,
		});
	};
	await measure('publishing', async () => await host.activate());
	await measure('first', async () => await host.tick());
	await measure('quiet', async () => await host.tick());
	for (const [index, id] of [...tenant.devices.keys()].entries()) {
		if (index % 100 === 0) await control.change(id, { asset_tag: `T${index}` });
	}
	await measure('with changes', async () => await host.tick());
	host.restart();
	await measure('after a restart', async () => await host.tick());
	const stateBytes = host.bytes;
	await simulator.close();
	process.stderr.write(
		`${rows.map((row) => `| ${Object.values(row).join(' | ')} |`).join('\n')}\n${JSON.stringify({ rows, stateBytes })}\n`,
	);
	expect(host.failures.map(({ message }) => message)).toEqual([]);
}, 600_000);
