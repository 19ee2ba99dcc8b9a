import type { Field } from '../fields/field';

/** Fields for the look of a blueprint in Kandji's list. */
export const blueprintLook: Field[] = [
	{
		displayName: 'Icon Color',
		name: 'iconTint',
		type: 'string',
		default: '',
		placeholder: 'e.g. orange-500',
		description:
			'Color of the icon, ignored for assignment maps. <a href="https://github.com/kandji-inc/support/wiki/Blueprint-API---Color-Codes">Codes</a>.',
		sendAs: 'color',
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		description: 'What the blueprint is for',
	},
	{
		displayName: 'Icon',
		name: 'icon',
		type: 'string',
		default: '',
		placeholder: 'e.g. ss-files',
		description:
			'Icon of the blueprint, ignored for assignment maps. <a href="https://github.com/kandji-inc/support/wiki/Blueprint-API-Icon-Codes">Codes</a>.',
	},
];

/** How devices may be enrolled by hand: into one blueprint, or through blueprint routing. */
export const enrollmentFields: Record<'active' | 'code', Field> = {
	active: {
		displayName: 'Enrollment Active',
		name: 'enrollmentActive',
		type: 'boolean',
		default: true,
		description: 'Whether devices can be enrolled with the enrollment code',
		risk: 'disruptive',
		sendAs: 'enrollment_code.is_active',
	},
	code: {
		displayName: 'Enrollment Code',
		name: 'enrollmentCode',
		type: 'string',
		default: '',
		placeholder: 'e.g. 123456',
		description: 'The code that a person types to enroll a device',
		risk: 'disruptive',
		sendAs: 'enrollment_code.code',
	},
};

/** Which library item, and in an assignment map where. */
export const libraryItemFields: Field[] = [
	{
		displayName: 'Library Item ID',
		name: 'libraryItemId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 41d7c0a9-6b2e-4f35-9a18-d03e5c7b82f6',
		description:
			'The library item, by the UUID at the end of its address in the Kandji web console',
	},
	{
		displayName: 'Assignment Node ID',
		name: 'assignmentNodeId',
		type: 'string',
		default: '',
		description:
			'Where in an assignment map with conditions; not for classic blueprints. Hold the Option key while viewing the map in Kandji to see the IDs.',
	},
];
