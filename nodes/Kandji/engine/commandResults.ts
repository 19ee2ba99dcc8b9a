import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { runItems } from '../items/runItems';
import { tryCommandResult } from '../procedures/commandResult';
import type { CommandResult, SentCommand } from '../procedures/commandResult';
import { text } from '../util/json';
import type { Run } from './operationRun';

/** The pause before each look; every further pause is as long as the last. */
const PAUSES_MS = [2_000, 3_000, 5_000, 8_000, 12_000, 20_000, 30_000];

/** AI clients give up on a call after a minute, so that the answer must be there earlier. */
const MAX_AGENT_WAIT_S = 25;

/** The command that an output item says was accepted; undefined for all other items. */
function sentCommand({ id, command, acceptedAt }: IDataObject): SentCommand | undefined {
	if (text(command) === '' || text(acceptedAt) === '') return undefined;
	return { device: text(id), type: text(command), acceptedAt: new Date(text(acceptedAt)) };
}

/** An outcome that no further look changes. A command may appear in the list a moment after it was accepted. */
function isFinal(results: CommandResult[]): boolean {
	const last = results.at(-1);
	if (last === undefined || last.result === 'pending') return false;
	return last.result !== 'unknown' || results.length >= 3;
}

/**
 * Waits until all commands of a run are completed or failed, or the time is up, and returns the items with what became
 * of them. All devices wait together; each look asks only for those that are not done. Throws when the execution is
 * cancelled.
 */
export async function awaitCommandResults(
	{ client, caller, stop }: Pick<Run, 'client' | 'caller' | 'stop'>,
	items: INodeExecutionData[],
	waitSeconds: number,
): Promise<INodeExecutionData[]> {
	const seconds = caller.isAgent ? Math.min(waitSeconds, MAX_AGENT_WAIT_S) : waitSeconds;
	const end = Date.now() + seconds * 1_000;
	const commands = new Map<string, { sent: SentCommand; results: CommandResult[] }>();
	for (const { json } of items) {
		const sent = sentCommand(json);
		if (sent) commands.set(JSON.stringify(sent), { sent, results: [] });
	}
	for (let look = 0; ; look++) {
		const open = [...commands.values()].filter(({ results }) => !isFinal(results));
		const pause = PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)];
		const left = end - Date.now();
		if (open.length === 0 || left <= 0) break;
		await client.sleep(Math.min(pause, left));
		client.progress(() => `${open.length} of ${commands.size} commands are not done yet`);
		const looks = await runItems(
			open.length,
			async (index) => {
				const { sent, results } = open[index];
				results.push(await tryCommandResult(client, sent));
			},
			{ stop, ready: async () => await client.ready() },
		);
		for (const outcome of looks) if (outcome && 'error' in outcome) throw outcome.error;
	}
	return items.map((item) => {
		const sent = sentCommand(item.json);
		const result = sent && commands.get(JSON.stringify(sent))?.results.at(-1);
		return result ? { ...item, json: { ...item.json, ...result } } : item;
	});
}
