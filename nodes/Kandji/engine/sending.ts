import type { INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../catalogue/operationTypes';
import { runItems } from '../items/runItems';
import type { Outcome } from '../items/runItems';
import { WriteOrder } from '../items/writeOrder';
import { rehearse } from './guard';
import { isDangerous, isGuarded, ownRequest, riskOf } from './names';
import { outputItem } from './output';
import type { Prepared } from './prepare';
import type { Run } from './operationRun';
import { send } from './send';

type Items = INodeExecutionData[];

/** Two commands with the same text are the same command. */
const commandText = ({ path, query, body }: Prepared) => JSON.stringify([path, query, body]);

/** Names the record that a write changes, whose writes keep their order; a new record has no earlier write. */
function recordName(operation: Operation, { path }: Prepared, item: number): string {
	const { method, path: route } = ownRequest(operation);
	return Object.values(path).join('/') || (method === 'POST' ? `#${item}` : route);
}

/** Whether repeating a request, or sending it after another one failed, can do harm. */
const isCommand = (operation: Operation) => isGuarded(operation) && isDangerous(riskOf(operation));

/** Sends the prepared items of a run: reads side by side, writes to one record in the order of their items. */
export class Sending {
	/** Items whose request was begun. */
	readonly begun = new Set<number>();

	private readonly run: Run;

	private readonly prepared: Array<Outcome<Prepared> | undefined>;

	private readonly order = new WriteOrder();

	private readonly commands = new Map<string, { item: number; sent: Promise<Items> }>();

	private hasFailed = false;

	constructor(run: Run, prepared: Array<Outcome<Prepared> | undefined>) {
		this.run = run;
		this.prepared = prepared;
	}

	/** Sends all items and returns their outcomes in order; undefined for those that the end of the run kept back. */
	async all(): Promise<Array<Outcome<Items> | undefined>> {
		const { client, operation, stop, goesOn } = this.run;
		const count = this.prepared.length;
		return await runItems<Items>(count, async (item) => await this.one(item), {
			stop,
			ready: async () => {
				client.progress(() => `${this.begun.size} of ${count} items begun`);
				await client.ready();
			},
			// Without Continue On Fail no command may be sent after another one failed, so they go one by one.
			...(isCommand(operation) && !goesOn ? { workers: 1 } : {}),
		});
	}

	private async one(item: number): Promise<Items> {
		const { operation, finder, stop } = this.run;
		const outcome = this.prepared[item];
		if (outcome === undefined || 'error' in outcome) throw outcome?.error;
		const prepared = outcome.value;
		if (prepared.protection.isDryRun) {
			return [outputItem(await rehearse(operation, prepared, finder), item)];
		}
		if (ownRequest(operation).method === 'GET') return await this.send(item, prepared);
		return await this.order.after(recordName(operation, prepared, item), async () => {
			// A write that waited for an earlier one to the same record must not follow a failure.
			if (stop(this.hasFailed)) return [];
			const sending = isCommand(operation)
				? this.sendOnce(item, prepared)
				: this.send(item, prepared);
			sending.catch(() => (this.hasFailed = true));
			return await sending;
		});
	}

	private async send(item: number, prepared: Prepared): Promise<Items> {
		this.begun.add(item);
		return await send({ ...this.run, item, prepared });
	}

	/** Sends a command unless an earlier item of this run was the same one: then both get its answer. */
	private async sendOnce(item: number, prepared: Prepared): Promise<Items> {
		const command = commandText(prepared);
		const earlier = this.commands.get(command);
		if (earlier) {
			return (await earlier.sent).map(({ json, ...rest }) => ({
				...rest,
				json: { ...json, alreadyPending: true, sameAsItem: earlier.item },
				pairedItem: { item },
			}));
		}
		const sent = this.send(item, prepared);
		this.commands.set(command, { item, sent });
		return await sent;
	}
}
