import { getEncoding } from 'js-tiktoken';

import type { McpClient } from '../../demo/mcp.mts';
import { HOSTILE } from '../helpers/hostile.mts';

const encoding = getEncoding('o200k_base');

/** Tokens of texts, as the models of OpenAI count them. */
export const tokens = (...texts: string[]): number =>
	texts.reduce((sum, text) => sum + encoding.encode(text).length, 0);

/** An answer with a table, as a model understands it. */
export interface TableAnswer {
	message: string;
	next?: string;
	rows: Array<Record<string, string>>;
}

/** What must stand in no answer: characters that nobody sees. Lines would show as rows that do not fit the columns. */
const INVISIBLE = /[\u200B-\u200F\u2028-\u202E]/;

/** Reads the answer of a tool that lists or counts. Throws where a name could pass for a row, or for a message. */
export function tableOf(text: string): TableAnswer {
	const [answer, ...others] = JSON.parse(text) as Array<Record<string, string | number>>;
	if (others.length > 0) throw new Error(`More than one record: ${text.slice(0, 300)}`);
	const message = String(answer.message);
	if (answer.found === 0) return { message, rows: [] };
	const [head, ...lines] = String(answer.table).split('\n');
	const columns = head.split('\t');
	const rows = lines.map((line) => {
		const cells = line.split('\t');
		if (cells.length !== columns.length) throw new Error(`Not a row: ${line}`);
		return Object.fromEntries(cells.map((cell, index) => [columns[index], cell]));
	});
	return { message, rows, ...(answer.next === undefined ? {} : { next: String(answer.next) }) };
}

/** A talk with the MCP server: calls and tokens are counted, and every answer is searched for what must not stand there. */
export class AgentTalk {
	calls = 0;
	tokens = 0;
	private readonly ai: McpClient;

	constructor(ai: McpClient) {
		this.ai = ai;
	}

	/** Calls a tool and returns what the model reads. */
	async text(tool: string, given: Record<string, unknown> = {}): Promise<string> {
		const { text } = await this.ai.call(tool, given);
		this.calls += 1;
		this.tokens += tokens(JSON.stringify(given), text);
		if (INVISIBLE.test(text)) throw new Error(`Invisible characters in: ${text.slice(0, 300)}`);
		if (text.includes(HOSTILE.long.slice(0, 1_000))) throw new Error('A name fills the answer.');
		return text;
	}

	/** Calls a tool that answers one record. */
	async record(
		tool: string,
		given: Record<string, unknown> = {},
	): Promise<Record<string, unknown>> {
		return (JSON.parse(await this.text(tool, given)) as Array<Record<string, unknown>>)[0];
	}

	/** Calls a tool that lists. */
	async list(tool: string, given: Record<string, unknown> = {}): Promise<TableAnswer> {
		return tableOf(await this.text(tool, given));
	}

	/** Calls a tool that counts: how many records there are, and how many each group has, by its values. */
	async counts(
		tool: string,
		given: Record<string, unknown>,
	): Promise<{ total: number; groups: Record<string, number> }> {
		const { message, rows } = await this.list(tool, given);
		const groups = rows.map(({ count, share: _, ...values }): [string, number] => [
			Object.values(values).join(' | '),
			Number(count),
		]);
		return { total: Number(/^\d+/.exec(message)?.[0] ?? 0), groups: Object.fromEntries(groups) };
	}
}
