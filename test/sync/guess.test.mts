import { ASSET_NAMES, fieldNames, guessField, PERSON_NAMES } from '../../nodes/Kandji/sync/guess';

/** Fields of one row of a real system, and what is taken for what. */
const SYSTEMS: Array<[string, string[], Partial<Record<keyof typeof ASSET_NAMES, string>>]> = [
	[
		'Snipe-IT',
		['id', 'name', 'asset_tag', 'serial', 'status_label.name', 'category'],
		{
			id: 'id',
			name: 'name',
			assetTag: 'asset_tag',
			serialNumber: 'serial',
			lock: 'status_label.name',
		},
	],
	[
		'Freshservice',
		['display_id', 'name', 'asset_tag', 'serial_number', 'asset_status', 'used_by_email'],
		{
			id: 'display_id',
			name: 'name',
			assetTag: 'asset_tag',
			serialNumber: 'serial_number',
			lock: 'asset_status',
			assigneeEmail: 'used_by_email',
		},
	],
	[
		'Jira Assets',
		['objectKey', 'Label', 'Serial No', 'Tag', 'Owner Email', 'State'],
		{
			id: 'objectKey',
			name: 'Label',
			serialNumber: 'Serial No',
			assetTag: 'Tag',
			assigneeEmail: 'Owner Email',
			lock: 'State',
		},
	],
	[
		'ServiceNow',
		[
			'sys_id',
			'display_name',
			'serial_number',
			'assigned_to.email',
			'assigned_to',
			'install_status',
		],
		{
			id: 'sys_id',
			name: 'display_name',
			serialNumber: 'serial_number',
			assigneeEmail: 'assigned_to.email',
			assigneeName: 'assigned_to',
			lock: 'install_status',
		},
	],
	[
		'a table of this package',
		['id', 'serialNumber', 'assignedToEmail', 'assignedToName', 'deviceId', 'status'],
		{
			id: 'id',
			serialNumber: 'serialNumber',
			assigneeEmail: 'assignedToEmail',
			assigneeName: 'assignedToName',
			link: 'deviceId',
			lock: 'status',
		},
	],
];

it.each(SYSTEMS)('The fields of %s are recognised, and no others', (_, fields, expected) => {
	const known = new Set(fields);
	const guessed = Object.entries(ASSET_NAMES)
		.map(([field, usual]) => [field, guessField(known, usual)])
		.filter(([, found]) => found !== '');
	expect(Object.fromEntries(guessed)).toEqual(expected);
});

it('Every usual name alone is recognised, however it is written', () => {
	const written = (name: string) => [
		name,
		name.toUpperCase(),
		name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
		name.replace(/[A-Z]/g, (letter) => ` ${letter}`),
	];
	for (const usual of Object.values({ ...ASSET_NAMES, ...PERSON_NAMES })) {
		for (const form of usual.flatMap(written)) {
			expect(guessField(new Set(['other', form]), usual)).toBe(form);
		}
	}
});

it('The likelier name wins, in any order of the fields', () => {
	expect(guessField(new Set(['tag', 'assetTag']), ASSET_NAMES.assetTag)).toBe('assetTag');
	expect(guessField(new Set(['userEmail', 'assigneeEmail']), ASSET_NAMES.assigneeEmail)).toBe(
		'assigneeEmail',
	);
});

it('A category is never guessed', () => {
	expect(guessField(new Set(['category', 'type']), ASSET_NAMES.category)).toBe('');
});

it('Fields are those of all rows, and of the objects in them', () => {
	expect([
		...fieldNames([{ id: 1 }, { id: 2, owner: { email: 'a', name: 'b' }, list: [1] }]),
	]).toEqual(['id', 'owner', 'owner.email', 'owner.name', 'list']);
});
