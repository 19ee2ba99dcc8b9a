import type { IDataObject } from 'n8n-workflow';

import type { Field } from '../fields/field';
import { blueprintField } from '../locate/blueprint';
import { refuse } from './checks';
import type { RunCall } from './run';

/** Where Automated Device Enrollment sends devices: to a blueprint, or through Blueprint Routing. */
export const enrollmentTargetFields: Field[] = [
	{
		...blueprintField,
		name: 'blueprintId',
		required: false,
		description: 'The blueprint that devices enroll into, unless Blueprint Routing decides',
	},
	{
		displayName: 'Use Blueprint Routing',
		name: 'useBlueprintRouting',
		type: 'boolean',
		default: false,
		description: 'Whether Blueprint Routing chooses the blueprint. Leave Blueprint empty then.',
	},
];

/** Refuses a body that names a blueprint and Blueprint Routing both, for one excludes the other (API.md T11). */
export function requireOneTarget(call: RunCall): void {
	if (call.body.use_blueprint_routing === true && call.body.blueprint_id !== undefined) {
		refuse(
			call,
			'A blueprint and Blueprint Routing exclude each other',
			'Remove the Blueprint, or switch Use Blueprint Routing off',
		);
	}
}

/** The same, for requests that need one of the two. */
export function requireTarget(call: RunCall): void {
	requireOneTarget(call);
	if (call.body.use_blueprint_routing !== true && call.body.blueprint_id === undefined) {
		refuse(
			call,
			'Devices need a blueprint to enroll into',
			'Add the field Blueprint, or Use Blueprint Routing, and fill it in',
		);
	}
}

/** The body as JSON requests want it: Blueprint Routing comes with an empty blueprint. */
export function withTarget(body: IDataObject): IDataObject {
	return body.use_blueprint_routing === true ? { ...body, blueprint_id: null } : body;
}
