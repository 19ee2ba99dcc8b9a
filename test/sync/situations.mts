import {
	ANN,
	asset,
	assignment,
	BOB,
	device,
	idOf,
	user,
	withAnn,
} from '../../tools/harness/worlds.mts';
import type { Case } from '../../tools/harness/worlds.mts';

const removal = { action: 'retire', field: 'status', value: 'Retired', restoredValue: '' } as const;
const KEPT = [asset('C2'), asset('C3')];
const KEPT_DEVICES = [device('C2'), device('C3')];

/** The situations that a sync must handle, by number. */
export const SITUATIONS: Case[] = [
	{
		name: '1 enrolled again: the newest record counts',
		devices: [
			device('C1', { id: 'old', lastEnrollment: '2024-01-01T00:00:00.000Z' }),
			device('C1', { id: 'new', lastEnrollment: '2025-06-01T00:00:00.000Z' }),
		],
		assets: [asset('C1', { kandji: 'old' })],
	},
	{
		name: '2 no serial number',
		devices: [device(null), device('Not Available', { id: 'd2' }), device(' ', { id: 'd3' })],
		assets: [asset(''), asset('N/A')],
	},
	{
		name: '3 two assets with one serial number',
		devices: [device('C1')],
		assets: [asset('C1'), asset('c1', { id: 'a2' })],
	},
	{
		name: '3 two assets with one display ID (D3)',
		devices: [device('C1'), device('C2')],
		assets: [asset('C1', { display: 'X' }), asset('C2', { display: 'x ' })],
		settings: { displayId: { field: 'display', property: 'serialNumber' } },
	},
	{
		name: '4 serial case and blanks (A5)',
		devices: [device('c02xk')],
		assets: [asset(' C02XK ', { serial: 'C02XK ' })],
		settings: { mode: 'link' },
	},
	{
		name: '5 email case (C7)',
		devices: [device('C1', { user: user('Ann@Example.com') })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '5 another domain does not match',
		devices: [device('C1', { user: user('ann@example.org') })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '6 name without email, one person',
		devices: [device('C1', { user: user(null) })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '6 name without email, two people',
		devices: [device('C1', { user: user(null) })],
		assets: [asset('C1')],
		people: [ANN, { ...ANN, id: 'p9', mail: 'al@example.com' }],
		settings: assignment({}),
	},
	{
		name: '7 shared account',
		devices: [device('C1', { user: user('lab@example.com', 'Lab') })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '8 reassigned in Kandji (C6 overwrite)',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [ANN, BOB],
		settings: assignment({}),
	},
	{
		name: '8 reassigned in the asset system (B4)',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com' })],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: assignment({ direction: 'toKandji' }),
	},
	{
		name: '8 both, Kandji wins',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [ANN, BOB],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: assignment({ direction: 'both' }),
	},
	{
		name: '8 both, the assets win',
		devices: [withAnn],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [ANN, BOB],
		users: { 'BOB@EXAMPLE.COM': 'u-bob' },
		settings: assignment({ direction: 'both', winner: 'assets' }),
	},
	{
		name: '9 unassigned in Kandji, kept',
		devices: [device('C1')],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [BOB],
		settings: assignment({}),
	},
	{
		name: '9 unassigned in Kandji, checked in',
		devices: [device('C1')],
		assets: [asset('C1', { email: 'bob@example.com' })],
		people: [BOB],
		settings: assignment({ unassign: true }),
	},
	{
		name: '10 locked (C8)',
		devices: [withAnn],
		assets: [asset('C1', { status: 'In Transit' })],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '11 device gone',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('C1')],
		settings: { removal },
	},
	{
		name: '11 device gone, list cut',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('C1')],
		settings: { removal },
		inputs: { incomplete: 'The list was cut' },
	},
	{
		name: '11 too many gone',
		devices: [device('C3')],
		assets: [asset('C1'), ...KEPT],
		settings: { removal },
	},
	{
		name: '11 awaiting enrollment',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('C1')],
		settings: { removal },
		inputs: { awaiting: new Set(['C1']) },
	},
	{
		name: '11 left out by a filter',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('C1')],
		settings: { removal },
		inputs: { enrolled: new Set(['C1', 'C2', 'C3'].map(idOf)) },
	},
	{
		name: '11 never linked',
		devices: KEPT_DEVICES,
		assets: [...KEPT, asset('MONITOR', { kandji: null })],
		settings: { removal },
	},
	{
		name: '12 tag, Kandji wins',
		devices: [device('C1', { assetTag: 'T1' })],
		assets: [asset('C1', { tag: 'T9' })],
	},
	{
		name: '12 tag, the assets win (B6)',
		devices: [device('C1', { assetTag: 'T1' })],
		assets: [asset('C1', { tag: 'T9' })],
		settings: { tag: 'assets' },
	},
	{
		name: '12 tag used by another device',
		devices: [device('C1'), device('C2', { assetTag: 'T9' })],
		assets: [asset('C1', { tag: 'T9' })],
		settings: { tag: 'assets', mode: 'link' },
	},
	{
		name: '12 tag used by another asset',
		devices: [device('C1', { assetTag: 'T9' }), device('C2')],
		assets: [asset('C1'), asset('C2', { tag: 'T9' })],
	},
	{
		name: '13 archived user',
		devices: [device('C1', { user: user('ann@example.com', 'Ann Lee', true) })],
		assets: [asset('C1')],
		people: [ANN],
		settings: assignment({}),
	},
	{
		name: '14 unknown platform (A6, B2)',
		devices: [device('C1', { platform: 'Vision', model: 'Apple Vision Pro' })],
	},
	{
		name: '14 no category at all (A6)',
		devices: [device('C1', { platform: 'Vision' })],
		settings: { category: { default: '', byPlatform: {} } },
	},
	{ name: '15 a device listed twice', devices: [device('C1'), device('C1')] },
];
