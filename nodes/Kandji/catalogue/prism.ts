import { lists } from '../api/lists';
import { waitField } from '../fields/common';
import { exportCategory } from '../procedures/prismExport';
import { categoryField, prismFilters } from './prismFields';
import { simplifyPrism } from '../shapes/prismShape';
import { COUNT_BY } from './summaries';
import { listOperation, operation, procedure } from './operationTypes';
import type { Resource } from './operationTypes';

/** Prism: facts about Apple devices across the fleet, by category. */
export const prism: Resource = {
	name: 'Prism',
	value: 'prism',
	shownFirst: ['export', 'getAll', 'summarize'],
	description: 'Facts about the devices of the whole fleet, by category',
	operations: [
		operation({
			name: 'Count',
			value: 'count',
			action: 'Count inventory records of fleet',
			description: 'Get the number of records in one category',
			route: 'GET /prism/count',
			permission: 'Prism > Count?',
			query: [categoryField],
		}),
		procedure({
			name: 'Export',
			value: 'export',
			action: 'Export apps or other inventory of fleet as CSV',
			description:
				'Get one category for the whole fleet, such as Applications, as a CSV file or as one item a row',
			answers: ['export'],
			requests: ['POST /prism/export', 'GET /prism/export/{export}'],
			permission: 'Prism > Request category export?',
			alsoNeeds: ['Prism > Get category export?'],
			settings: [
				{
					displayName: 'Export As',
					name: 'exportAs',
					type: 'options',
					default: 'file',
					required: true,
					description: 'What to do with the CSV file that Kandji writes',
					options: [
						{ name: 'File', value: 'file', description: 'One item with the CSV file' },
						{ name: 'Items', value: 'items', description: 'One item for each row' },
					],
				},
				{
					displayName: 'Put Output File in Field',
					name: 'outputField',
					type: 'string',
					default: 'data',
					placeholder: 'e.g. data',
					hint: 'The name of the output field to put the file in',
					description: 'Name of the binary field for the file, when exporting as a file',
				},
				waitField,
			],
			body: [
				{
					...categoryField,
					default: 'apps',
					description:
						'What to export. Kandji does not document exports of Application Firewall, Cellular, Certificates and FileVault.',
				},
				...prismFilters,
			],
			risk: 'read',
			run: exportCategory,
		}),
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many inventory records of fleet',
			description:
				'Get a list of the records of one category, such as the applications on every device',
			list: lists.prismRecords,
			path: [categoryField],
			output: simplifyPrism,
			query: prismFilters,
			countsWith: 'summarize',
		}),
		listOperation({
			name: 'Summarize',
			value: 'summarize',
			action: 'Count devices by app, version or other inventory',
			description:
				'Count devices by one or two fields of a category, such as the name and version of apps',
			list: lists.prismRecords,
			path: [{ ...categoryField, default: 'apps' }],
			settings: [
				{
					displayName: 'Count By Names or IDs',
					name: COUNT_BY,
					type: 'multiOptions',
					typeOptions: {
						loadOptionsMethod: 'getPrismFields',
						loadOptionsDependsOn: ['category'],
					},
					default: [],
					placeholder: 'e.g. name',
					required: true,
					description:
						'Fields of the category to count by; with two, each combination is counted. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
			query: prismFilters.filter(({ sorts }) => !sorts),
			summary: { countedBy: 'device_id' },
		}),
	],
};
