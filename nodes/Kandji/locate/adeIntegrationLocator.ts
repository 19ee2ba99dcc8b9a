import { lists } from '../api/lists';
import { text } from '../util/json';
import type { PathField } from '../fields/field';
import { makeLocator } from './locator';

/** Where an operation takes one Automated Device Enrollment integration, which Kandji also calls an ADE token. */
export const adeIntegrationField = {
	displayName: 'ADE Integration',
	name: 'adeIntegration',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The Automated Device Enrollment integration (ADE token) to work on',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an ADE integration...',
			typeOptions: { searchListMethod: 'searchAdeIntegrations', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. d94c1f7a-35e8-4b02-86ad-c7f05b2e913d',
		},
		{
			displayName: 'By Name',
			name: 'serverName',
			type: 'string',
			placeholder: 'e.g. Accuhive MDM',
			hint: 'The name of the MDM server in Apple Business Manager',
		},
	],
} satisfies PathField<'adeIntegration'>;

/** ADE integrations: by ID or server name. */
export const adeIntegrationLocator = makeLocator({
	entity: 'ADE integration',
	field: adeIntegrationField,
	list: lists.adeIntegrations,
	recordPermission: 'Automated Device Enrollment > Get integration',
	id: 'id',
	identifiers: [
		{
			kind: 'serverName',
			called: 'server name',
			of: (row) => text(row.server_name),
			folded: true,
		},
	],
	label: (row) => `${text(row.server_name)} (${text(row.org_name)})`,
	confirmBy: { name: 'server name', of: (row) => text(row.server_name) },
});
