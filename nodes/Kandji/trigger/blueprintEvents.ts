import { lists } from '../api/lists';
import { normalizeBlueprint } from '../shapes/blueprintShape';
import type { NormalizedBlueprint } from '../shapes/blueprintShape';
import { listedSource } from './listedSource';
import { withoutFilters } from './recordSource';
import type { RecordType } from './recordType';

const FIELDS = ['name', 'description', 'type', 'color', 'icon', 'enrollmentCodeActive'] as const;

const TYPE: RecordType<NormalizedBlueprint> = {
	name: 'blueprint',
	storedFields: FIELDS,
	clearableFields: ['description', 'color', 'icon'],
	fieldEvents: [{ event: 'blueprint.changed', fields: FIELDS }],
	added: 'blueprint.created',
	removed: 'blueprint.deleted',
	addedAt: () => null,
};

/** Blueprints. The number of devices in one does not count as a change of it. */
export const blueprintSource = listedSource<NormalizedBlueprint>({
	...withoutFilters,
	name: 'blueprint',
	list: lists.blueprints,
	idKey: 'id',
	recordPermission: 'Blueprints Management > Get Blueprint',
	type: () => TYPE,
	normalize: normalizeBlueprint,
	exampleRow: {
		id: 'a4d9b6e2-1c7f-4038-9b5a-e2f8c3d61470',
		name: 'Head Office',
		description: 'Macs of the head office',
		type: 'classic',
		color: 'aqua-500',
		icon: 'ss-office',
		enrollment_code: { is_active: true },
	},
	earlierValues: { name: 'Earlier name', description: 'Earlier description' },
});
