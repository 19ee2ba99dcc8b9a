import { readCommandResult } from './commandResult';
import type { RunCall, RunResult } from './run';
import { text } from '../util/json';

/** Returns what became of a command that an earlier execution sent, by its kind and the time of its answer. */
export async function getCommandStatus(call: RunCall): Promise<RunResult> {
	const { client, path, settings } = call;
	const command = text(settings.command);
	const acceptedAt = new Date(text(settings.acceptedAt));
	const result = await readCommandResult(client, {
		device: path.device,
		type: command,
		acceptedAt,
	});
	return [{ ...result, id: path.device, command, acceptedAt: acceptedAt.toISOString() }];
}
