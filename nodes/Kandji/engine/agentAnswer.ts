import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { omit, sortBy } from 'lodash';

import { outputItem } from './output';
import type { Prepared } from './prepare';
import { SKIP } from './names';

/** Characters of an answer to an AI agent at most: about 8,000 tokens, so that several fit into any model's memory. */
export const MAX_ANSWER_LENGTH = 24_000;

/** Facts about a list that an AI agent must get in its answer, because it sees neither hints nor the editor. */
export interface ListFindings {
	/** Rows follow that the limit cut. */
	more: boolean;
	/** Rows of the whole list after its filters, where that is known. */
	total?: number;
	/** Rows exist, but none matched: how many, and what they hold. */
	unmatched?: string;
	/** A row may be missing. */
	incomplete: boolean;
	/** Names asked for that no record has. */
	unknownFields: string[];
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

/** As many of the first rows as fit, and of a single long one as much as fits. */
function fitting(rows: IDataObject[]): { rows: IDataObject[]; fieldsLeftOut: string[] } {
	let room = MAX_ANSWER_LENGTH;
	const cut = rows.findIndex((row) => (room -= length(row)) < 0);
	if (cut === -1) return { rows, fieldsLeftOut: [] };
	if (cut > 0) return { rows: rows.slice(0, cut), fieldsLeftOut: [] };
	const { record, leftOut } = slimmed(rows[0]);
	return { rows: [record], fieldsLeftOut: leftOut };
}

function foundNothing(
	{ query, keeps, names, skip }: Prepared,
	filtersLeftOut: string[],
	unmatched?: string,
): IDataObject {
	const message =
		skip > 0
			? `No results follow after the first ${skip}`
			: Object.keys(query).length + keeps.length + names.length > 0
				? `${unmatched ?? 'Nothing matches'}. Try a shorter part of the name, another field, or fewer filters; do not guess.`
				: 'There are none';
	return { found: 0, message, ...(filtersLeftOut.length > 0 ? { filtersLeftOut } : {}) };
}

/** Returns one sentence for each thing that an answer lacks, with how to get it. */
function lacks(
	seen: ListFindings,
	shown: { from: number; to: number; cut: boolean },
	{ offersSkip, filtersLeftOut }: { offersSkip: boolean; filtersLeftOut: string[] },
): string[] {
	const { from, to, cut } = shown;
	const next = offersSkip ? `Call again with skip ${to} for the next, or narrow` : 'Narrow';
	return [
		cut ? `Results ${from + 1} to ${to} of ${seen.total ?? 'more'}. ${next} the filters.` : '',
		filtersLeftOut.length > 0
			? `Not narrowed: ${filtersLeftOut.join(', ')} were empty, so this is the whole list.`
			: '',
		seen.incomplete ? 'The list kept changing while it was read: a result may be missing.' : '',
		seen.unknownFields.length > 0
			? `No result has ${seen.unknownFields.join(', ')}. Ask without naming fields to see which there are.`
			: '',
	].filter(Boolean);
}

/**
 * The output as an AI agent gets it: small enough for its memory, and where something was cut or left out, one more
 * record whose `message` says what, and how to get the rest; `next` holds what to call again with.
 */
export function answerToAgent(
	items: INodeExecutionData[],
	asked: Prepared,
	seen: ListFindings,
): INodeExecutionData[] {
	const { skip, options, leftOut: filtersLeftOut } = asked;
	if (items.length === 0)
		return [outputItem(foundNothing(asked, filtersLeftOut, seen.unmatched), 0)];
	const { rows, fieldsLeftOut } = fitting(items.map(({ json }) => json));
	const to = skip + rows.length;
	const cut = seen.more || rows.length < items.length;
	const notices = lacks(
		seen,
		{ from: skip, to, cut },
		{ offersSkip: SKIP in options, filtersLeftOut },
	);
	if (fieldsLeftOut.length > 0) {
		notices.push(
			`Too long, so without ${fieldsLeftOut.join(', ')}. Ask for parts of them by name, or look in Kandji.`,
		);
	}
	const kept = items.slice(0, rows.length).map((item, index) => ({ ...item, json: rows[index] }));
	if (notices.length === 0) return kept;
	const notice: IDataObject = {
		message: notices.join(' '),
		...(filtersLeftOut.length > 0 ? { filtersLeftOut } : {}),
		...(cut && SKIP in options ? { next: { skip: to } } : {}),
	};
	return [...kept, outputItem(notice, 0)];
}
