import type { SyncAction } from './syncTypes';

/** The outputs in their order, which workflows store: the harmless one first, because n8n sends failures there. */
export const OUTPUTS = [
	'Report',
	'Create',
	'Update',
	'Assign',
	'Kandji Changes',
	'Attention',
	'Rows',
] as const;

export type SyncOutput = (typeof OUTPUTS)[number];

/** The output of each action; the others give no item outside Rows. */
export const OUTPUT_OF: Partial<Record<SyncAction, SyncOutput>> = {
	create: 'Create',
	link: 'Update',
	update: 'Update',
	restore: 'Update',
	mark: 'Update',
	retire: 'Update',
	assign: 'Assign',
	unassign: 'Assign',
	setAssetTag: 'Kandji Changes',
	assignInKandji: 'Kandji Changes',
	unassignInKandji: 'Kandji Changes',
	attention: 'Attention',
};

/** Whether an action writes to Kandji and not to the assets. */
export const isKandjiWrite = ({ action }: { action: SyncAction }): boolean =>
	OUTPUT_OF[action] === 'Kandji Changes';
