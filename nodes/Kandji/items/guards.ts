import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Complaint } from '../fields/fieldValues';

/** Records that one run may act on unless the user says otherwise. */
export const MAX_TARGETS = 25;

/** The action that a run is about to take, and the number of its records. */
interface TargetCount {
	/** Name of the operation as the panel shows it. */
	action: string;
	/** Ids of what would be acted on; the same one counts once. */
	targets: string[];
	/** The noun for the targets, in the plural. */
	called: string;
	/** The limit, and the name of its field as the panel shows it. */
	max: number;
	option: string;
}

/** Returns why a run may not act on so many records; undefined when it may. */
export function countProblem({
	action,
	targets,
	called,
	max,
	option,
}: TargetCount): Complaint | undefined {
	const count = new Set(targets).size;
	if (count <= max) return undefined;
	return {
		message: `"${action}" would act on ${count} ${called}; ${option} allows ${max}, so nothing was sent`,
		description: `Check that all of these ${called} are meant. Then raise ${option}, or pass fewer items.`,
	};
}

/** Throws when a run would act on more records than allowed. */
export function checkCount(node: INode, count: TargetCount): void {
	const problem = countProblem(count);
	if (problem === undefined) return;
	throw new NodeOperationError(node, problem.message, { description: problem.description });
}
