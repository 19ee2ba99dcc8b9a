import { packRows, unpackRows } from './columns';
import type { Cell, Row, Rows } from './columns';
import { fingerprint } from './identity';
import { fromCell, toCell } from './kinds';
import type { Identified, Known } from './kinds';
import type { Snapshot } from './snapshot';

/** What a feed saves between polls: its scope, and what it needs to know what is new. */
export interface SavedFeed {
	/** Fingerprint of what the feed lists; with another one, what was seen means nothing. */
	scope: string;
	[key: string]: unknown;
}

/** Everything the trigger knows between two polls. */
export interface TriggerState {
	/** Counts the polls that saved something. */
	rev: number;
	/** What the user had ticked: a tick that is new must not tell what happened before it. */
	ticks: string[];
	feeds: Record<string, SavedFeed>;
}

const VERSION = 'kandji1';
const CHECK_LENGTH = 12;

/** Bookkeeping that is kept beside a record's own fields. */
const BOOKS = ['deliveries', 'away', 'silence'] as const;

/** The one string that n8n keeps. */
export function writeState({ rev, ...rest }: TriggerState): string {
	const body = JSON.stringify(rest);
	return `${VERSION} ${rev} ${fingerprint(body, CHECK_LENGTH)} ${body}`;
}

/** Version, rev and checksum: enough to tell two states apart. */
export function identityOf(written: unknown): string {
	return typeof written === 'string' ? written.split(' ', 3).join(' ') : '';
}

/** The state that was written; undefined for none, for a broken one and for one that something else wrote. */
export function readState(written: unknown): TriggerState | undefined {
	if (typeof written !== 'string') return undefined;
	const [version, rev, check] = written.split(' ', 3);
	const body = written.slice(identityOf(written).length + 1);
	if (version !== VERSION || check !== fingerprint(body, CHECK_LENGTH)) return undefined;
	return { ...(JSON.parse(body) as Omit<TriggerState, 'rev'>), rev: Number(rev) };
}

interface SavedSnapshot extends SavedFeed {
	born: string;
	newest: string | null;
	filling: boolean;
	fields: string[];
	rows: string;
}

/** A snapshot as text; `fields` are the fields of a record that it keeps. */
export function saveSnapshot<T extends Identified>(
	scope: string,
	fields: ReadonlyArray<keyof T & string>,
	{ seen, born, newest, filling }: Snapshot<T>,
): SavedSnapshot {
	const rows: Rows = new Map();
	for (const [id, { record, deliveries, away, silence }] of seen) {
		const row: Row = fields.map((field) => toCell(record[field]));
		row.push(deliveries, away, silence);
		rows.set(id, row);
	}
	const width = fields.length + BOOKS.length;
	return { scope, born, newest, filling, fields: [...fields], rows: packRows(rows, width) };
}

function restore<T extends Identified>(id: string, fields: string[], row: Cell[]): Known<T> {
	const values: Record<string, unknown> = { id };
	fields.forEach((field, index) => {
		values[field] = fromCell(field, row[index]);
	});
	return values as Known<T>;
}

/** The snapshot that was saved. */
export function loadSnapshot<T extends Identified>(saved: SavedFeed): Snapshot<T> {
	const { born, newest, filling, fields, rows } = saved as SavedSnapshot;
	const seen: Snapshot<T>['seen'] = new Map();
	for (const [id, row] of unpackRows(rows)) {
		const [deliveries, away, silence] = row.slice(fields.length);
		seen.set(id, {
			record: restore<T>(id, fields, row),
			deliveries: Number(deliveries),
			away: away === true,
			silence: silence === null ? null : String(silence),
		});
	}
	return { seen, born, newest, filling };
}
