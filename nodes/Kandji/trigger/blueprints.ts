import { lists } from '../api/lists';
import { normalizeBlueprint } from '../shapes/blueprintShape';
import type { NormalizedBlueprint } from '../shapes/blueprintShape';
import type { Kind } from './kind';
import { everything } from './source';
import type { Source } from './source';

const FIELDS = ['name', 'description', 'type', 'color', 'icon', 'enrollmentCodeActive'] as const;

const KIND: Kind<NormalizedBlueprint> = {
	recordType: 'blueprint',
	kept: FIELDS,
	watches: [{ event: 'blueprint.changed', fields: FIELDS }],
	added: 'blueprint.created',
	gone: 'blueprint.deleted',
	addedAt: () => null,
};

/** Blueprints; how many devices one has is not a change of it. */
export const blueprintSource: Source<NormalizedBlueprint> = {
	list: lists.blueprints,
	id: 'id',
	recordPermission: 'Blueprints Management > Get Blueprint',
	normalize: normalizeBlueprint,
	kind: () => KIND,
	...everything,
};
