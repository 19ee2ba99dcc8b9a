import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../../nodes/Kandji/shapes/deviceShape';
import { wantedFields } from '../../nodes/Kandji/sync/fields';
import { planSync } from '../../nodes/Kandji/sync/plan';
import type { SyncSettings } from '../../nodes/Kandji/sync/syncTypes';
import { asset, device, mapped, SETTINGS, inputsOf } from '../../tools/harness/worlds.mts';

/** What a device is written as, with these settings; the day is 10 January 2026. */
function fieldsOf(of: Partial<NormalizedDevice>, settings: Partial<SyncSettings>): IDataObject {
	const one = device('S1', of);
	const inputs = { ...inputsOf({ name: '' }), now: new Date('2026-01-10T00:00:00.000Z') };
	return wantedFields(one, null, inputs, { ...SETTINGS, ...settings }).fields;
}

const stale = (of: Partial<NormalizedDevice>, staleDays: number) =>
	fieldsOf(of, { staleDays, mapping: [mapped('stale', 'stale')] }).stale;

it.each<[string, Partial<NormalizedDevice>, number, boolean]>([
	['checked in within the days', { lastCheckIn: '2026-01-05T00:00:00.000Z' }, 7, false],
	['has been silent for longer', { lastCheckIn: '2026-01-02T00:00:00.000Z' }, 7, true],
	['was silent to the very moment', { lastCheckIn: '2026-01-03T00:00:00.000Z' }, 7, false],
	['is silent, but nobody counts', { lastCheckIn: '2020-01-02T00:00:00.000Z' }, 0, false],
	[
		'never checked in since its enrollment',
		{ lastCheckIn: null, lastEnrollment: '2025-01-01T00:00:00.000Z' },
		7,
		true,
	],
	['tells no date at all', { lastCheckIn: null, lastEnrollment: null }, 7, false],
])('A device that %s', (_, of, days, expected) => {
	expect(stale(of, days)).toBe(expected);
});

it.each<[string, Partial<NormalizedDevice>, string]>([
	['of its platform', { platform: 'Mac' }, 'Laptop'],
	['of its platform, however Kandji writes it', { platform: 'iPhone' }, 'Phone'],
	['by default where its platform has an empty one', { platform: 'Windows' }, 'Other'],
	['by default where its platform has none', { platform: 'iPad' }, 'Other'],
	['by default where Kandji names no platform', { platform: null }, 'Other'],
])('A category is %s', (_, of, category) => {
	const byPlatform = { Mac: 'Laptop', iPhone: 'Phone', Windows: '' };
	expect(fieldsOf(of, { category: { default: 'Other', byPlatform } }).category).toBe(category);
});

it('Assets that share a serial number which no device has need a person', () => {
	const assets = [
		asset('S7', { id: 'one' }),
		asset('S7', { id: 'two' }),
		asset('S8', { id: 'three' }),
	];
	const one = { name: '', devices: [device('S1')], assets: [...assets, asset('S1')] };
	const { rows } = planSync(inputsOf(one), SETTINGS);
	const entries = rows.flatMap((subject) => subject.entries);
	const attention = entries.filter(({ action }) => action === 'attention');
	expect(attention.map(({ asset: row }) => row?.id).sort()).toEqual(['one', 'two']);
	for (const { reason } of attention)
		expect(reason).toMatch(
			/^2 assets are linked to the same device; none of them is touched. Keep asset one/,
		);
});
