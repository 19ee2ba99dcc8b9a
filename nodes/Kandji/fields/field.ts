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
	/** Orders the rows: stands under Sort, and among the filters only where a saved workflow holds it there. */
	sorts?: true;
	/** Another field says it better: offered only where a saved workflow holds it. */
	former?: true;
}

/** A filter that Kandji lacks: the node reads the whole list and keeps the rows that fit. */
export interface NarrowingField extends Field {
	/** Whether a row stays; `wanted` is the field's value as it would travel. */
	keeps: (row: IDataObject, wanted: unknown) => boolean;
}

/** A field that fills the hole of its own name. */
export interface PathField<Name extends string = string> extends Field {
	name: Name;
	/** What the value must look like, where Kandji's ids have one form; any plain path segment otherwise. */
	form?: IdForm;
}

/** `uuid`: as almost all of Kandji's ids. `cve`: a number of the CVE list. */
export type IdForm = 'uuid' | 'cve';
