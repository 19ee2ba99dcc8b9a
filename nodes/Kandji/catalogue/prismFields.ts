import { platformMeant, platformOptions } from '../api/platforms';
import type { Field, PathField } from '../fields/field';
import { conditionsField, operandField, operatorField } from './conditions';

/** The categories of Prism, as they stand in its routes. */
export const categoryField = {
	displayName: 'Category',
	name: 'category',
	type: 'options',
	default: 'device_information',
	required: true,
	hint: 'Applications lists every app on every Mac, iPhone and iPad',
	description: 'What Prism should tell about the devices',
	options: [
		{ name: 'Activation Lock', value: 'activation_lock' },
		{ name: 'Application Firewall', value: 'application_firewall' },
		{ name: 'Applications', value: 'apps' },
		{ name: 'Cellular', value: 'cellular' },
		{ name: 'Certificates', value: 'certificates' },
		{ name: 'Desktop and Screensaver', value: 'desktop_and_screensaver' },
		{ name: 'Device Information', value: 'device_information' },
		{ name: 'FileVault', value: 'filevault' },
		{ name: 'Gatekeeper and XProtect', value: 'gatekeeper_and_xprotect' },
		{ name: 'Installed Profiles', value: 'installed_profiles' },
		{ name: 'Kernel Extensions', value: 'kernel_extensions' },
		{ name: 'Launch Agents and Daemons', value: 'launch_agents_and_daemons' },
		{ name: 'Local Users', value: 'local_users' },
		{ name: 'Startup Settings', value: 'startup_settings' },
		{ name: 'System Extensions', value: 'system_extensions' },
		{ name: 'Transparency Database', value: 'transparency_database' },
	],
} satisfies PathField<'category'>;

/** Filters and order of every category. */
export const prismFilters: Field[] = [
	{
		displayName: 'Blueprint Names or IDs',
		name: 'blueprints',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getBlueprints' },
		default: [],
		description:
			'Devices in one of these blueprints. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		sendAs: { name: 'blueprint_ids', as: 'list' },
	},
	{
		...conditionsField,
		options: [
			{
				displayName: 'Condition',
				name: 'condition',
				values: [
					{
						displayName: 'Field Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getPrismFields',
							loadOptionsDependsOn: ['category'],
						},
						default: '',
						description:
							'What is compared, of the fields of the category. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					operatorField,
					operandField,
				],
			},
		],
	},
	{
		displayName: 'Device Families',
		name: 'deviceFamilies',
		type: 'multiOptions',
		default: [],
		description: 'Devices of these families',
		options: platformOptions('prism'),
		meant: (word) => platformMeant('prism', word),
	},
	{
		displayName: 'Sort By',
		name: 'sortBy',
		type: 'string',
		default: '',
		placeholder: 'e.g. -device__name',
		description: 'Field of the category to sort by, descending with a leading minus',
		sorts: true,
	},
];
