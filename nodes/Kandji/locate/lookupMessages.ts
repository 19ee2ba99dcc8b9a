import type { IDataObject } from 'n8n-workflow';
import { truncate, uniqBy } from 'lodash';

import { quoted } from '../client/kandjiText';
import { fold } from '../util/fold';
import { text } from '../util/json';
import type { Identifier, LocatorSpec } from './locatorSpec';

/** A message and the advice that goes with it. */
type MessageAndAdvice = [message: string, advice: string];

const MAX_CANDIDATES = 5;
const MAX_LABEL_LENGTH = 120;

/** The first of some rows as `Name (SERIAL) = ID`, a form that look-ups accept back. */
function candidates({ id, label, shortLabel = label }: LocatorSpec, rows: IDataObject[]): string {
	const distinct = uniqBy(rows, (row) => text(row, id));
	const some = distinct
		.slice(0, MAX_CANDIDATES)
		.map((row) => `${truncate(shortLabel(row), { length: MAX_LABEL_LENGTH })} = ${text(row, id)}`);
	const more = distinct.length - some.length;
	return `${some.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const plural = (entity: string) => entity.replace(/y$/, 'ie').concat('s');

/** Why a value that an expression or a person left empty names nothing. */
export function emptyValue({ field, entity }: LocatorSpec): MessageAndAdvice {
	return [
		`The parameter "${field.displayName}" is empty`,
		`Choose a ${entity}, or check the expression that should give it`,
	];
}

/** Why a value of the modes By ID and By URL names nothing. */
export function notAnId({ entity }: LocatorSpec, value: string): MessageAndAdvice {
	return [
		`No ${entity} matches ${quoted(value)}: this is neither an ID nor an address in Kandji`,
		'Choose the mode that fits the value. From List takes an expression that gives any identifier.',
	];
}

/** Why an operation with a risk does not act on a name. */
export function notSafe(
	spec: LocatorSpec,
	value: string,
	{ called }: Identifier,
	found: IDataObject[],
): MessageAndAdvice {
	const { entity, identifiers } = spec;
	const safe = ['ID', ...identifiers.filter((each) => each.safe).map((each) => each.called)];
	return [
		`${quoted(value)} is only the ${called} of a ${entity}, so nothing was done`,
		`This operation acts on a ${entity} by ${safe.join(' or ')} only, because several can share a ${called}. Meant may be: ${candidates(spec, found)}`,
	];
}

/** Why a value that several records bear names none of them. */
export function ambiguous(
	spec: LocatorSpec,
	value: string,
	found: IDataObject[],
): MessageAndAdvice {
	return [
		`${found.length} ${plural(spec.entity)} match ${quoted(value)}, so nothing was done`,
		`Use the ID of one of them: ${candidates(spec, found)}`,
	];
}

/** Why a value names no record, with the records of which it is a part. */
export function notFound(
	spec: LocatorSpec,
	value: string,
	only: string | undefined,
	read: IDataObject[],
): MessageAndAdvice {
	const { entity, identifiers } = spec;
	const compared = identifiers.filter(({ kind }) => only === undefined || kind === only);
	const near = read.filter((row) => compared.some(({ of }) => fold(of(row)).includes(fold(value))));
	const close = near.length > 0 ? `. It is a part of: ${candidates(spec, near)}` : '';
	return only === undefined
		? [
				`No ${entity} matches ${quoted(value)}`,
				`Enter the ID or exactly what Kandji shows for the ${entity}; parts of it are not enough${close}`,
			]
		: [
				`No ${entity} matches ${quoted(value)} as its ${compared.map(({ called }) => called).join()}`,
				`This mode compares nothing else, and parts are not enough; choose the mode that fits the value${close}`,
			];
}
