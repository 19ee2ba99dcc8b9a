import type { IDataObject } from 'n8n-workflow';

import { sentName } from '../fields/encode';
import type { Field, LocalFilter } from '../fields/field';
import { findPlainPiece, fold } from '../util/fold';

/** A filter of the node itself, with the value that it compares. */
export interface LocalCheck {
	displayName: string;
	matches: (row: IDataObject) => boolean;
	/** Says what the rows hold, where none matched; `''` where there is nothing to say. */
	describe: (rows: IDataObject[]) => string;
	/** The wanted words that mean nothing to Kandji and stand in no row. */
	unknownWords: (rows: IDataObject[]) => string[];
}

/** Returns a filter of the node with the value that it compares. */
export const localCheck = (filter: LocalFilter, wanted: unknown): LocalCheck => ({
	displayName: filter.displayName,
	matches: (row) => filter.matches(row, wanted),
	describe: (rows) => filter.describe?.(rows) ?? '',
	unknownWords: (rows) => filter.unknownWords?.(rows, wanted) ?? [],
});

/** A filter of Kandji's that compares names, with what this node compares itself. */
export interface NameFilter {
	/** Its name in the request. */
	parameter: string;
	/** The piece that Kandji is asked for: it compares byte by byte. `''` for none. */
	piece: string;
	/** Whether the rows that Kandji finds by the piece have to be compared again. */
	isPart: boolean;
	check: LocalCheck;
}

/** Returns the filter for a name, undefined for a field that does not compare names. */
export function nameFilterOf(field: Field, value: unknown): NameFilter | undefined {
	const { namedBy, displayName } = field;
	if (namedBy === undefined || typeof value !== 'string') return undefined;
	const piece = findPlainPiece(value);
	const wanted = fold(value);
	return {
		parameter: sentName(field),
		piece,
		isPart: piece !== value,
		check: {
			displayName,
			matches: (row: IDataObject) => fold(namedBy(row)).includes(wanted),
			describe: () => '',
			unknownWords: () => [],
		},
	};
}
