import type { IDataObject } from 'n8n-workflow';

import {
	ANN,
	asset,
	assignment,
	BOB,
	changed,
	device,
	idOf,
	mapped,
	SETTINGS,
	user,
	withAnn,
} from '../../tools/harness/worlds.mts';
import type { Case } from '../../tools/harness/worlds.mts';

/** The statements that hold for every sync, by letter. */
export const STATEMENTS: Case[] = [
	{
		name: 'A7 status allocated, A10 model text split',
		devices: [device('C1')],
		settings: {
			mapping: [
				mapped('status', '', { value: 'allocated' }),
				mapped('model', 'modelName'),
				mapped('display', 'displaySize'),
				mapped('year', 'modelYear'),
			],
		},
	},
	{
		name: 'A8 Kandji overrides',
		devices: [device('C1', { osVersion: '26.0' })],
		assets: [asset('C1')],
	},
	{
		name: 'A9 a new person is created with the asset (B8)',
		devices: [device('C1', { user: user('mia@example.com', 'Mia van Dyk') })],
		people: [ANN],
		settings: assignment({ createPeople: true }),
	},
	{
		name: 'A9 no email and no name, no assignee',
		devices: [device('C1', { user: user(null, null) })],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: 'B9 checked out to a person whom Kandji does not know',
		devices: [device('C1')],
		assets: [asset('C1', { email: 'zoe@example.com' })],
		settings: assignment({ direction: 'toKandji' }),
	},
	{
		name: 'B11 checked in clears the assignment in Kandji',
		devices: [withAnn],
		assets: [asset('C1')],
		settings: assignment({ direction: 'toKandji', unassign: true }),
	},
	{
		name: 'C2 Link Only creates and changes nothing',
		devices: [device('C1', { osVersion: '26.0' }), device('C2')],
		assets: [asset('C1', { kandji: null })],
		settings: { mode: 'link' },
	},
	{
		name: 'C3 Import New Only leaves existing assets',
		devices: [device('C1', { osVersion: '26.0' }), device('C2')],
		assets: [asset('C1', { kandji: null })],
		settings: { mode: 'import' },
	},
	{
		name: 'C4 Import and Link',
		devices: [device('C1', { osVersion: '26.0' }), device('C2')],
		assets: [asset('C1', { kandji: null })],
		settings: { mode: 'importAndLink' },
	},
	{
		name: 'C6 only unassigned assets',
		devices: [
			withAnn,
			device('C2', { user: user('ann@example.com') }),
			device('C4', { user: user('ann@example.com') }),
		],
		assets: [asset('C1', { email: 'bob@example.com' }), asset('C2')],
		people: [ANN, BOB],
		settings: assignment({ scopes: ['unassigned'] }),
	},
	{
		name: 'D2 name from model',
		devices: [device('C1')],
		assets: [asset('C1')],
		settings: { nameFrom: 'model', mapping: [] },
	},
	{
		name: 'D5 category per platform, D6 enrollment state',
		devices: [
			device('C1', { platform: 'iPhone' }),
			device('C2', { platform: 'Windows', mdmEnabled: false }),
		],
		settings: { mapping: [mapped('state', 'enrollmentState')] },
	},
	{
		name: 'A6 a device whose type platform and model do not tell is not created',
		devices: [
			device('C1', { platform: 'Windows', model: 'Virtual Machine' }),
			device('C2', { platform: null, model: null }),
			device('C3', { platform: 'Windows', model: 'OptiPlex 7010' }),
		],
		settings: {
			createOnlyWith: ['deviceType'],
			mapping: [mapped('type', 'deviceType')],
		},
	},
	{
		name: 'A8 each platform keeps its details in places of its own, D6 supervised and UDID',
		devices: [
			device('C1'),
			device('C2', { platform: 'iPad', model: 'iPad Air 11-inch (M2) (Wi-Fi)' }),
			device('C3', { platform: 'Windows', model: 'Latitude 5440', osVersion: '25H2' }),
			device('C4', { platform: 'Android', model: 'Galaxy Tab Active5', osVersion: '16' }),
		],
		inputs: {
			details: new Map<string, IDataObject>([
				[
					idOf('C1'),
					{
						mdm: { supervised: 'True' },
						hardware_overview: { model_identifier: 'Mac15,3', memory: '16 GB', udid: 'U1' },
						volumes: [{ capacity: '20.5 GB' }, { capacity: '228.27 GB' }],
					},
				],
				[
					idOf('C2'),
					{
						mdm: { supervised: 'False' },
						hardware_overview: { model_identifier: 'iPad14,8', uuid: 'U2' },
						volumes: [{ capacity: '128.0 GB' }],
						apple_business_manager: { color: 'BLUE' },
					},
				],
				[
					idOf('C3'),
					{
						general: { manufacturer: 'Dell Inc.' },
						hardware_overview: { total_ram: '16384', total_capacity: '486061' },
					},
				],
				[
					idOf('C4'),
					{
						general: { manufacturer: 'samsung' },
						hardware: { total_ram: '5.64', total_capacity: '110.28' },
						cellular: { imei: '350000000000001' },
					},
				],
			]),
		},
		settings: {
			mapping: [
				mapped('model', 'modelName'),
				mapped('display', 'displaySize'),
				mapped('type', 'deviceType'),
				mapped('system', 'system'),
				mapped('make', 'details.general.manufacturer'),
				mapped('memory', 'details.hardware_overview.memory'),
				mapped('storage', 'details.hardware_overview.storage'),
				mapped('udid', 'details.hardware_overview.udid'),
				mapped('supervised', 'details.mdm.supervised'),
				mapped('color', 'details.apple_business_manager.color'),
				mapped('imei', 'details.cellular.imei'),
			],
		},
	},
	{
		name: 'A9 no person is made from a name without first and last part',
		devices: [device('C1', { user: user('lab@example.com', 'Lab') })],
		people: [ANN],
		settings: assignment({ createPeople: true }),
	},
	{
		name: 'A9 the list of people is known to be empty (B8)',
		devices: [withAnn],
		inputs: { peopleKnown: true },
		settings: assignment({ createPeople: true }),
	},
	{
		name: 'C6 newly imported assets have a switch of their own',
		devices: [withAnn, device('C2', { user: user('ann@example.com') }), device('C3')],
		assets: [
			asset('C1', { fresh: 'yes' }),
			asset('C2', { fresh: false }),
			asset('C3', { fresh: 'yes' }),
		],
		people: [ANN],
		settings: {
			...assignment({ scopes: ['unassigned'] }),
			assetFields: { ...SETTINGS.assetFields, imported: 'fresh' },
		},
	},
	{
		name: 'B4 changed in Kandji since both agreed',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com', seen: 'bob@example.com' })],
		people: [ANN, BOB],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: changed(),
	},
	{
		name: 'B4 changed in the asset system since both agreed',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com', seen: 'Ann@example.com' })],
		people: [ANN, BOB],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: changed(),
	},
	{
		name: 'B4 both name the same user for the first time',
		devices: [withAnn, device('C2')],
		assets: [asset('C1', { email: 'ann@example.com' }), asset('C2', { seen: null })],
		people: [ANN],
		settings: changed(),
	},
	{
		name: 'B9 checked out since to a person whom Kandji does not know: kept on both sides',
		devices: [withAnn],
		assets: [asset('C1', { email: 'zoe@example.com', seen: 'ann@example.com' })],
		people: [ANN],
		settings: changed(),
	},
	{
		name: 'B11 checked in since, on either side',
		devices: [withAnn, device('C2'), device('C3', { user: user('ann@example.com') })],
		assets: [
			asset('C1', { seen: 'ann@example.com' }),
			asset('C2', { email: 'ann@example.com', seen: 'ann@example.com' }),
			asset('C3'),
		],
		people: [ANN],
		users: { 'ANN@EXAMPLE.COM': 'u-ann@example.com' },
		settings: changed(),
	},
	{
		name: 'stale device',
		devices: [device('C1', { lastCheckIn: '2025-10-01T00:00:00.000Z' })],
		assets: [asset('C1')],
		settings: { staleDays: 30 },
	},
];
