import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isEqual, partition, uniq } from 'lodash';

import type { SyncSettings } from './syncTypes';
import { fieldText, textOf, valueOf } from './values';

const SHOWN_CHARACTERS = 200;

/**
 * Removes rows that arrived several times, which a node without Execute Once gives. Only rows that are equal in every
 * field and hold the asset's ID count as one: two assets that share an ID are for a person to look at.
 */
function withoutCopies(assets: IDataObject[], idField: string): IDataObject[] {
	if (idField === '') return assets;
	const keptById = new Map<string, IDataObject[]>();
	return assets.filter((asset) => {
		const id = textOf(asset, idField);
		const kept = keptById.get(id) ?? [];
		if (id !== '' && kept.some((other) => isEqual(other, asset))) return false;
		keptById.set(id, kept);
		kept.push(asset);
		return true;
	});
}

/**
 * Throws when some of these rows are none: the fields that say what they are do not exist or, where rows have an ID,
 * are blank, or none of their other fields is one of the rows. An error message, a page or a blank line stands in the
 * place of rows then, and rows may be missing.
 */
function refuseOthers(
	context: IExecuteFunctions,
	rows: IDataObject[],
	{ input, noun, id, keys }: { input: string; noun: string; id: string; keys: string[] },
): void {
	const known = uniq([...keys, id]).filter((field) => field !== '');
	if (known.length === 0) return;
	const isBlank = (row: IDataObject, field: string) =>
		id === '' ? valueOf(row, field) === undefined : fieldText(row, field) === '';
	const [keyless, keyed] = partition(rows, (row) =>
		keys.every((field) => field === '' || isBlank(row, field)),
	);
	if (keyless.length === 0) return;
	const usual = new Set(keyed.flatMap((row) => Object.keys(row)));
	const others = keyless.filter((row) => {
		const fields = Object.keys(row).filter((field) => field !== id);
		// An error message may have an ID too, but no other field of the rows.
		const isForeign = fields.length > 0 && !fields.some((field) => usual.has(field));
		return isBlank(row, id) || (keyed.length > 0 && isForeign);
	});
	if (others.length === 0) return;
	throw new NodeOperationError(
		context.getNode(),
		`${input}: ${others.length} of ${rows.length} items ${others.length === 1 ? 'is' : 'are'} no ${noun}`,
		{
			description: `They have no value in ${known.join(', ')}, or no field that the others have. The first one is ${JSON.stringify(others[0]).slice(0, SHOWN_CHARACTERS)}. Let the node before fail when it gets an error in the place of rows, or filter other items out`,
		},
	);
}

/** Throws when an error message or a blank line stands in the place of a person: people may be missing. */
export function checkPeople(
	context: IExecuteFunctions,
	people: IDataObject[],
	{ personFields: { id, email, name } }: SyncSettings,
): void {
	refuseOthers(context, people, { input: 'People', noun: 'person', id, keys: [email, name] });
}

/**
 * Returns the assets that arrived, each once, and what to report about them. Throws when they cannot be all assets of
 * the other system: none at all, error messages in the place of rows, or no row with a key that can be read. Every
 * device would be created again.
 */
export function checkAssets(
	context: IExecuteFunctions,
	arrived: IDataObject[],
	{ assetFields, match, mode, firstRun }: SyncSettings,
): { assets: IDataObject[]; notices: string[] } {
	const failure = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description });
	const { serialNumber, link, id } = assetFields;
	const keys = uniq([match.field, serialNumber, link]).filter((field) => field !== '');
	refuseOthers(context, arrived, { input: 'Assets', noun: 'asset', id, keys });
	// A first run may start from nothing, and Link Only creates nothing.
	const mayLackKeys = firstRun || mode === 'link';
	if (!mayLackKeys && arrived.length === 0) {
		throw failure(
			'There are no assets, so every device would be created',
			'If the other system is really empty, switch on First Run for this run. Otherwise see why the node before Assets gave nothing',
		);
	}
	if (!mayLackKeys && arrived.every((row) => keys.every((field) => textOf(row, field) === ''))) {
		throw failure(
			`Assets: none of the ${arrived.length} assets has a value in ${keys.join(', ')} that can be read`,
			'Every device would be created. Correct the names under Asset Fields; if no asset is a device yet, switch on First Run for this run',
		);
	}
	const assets = withoutCopies(arrived, id);
	const copies = `${arrived.length} assets arrived, but only ${assets.length} are different; each counts once. Set Execute Once under Settings of the node before Assets`;
	return { assets, notices: assets.length === arrived.length ? [] : [copies] };
}
