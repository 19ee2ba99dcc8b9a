import type { IDataObject } from 'n8n-workflow';

import { planSync } from '../../nodes/Kandji/sync/plan';
import type { FieldMapping, SyncInputs, SyncSettings } from '../../nodes/Kandji/sync/syncTypes';
import { applied, WRITES } from './model.mts';
import { device, idOf, inputsOf, mapped, SETTINGS } from '../../tools/harness/worlds.mts';

// What each system gives back for what was written into it. The second run must find nothing to update.

/** The fields that are written, with values of every kind that Kandji has. */
const MAPPING: FieldMapping[] = (
	[
		['serial', 'serialNumber'],
		['name', 'name'],
		['os', 'osVersion'],
		['model', 'model'],
		['seen_at', 'lastCheckIn'],
		['enrolled_on', 'lastEnrollment'],
		['mdm', 'mdmEnabled'],
		['agent', 'agentInstalled'],
		['stale', 'stale'],
		['tags', 'tags'],
		['blueprint', 'blueprintName'],
		['memory', 'details.hardware_overview.memory'],
		['battery', 'details.battery.cycles'],
	] as const
).map(([field, property]) => mapped(field, property, { write: 'always' }));

const DEVICES = [
	device('C2A', { osVersion: '26.10', tags: ['b', 'a'], agentVersion: '4.0' }),
	device('00123', { id: idOf('k2'), osVersion: '26', mdmEnabled: false, tags: ['one'] }),
	device('C3B', {
		...{ id: idOf('k3'), osVersion: '15.1', blueprintName: 'Engineering', agentInstalled: false },
		...{ lastCheckIn: '2026-01-09T07:30:05.000Z', lastEnrollment: '2025-06-01T22:15:00.000Z' },
	}),
	device('C4C', { id: idOf('k4'), name: 'José’s Mac  ', osVersion: null, lastCheckIn: null }),
];

const INPUTS: SyncInputs = {
	...inputsOf({ name: '', devices: DEVICES }),
	details: new Map<string, IDataObject>([
		[DEVICES[0].id, { hardware_overview: { memory: '16 GB' }, battery: { cycles: 120 } }],
		[DEVICES[1].id, { battery: { cycles: 0 } }],
	]),
};

const SETTINGS_OF: SyncSettings = {
	...SETTINGS,
	mapping: MAPPING,
	staleDays: 30,
	assetFields: { ...SETTINGS.assetFields, assigneeEmail: '', category: '', name: '' },
};

type Store = (field: string, value: unknown) => unknown;

const isNone = (value: unknown) => value === null || value === undefined || value === '';
const DATES = ['seen_at', 'enrolled_on'];
const BOOLEANS = ['mdm', 'agent', 'stale'];
const textOf = (value: unknown) => (Array.isArray(value) ? JSON.stringify(value) : String(value));
const isNumber = (value: unknown) => /^\d+(\.\d+)?$/.test(String(value));
/** Day 0 of a sheet is 30 December 1899. */
const sheetDate = (value: unknown) => Date.parse(String(value)) / 86_400_000 + 25_569;

const STORES: Record<string, Store> = {
	'a Data Table: columns of text, number, boolean and date': (field, value) => {
		if (isNone(value)) return null;
		if (DATES.includes(field)) return new Date(String(value)).toISOString();
		return BOOLEANS.includes(field) || field === 'battery' ? value : textOf(value);
	},
	'a Data Table of text columns': (_, value) => (isNone(value) ? null : textOf(value)),
	'PostgreSQL: numeric(8,2), boolean, timestamptz, date, text[]': (field, value) => {
		if (isNone(value)) return null;
		if (field === 'battery' || field === 'os') return Number(value).toFixed(2);
		if (field === 'seen_at') return new Date(String(value));
		if (field === 'enrolled_on') return `${String(value).slice(0, 10)}T00:00:00.000Z`;
		return value;
	},
	'PostgreSQL: bigint as text, jsonb, timestamp without milliseconds': (field, value) => {
		if (isNone(value)) return null;
		if (DATES.includes(field)) return String(value).replace(/\.\d+Z$/, 'Z');
		return field === 'battery' ? String(value) : value;
	},
	'MySQL: tinyint, decimal(6,2), datetime, char with blanks': (field, value) => {
		if (isNone(value)) return null;
		if (BOOLEANS.includes(field)) return value === true ? 1 : 0;
		if (field === 'os') return Number(value).toFixed(2);
		if (field === 'seen_at') return String(value).slice(0, 19).replace('T', ' ');
		if (field === 'enrolled_on') return String(value).slice(0, 10);
		return textOf(value).padEnd(20);
	},
	'MySQL: float and bit as text': (field, value) => {
		if (isNone(value)) return null;
		if (BOOLEANS.includes(field)) return value === true ? '1' : '0';
		return field === 'os' ? Number(value) : textOf(value);
	},
	'Google Sheets: unformatted': (field, value) => {
		if (isNone(value)) return '';
		if (BOOLEANS.includes(field)) return value;
		if (DATES.includes(field)) return sheetDate(value);
		return isNumber(value) ? Number(value) : textOf(value);
	},
	'Google Sheets: formatted': (field, value) => {
		if (isNone(value)) return '';
		if (BOOLEANS.includes(field)) return value === true ? 'TRUE' : 'FALSE';
		if (!DATES.includes(field)) return textOf(value);
		const at = new Date(String(value));
		const [month, day, year] = [at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCFullYear()];
		return `${month}/${day}/${year} ${String(value).slice(11, 19)}`;
	},
	'Excel: serial numbers as text, Yes and No': (field, value) => {
		if (isNone(value)) return undefined;
		if (BOOLEANS.includes(field)) return value === true ? 'Yes' : 'No';
		return DATES.includes(field) ? String(sheetDate(value)) : textOf(value);
	},
	'Airtable: boxes, lookups, lists, nothing for empty': (field, value) => {
		if (isNone(value) || value === false) return undefined;
		if (field === 'serial' || field === 'name') return [value];
		if (field === 'enrolled_on') return String(value).slice(0, 10);
		if (field === 'tags')
			return (value as string[]).length === 0 ? undefined : [...(value as string[])].sort();
		return value;
	},
};

/** A row as the system gives it back; a field without a value may be missing. */
const stored = (store: Store, row: IDataObject): IDataObject => {
	const read: Array<[string, unknown]> = Object.entries(row).map(([field, value]) => [
		field,
		field === 'kandji' ? value : store(field, value),
	]);
	return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as IDataObject;
};

const writesOf = (inputs: SyncInputs) =>
	planSync(inputs, SETTINGS_OF)
		.rows.flatMap(({ entries }) => entries)
		.filter(({ action }) => WRITES.has(action))
		.map(({ action, reason }) => [action, reason]);

describe('The second run plans nothing', () => {
	test.each(Object.entries(STORES))('%s', (_, store) => {
		const { assets } = applied(INPUTS, planSync(INPUTS, SETTINGS_OF), SETTINGS_OF);
		const rows = assets.map((row) => stored(store, row));
		expect(rows).toHaveLength(DEVICES.length);
		expect(writesOf({ ...INPUTS, assets: rows })).toEqual([]);
	});

	test.each(Object.entries(STORES))('and a change is still seen in %s', (_, store) => {
		const { assets } = applied(INPUTS, planSync(INPUTS, SETTINGS_OF), SETTINGS_OF);
		const rows = assets.map((row) => stored(store, row));
		const changed = DEVICES.map((each) => ({
			...each,
			mdmEnabled: each.mdmEnabled !== true,
			lastCheckIn: '2026-01-08T00:00:01.000Z',
			osVersion: '27.3',
		}));
		const updates = writesOf({ ...INPUTS, devices: changed, assets: rows });
		expect(updates).toHaveLength(DEVICES.length);
		for (const [, reason] of updates) expect(reason).toMatch(/mdm: .*os: .*seen_at: /);
	});
});
