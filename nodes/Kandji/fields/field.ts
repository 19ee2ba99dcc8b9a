import type { IDataObject, INodeProperties } from 'n8n-workflow';

/**
 * How a field travels when its snake_case name and its type do not say it: another name in the request (dots nest in JSON and
 * stay dots in a form), and a form. `list` is an array in JSON and comma-separated in a query, `json` is parsed,
 * `day` is YYYY-MM-DD, `local` is a UTC date and time without zone, `conditions` is the object that Kandji's filters take.
 */
export type SendAs =
	| string
	| { name?: string; as: 'list' | 'json' | 'day' | 'local' | 'conditions' };

/** A literal n8n parameter plus how it travels. */
export interface Field extends INodeProperties {
	sendAs?: SendAs;
	/** The option that another word means, such as `macOS` for the platform Mac. */
	meant?: (word: string) => string | undefined;
	/** Orders the rows of a list, and therefore stands under Sort. */
	sorts?: true;
	/** The name in a row that a filter of Kandji's compares: quotes, hyphens, blanks, case and accents do not count. */
	namedBy?: (row: IDataObject) => string;
	/** The worst effect of setting or clearing this field, where the operation itself does less. */
	risk?: 'disruptive';
}

/** A filter that Kandji lacks: the node reads the whole list and returns the rows that match. */
export interface LocalFilter extends Field {
	/** Whether a row matches; `wanted` is the field's value as it would travel. */
	matches: (row: IDataObject, wanted: unknown) => boolean;
	/** Says what the rows hold instead, where none matched: "statuses here: PASS 14, ERROR 1". */
	describe?: (rows: IDataObject[]) => string;
	/** The wanted words that neither Kandji nor a row knows: a slip must not read like "there are none". */
	unknownWords?: (rows: IDataObject[], wanted: unknown) => string[];
}

/** A field that fills the hole of its own name. */
export interface PathField<Name extends string = string> extends Field {
	name: Name;
	/** The form of the ID, where Kandji's IDs have only one. Absent: any plain path segment. */
	form?: IdForm;
}

/** `uuid`: as almost all of Kandji's ids. `cve`: a number of the CVE list. */
export type IdForm = 'uuid' | 'cve';
