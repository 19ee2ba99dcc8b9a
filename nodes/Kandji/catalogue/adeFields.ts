import type { Field } from '../fields/field';
import { blueprintField } from '../locate/blueprintLocator';
import type { Check } from './checks';

/** Where Automated Device Enrollment sends devices: to a blueprint, or through Blueprint Routing. */
export const enrollmentTargetFields: Field[] = [
	{
		...blueprintField,
		name: 'blueprintId',
		required: false,
		description: 'The blueprint that devices enroll into, unless Blueprint Routing decides',
		risk: 'disruptive',
	},
	{
		displayName: 'Use Blueprint Routing',
		name: 'useBlueprintRouting',
		type: 'boolean',
		default: false,
		description: 'Whether Blueprint Routing chooses the blueprint. Leave Blueprint empty then.',
		risk: 'disruptive',
	},
];

/** Refuses a body that names a blueprint and Blueprint Routing both, for one excludes the other (docs/kandji-api.md T11). */
export const oneTarget: Check = ({ body }) =>
	body.use_blueprint_routing === true && body.blueprint_id !== undefined
		? {
				message: 'A blueprint and Blueprint Routing exclude each other',
				description: 'Remove the Blueprint, or switch Use Blueprint Routing off',
			}
		: undefined;

/** Refuses a body that names neither, for requests that need one of the two. */
export const someTarget: Check = ({ body }) =>
	body.use_blueprint_routing !== true && body.blueprint_id === undefined
		? {
				message: 'Devices need a blueprint to enroll into',
				description: 'Add the field Blueprint, or Use Blueprint Routing, and fill it in',
			}
		: undefined;

/** JSON requests want Blueprint Routing to come with an empty blueprint. */
export const routingImplies = { use_blueprint_routing: { blueprint_id: null } };
