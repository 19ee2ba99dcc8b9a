import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isEqual, uniq } from 'lodash';

import { groupBy } from '../util/groupBy';
import type { SyncSettings } from './syncTypes';
import { textOf, valueOf } from './values';

const SHOWN_CHARACTERS = 200;

/**
 * Removes rows that arrived several times, which a node without Execute Once gives. Only rows that are equal in every
 * field and hold the asset's ID count as one: two assets that share an ID are for a person to look at.
 */
function withoutCopies(assets: IDataObject[], idField: string): IDataObject[] {
	if (idField === '') return assets;
	const byId = groupBy(assets, (asset) => textOf(asset, idField));
	return [...byId].flatMap(([id, rows]) =>
		id === ''
			? rows
			: rows.filter((row, index) => !rows.slice(0, index).some((earlier) => isEqual(earlier, row))),
	);
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
	const known = uniq([...keys, id]).filter((field) => field !== '');
	const foreign = arrived.filter((row) =>
		known.every((field) => valueOf(row, field) === undefined),
	);
	if (foreign.length > 0) {
		throw failure(
			`Assets: ${foreign.length} of ${arrived.length} items ${foreign.length === 1 ? 'is' : 'are'} no asset`,
			`None of the fields ${known.join(', ')} is there. The first one is ${JSON.stringify(foreign[0]).slice(0, SHOWN_CHARACTERS)}. Let the node before fail when it gets an error in the place of rows, or filter other items out`,
		);
	}
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
