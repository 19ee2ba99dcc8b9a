import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isSet } from '../util/json';

/** Records that one run may act on unless the user says otherwise. */
export const MAX_TARGETS = 25;

/** Whether a protecting switch is on: once there, only a clear "no" turns it off; any other result of its expression leaves it on. */
export function isOn(given: unknown): boolean {
	return given !== false && String(given).trim().toLowerCase() !== 'false';
}

/** The user's limit; what is no number, as an expression may give it, is as good as none. */
export function limitOf(given: unknown): number {
	const limit = isSet(given) ? Number(given) : Number.NaN;
	return Number.isNaN(limit) ? MAX_TARGETS : limit;
}

/** The action that a run is about to take, and its targets. */
interface Plan {
	/** Name of the operation as the panel shows it. */
	action: string;
	/** Ids of what would be acted on; the same one counts once. */
	targets: string[];
	/** The noun for the targets, in the plural. */
	called: string;
	/** The limit, and the display name of the option that raises it. */
	most: number;
	option: string;
}

/** Refuses the whole run when it would act on more records than allowed. */
export function guardCount(node: INode, { action, targets, called, most, option }: Plan): void {
	const count = new Set(targets).size;
	if (count <= most) return;
	throw new NodeOperationError(
		node,
		`"${action}" would act on ${count} ${called}; ${option} allows ${most}, so nothing was sent`,
		{
			description: `Check that all of these ${called} are meant. Then raise ${option} under Options, or pass fewer items.`,
		},
	);
}
