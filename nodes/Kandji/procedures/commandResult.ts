import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { listOf, lists } from '../api/lists';
import type { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { isRecord, text } from '../util/json';

/** A command that Kandji has accepted. Its answer is empty, so only kind and time find it among the others. */
export interface SentCommand {
	device: string;
	/** Its `command_type`. */
	type: string;
	/** When Kandji accepted it, by Kandji's clock. */
	acceptedAt: Date;
}

/** `unknown` where no command, or more than one, can be the one that was sent. */
export type CommandState = 'completed' | 'failed' | 'pending' | 'unknown';

/** The result of a command, as the output shows it. */
export interface CommandResult extends IDataObject {
	result: CommandState;
	/** The state in words; of a failed command, why the device refused. */
	resultDetail: string;
	commandId: string | null;
	completedAt: string | null;
}

/**
 * Kandji may note a command before its answer arrives here, and its `Date` header has whole seconds. Two commands of
 * one kind within this time cannot be distinguished.
 */
const EARLIER_MS = 15_000;
const LATER_MS = 5_000;

/** A status of a command: what it means for the result, in one word, and as a sentence. */
interface CommandStatus {
	result: CommandState;
	word: string;
	sentence: string;
}

/** The numbers of a command's status (docs/kandji-api.md T16). */
export const COMMAND_STATUSES: Record<string, CommandStatus | undefined> = {
	1: {
		result: 'pending',
		word: 'pending',
		sentence: 'The device has not fetched the command yet',
	},
	2: { result: 'pending', word: 'running', sentence: 'The device is carrying out the command' },
	3: { result: 'completed', word: 'completed', sentence: 'The device has carried out the command' },
	4: { result: 'failed', word: 'failed', sentence: 'The device refused the command' },
	5: {
		result: 'pending',
		word: 'postponed',
		sentence: 'The device put off the command and will be asked again',
	},
};

const withoutCommand = (result: CommandState, resultDetail: string): CommandResult => ({
	result,
	resultDetail,
	commandId: null,
	completedAt: null,
});

/** Describes why a device refused a command, outermost cause first. */
function errorText(chain: unknown): string {
	const causes = Array.isArray(chain) ? chain.filter(isRecord) : [];
	return causes
		.map((cause) => {
			const message = text(cause, 'us_english_description') || text(cause, 'localized_description');
			const code = text(cause, 'code');
			return code === '' ? message : `${message || text(cause, 'domain')} (${code})`;
		})
		.filter((message) => message !== '')
		.join('; ');
}

function isCandidate(row: IDataObject, { type, acceptedAt }: SentCommand): boolean {
	const types = [text(row.command_type), text(row.request_type)];
	if (!types.some((each) => each.toLowerCase() === type.toLowerCase())) return false;
	// Some dates have a blank between day and time (docs/kandji-api.md T04).
	const written = text(row.date_requested).replace(' ', 'T');
	const requested = DateTime.fromISO(written, { zone: 'utc' }).toMillis();
	const after = requested - acceptedAt.getTime();
	return after >= -EARLIER_MS && after <= LATER_MS;
}

/** Finds a command among all commands of its device and returns what became of it. Never guesses between two. */
export function commandResultIn(rows: IDataObject[], sent: SentCommand): CommandResult {
	const candidates = rows.filter((row) => isCandidate(row, sent));
	const [row] = candidates;
	if (row === undefined) {
		return withoutCommand(
			'unknown',
			`Kandji lists no ${sent.type} command of the device from that time`,
		);
	}
	if (candidates.length > 1) {
		return withoutCommand(
			'unknown',
			`Kandji lists ${candidates.length} ${sent.type} commands of the device from that time, so it is unclear which one was sent`,
		);
	}
	const { result, sentence } = COMMAND_STATUSES[text(row.status)] ?? {
		result: 'unknown',
		sentence: `Kandji gives the status ${text(row.status)}, which has no documented meaning`,
	};
	const cause = errorText(row.error_chain);
	return {
		result,
		resultDetail: result === 'failed' && cause !== '' ? `${sentence}: ${cause}` : sentence,
		commandId: text(row.uuid) || null,
		completedAt: text(row.date_completed) || null,
	};
}

/** Reads what became of a command now. Throws where the commands of the device cannot be read. */
export async function readCommandResult(
	client: KandjiClient,
	sent: SentCommand,
): Promise<CommandResult> {
	const { rows } = await client.list(listOf(lists.deviceCommands, sent.device), {
		record: `device "${sent.device}"`,
	});
	return commandResultIn(rows, sent);
}

/**
 * Reads what became of a command that Kandji has accepted. A failed reading must not look like a failed command, which
 * would be sent again, so it gives `unknown`; a cancelled execution throws.
 */
export async function tryCommandResult(
	client: KandjiClient,
	sent: SentCommand,
): Promise<CommandResult> {
	try {
		return await readCommandResult(client, sent);
	} catch (error) {
		if (client.cancelled) throw asNodeError(client.node, error);
		const { message } = asNodeError(client.node, error);
		return withoutCommand('unknown', `The commands of the device cannot be read: ${message}`);
	}
}
