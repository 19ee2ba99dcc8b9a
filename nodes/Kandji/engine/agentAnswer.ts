import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { omit, sortBy } from 'lodash';

import type { Operation } from '../catalogue/operationTypes';
import { joinSentences } from '../util/sentences';
import { tableLines } from './agentTable';
import { harmless, harmlessValue } from './agentText';
import { NEXT, readsList } from './names';
import { outputItem } from './output';
import type { Prepared } from './prepare';

/** Characters of an answer to an AI agent at most: about 8,000 tokens, so that several fit into any model's memory. */
export const MAX_ANSWER_LENGTH = 24_000;

/** Facts about a list that an AI agent must get in its answer, because it sees neither hints nor the editor. */
export interface ListFindings {
	/** The position of each row, where the list is read in parts. */
	positions?: string[];
	/** The position at which the list goes on. */
	next?: string;
	/** Rows of the whole list after its filters, where that is known. */
	total?: number;
	/** Rows exist, but none matched: how many, and what they hold. */
	unmatched?: string;
	/** A row may be missing. */
	incomplete: boolean;
	/** Names asked for that no record has, and where there are some, those that there are. */
	unknownFields: string[];
	knownFields?: string[];
}

const length = (value: unknown) => JSON.stringify(value ?? null).length;

/** A record without its longest fields, so that it fits, and their names. */
function slimmed(record: IDataObject): { record: IDataObject; leftOut: string[] } {
	const leftOut: string[] = [];
	let rest = record;
	for (const key of sortBy(Object.keys(record), (name) => -length(record[name]))) {
		if (length(rest) <= MAX_ANSWER_LENGTH) break;
		rest = omit(rest, key);
		leftOut.push(key);
	}
	return { record: rest, leftOut };
}

/** Returns the records of an operation that reads no list, with a notice where one is too long for a model. */
function recordAnswer(items: INodeExecutionData[], seen: ListFindings): INodeExecutionData[] {
	const parts = items.map(({ json }) => slimmed(harmlessValue(json) as IDataObject));
	const leftOut = parts.flatMap((part) => part.leftOut);
	const message = joinSentences(
		leftOut.length > 0
			? `Too long, so without ${leftOut.join(', ')}. Ask for parts of them by name, or look in Kandji`
			: '',
		unknownFieldsText(seen),
	);
	const kept = items.map((item, index) => ({ ...item, json: parts[index].record }));
	return message === '' ? kept : [...kept, outputItem({ message }, 0)];
}

const unknownFieldsText = ({ unknownFields, knownFields = [] }: ListFindings) =>
	unknownFields.length > 0
		? `No result has ${unknownFields.join(', ')}. There are: ${knownFields.join(', ')}`
		: '';

/** Says what narrowed a list: n8n drops arguments that a tool does not have, so that a model must see what counted. */
function narrowedText({ narrowedBy }: Prepared): string {
	return narrowedBy.length > 0
		? `Narrowed by: ${narrowedBy.join('; ')}`
		: 'Narrowed by nothing: this is the whole list';
}

function nothingFound({ next, narrowedBy }: Prepared, unmatched?: string): string {
	if (next !== '') return 'No more follow';
	if (narrowedBy.length === 0) return 'There are none';
	return `${unmatched ?? 'Nothing matches'}. Narrowed by: ${narrowedBy.join('; ')}. Try a shorter part of the name, another argument, or fewer; do not guess`;
}

/** Returns how many of the first lines fit, at least one row. */
function fittingCount(lines: string[]): number {
	let room = MAX_ANSWER_LENGTH;
	const cut = lines.findIndex((line) => (room -= line.length + 2) < 0);
	return cut === -1 ? lines.length - 1 : Math.max(1, cut - 1);
}

/** Says how many rows an answer shows, of how many. */
function shownText(
	shown: number,
	{ next, total }: { next?: string; total?: number },
	asked: Prepared,
) {
	if (total !== undefined && total > shown) return `${shown} of ${total}`;
	if (next !== undefined) return `${shown}, and more follow`;
	return asked.next === '' ? `${shown} in all` : `The last ${shown}`;
}

/** Returns a list as one record: what it holds, what narrowed it, where to read on, and the rows as a table. */
function listAnswer(
	items: INodeExecutionData[],
	asked: Prepared,
	seen: ListFindings,
): INodeExecutionData[] {
	const lines = tableLines(items.map(({ json }) => json));
	const count = fittingCount(lines);
	const next = count < items.length ? seen.positions?.[count] : seen.next;
	const isCut = count < items.length || next !== undefined;
	const offersNext = NEXT in asked.options;
	const total = seen.total ?? (next === undefined && asked.next === '' ? items.length : undefined);
	const message = joinSentences(
		shownText(count, { next, total }, asked),
		narrowedText(asked),
		isCut
			? next !== undefined && offersNext
				? 'For more, call again with the same arguments and next'
				: 'For fewer, narrow it'
			: '',
		seen.incomplete ? 'The list kept changing while it was read: a result may be missing' : '',
		unknownFieldsText(seen),
	);
	const answer = {
		message,
		...(next !== undefined && offersNext ? { next } : {}),
		table: lines.slice(0, count + 1).join('\n'),
	};
	return [outputItem(answer, 0)];
}

/** Returns counts as one record: of how many records, what narrowed them, and the groups as a table. */
function countAnswer(
	items: INodeExecutionData[],
	asked: Prepared,
	seen: ListFindings,
): INodeExecutionData[] {
	const message = joinSentences(
		`${Number(items[0].json.total)} counted`,
		narrowedText(asked),
		seen.incomplete ? 'The list kept changing while it was read: some may be missing' : '',
	);
	const groups = items.map(({ json }) => omit(json, 'total'));
	return [outputItem({ message, table: tableLines(groups).join('\n') }, 0)];
}

/**
 * The output as an AI agent gets it: small enough for its memory. A list comes as a table with a message that says what
 * narrowed it, what was cut or left out, and how to get the rest; `next` holds what to call again with.
 */
export function answerToAgent(
	items: INodeExecutionData[],
	operation: Operation,
	asked: Prepared,
	seen: ListFindings,
): INodeExecutionData[] {
	if (items.length === 0)
		return [outputItem({ found: 0, message: harmless(nothingFound(asked, seen.unmatched)) }, 0)];
	if (operation.summary) return countAnswer(items, asked, seen);
	return readsList(operation) || items.length > 1
		? listAnswer(items, asked, seen)
		: recordAnswer(items, seen);
}
