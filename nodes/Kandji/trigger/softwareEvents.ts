import type { IDataObject } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { Tenant } from '../client/tenantUrl';
import { textOrNull } from '../shapes/kandjiValues';
import { text } from '../util/json';
import type { EventName } from './events';
import { EXAMPLE_PRISM_DEVICE } from './exampleRows';
import {
	lookAtPrism,
	matchesDevice,
	prismDevice,
	prismList,
	prismReference,
	readPrismOf,
} from './prismDevices';
import type { PrismRecord } from './prismDevices';
import type { Look, LookResult, NoResult, RecordSource } from './recordSource';
import { withoutFilters } from './recordSource';
import { flips } from './recordType';
import { withParameter } from './triggerSettings';
import type { TriggerSettings } from './triggerSettings';

/** An app or a configuration profile on a device. */
export interface InstalledSoftware extends PrismRecord {
	name: string;
	identifier: string | null;
	version: string | null;
	isInstalled: boolean;
}

/** A kind of software that Prism lists by name. */
interface SoftwareKind {
	/** Name of the feed, and key of the record in the item. */
	name: 'app' | 'profile';
	list: List;
	/** Keys of Prism's rows. */
	keys: { name: string; identifier: string; version: string };
	installed: EventName;
	removed: EventName;
	/** Whether an installation is an event. */
	emitsInstalled: boolean;
	names: (settings: TriggerSettings) => string[];
	example: IDataObject;
}

const KINDS: SoftwareKind[] = [
	{
		name: 'app',
		list: prismList('apps', 'Applications'),
		keys: { name: 'name', identifier: 'bundle_id', version: 'version' },
		installed: 'app.installed',
		removed: 'app.removed',
		emitsInstalled: true,
		names: ({ appNames }) => appNames,
		example: { name: 'Notes Editor', bundle_id: 'com.example.notes-editor', version: '4.2.0' },
	},
	{
		name: 'profile',
		list: prismList('installed_profiles', 'Installed profiles'),
		keys: { name: 'profile_display_name', identifier: 'payload_identifier', version: '' },
		installed: 'profile.removed',
		removed: 'profile.removed',
		emitsInstalled: false,
		names: ({ profileNames }) => profileNames,
		example: { profile_display_name: 'Office Wi-Fi', payload_identifier: 'com.example.wi-fi' },
	},
];

/** Shows that Prism knows a device at all. */
const DEVICES = prismList('device_information', 'Device information');

function toSoftware({ keys }: SoftwareKind, raw: IDataObject, tenant: Tenant): InstalledSoftware {
	const device = prismDevice(raw, tenant);
	const name = text(raw, keys.name);
	return {
		...device,
		id: `${device.deviceId} ${name}`,
		name,
		identifier: textOrNull(raw, keys.identifier),
		version: textOrNull(raw, keys.version),
		isInstalled: true,
	};
}

/** Returns the devices among these that Prism knows. */
async function knownDevices(
	{ run }: Look<InstalledSoftware>,
	ids: string[],
): Promise<Map<string, PrismRecord>> {
	const rows = await readPrismOf(run, DEVICES, ids);
	const devices = rows.map((row) => prismDevice(row, run.client.tenant));
	return new Map(devices.map((device) => [device.id, device]));
}

/** Reads the devices that have the chosen software, and what became of those that the list no longer shows. */
async function lookAtSoftware(
	kind: SoftwareKind,
	look: Look<InstalledSoftware>,
): Promise<LookResult<InstalledSoftware> | NoResult> {
	const { run } = look;
	const { list, keys, name: feed } = kind;
	const keep = (row: IDataObject) => {
		const software = toSoftware(kind, row, run.client.tenant);
		return software.deviceId === '' ? undefined : software;
	};
	const names = kind.names(run.settings);
	const byName = { [keys.name]: { in: names } };
	return await lookAtPrism(look, {
		name: feed,
		list,
		filter: byName,
		keep,
		isExpected: ({ name, isInstalled }) => isInstalled === true && names.includes(name ?? ''),
		recheck: async (ids) => {
			const devices = [...new Set(ids.map((id) => id.split(' ')[0]))];
			const rows = await readPrismOf(run, list, devices, byName);
			const known = await knownDevices(look, devices);
			const absent = new Map<string, InstalledSoftware>();
			for (const id of ids) {
				const [deviceId] = id.split(' ');
				const device = known.get(deviceId);
				const name = id.slice(deviceId.length + 1);
				const blank = { name, identifier: null, version: null, isInstalled: false };
				if (device) absent.set(id, { ...device, ...blank, id });
			}
			return { records: rows.map(keep).filter((each) => each !== undefined), absent };
		},
	});
}

function softwareSource(kind: SoftwareKind): RecordSource<InstalledSoftware> {
	const { name, list, installed, removed, emitsInstalled } = kind;
	const installs = emitsInstalled
		? [{ event: installed, fields: ['isInstalled' as const], appliesTo: flips(false) }]
		: [];
	return {
		...withoutFilters,
		name,
		list,
		type: ({ selected }) => ({
			name,
			noun: name === 'app' ? 'installed app' : 'installed profile',
			storedFields: ['name', 'identifier', 'isInstalled'],
			fieldEvents: [
				...installs,
				{ event: removed, fields: ['isInstalled'], appliesTo: flips(true) },
			],
			added: installed,
			// An app that the user has just named is not new on the devices that have it.
			isNews: ({ name: software = '' }) =>
				emitsInstalled && selected.has(withParameter(installed, software)),
			addedAt: () => null,
		}),
		normalize: (raw, tenant) => toSoftware(kind, raw, tenant),
		queries: (settings) => [
			{ filter: JSON.stringify({ [kind.keys.name]: { in: kind.names(settings) } }) },
		],
		matches: matchesDevice,
		look: async (look) => await lookAtSoftware(kind, look),
		deviceOf: (record, tenant) => prismReference(record, tenant),
		present: ({
			name: software = null,
			identifier = null,
			version = null,
			isInstalled = null,
		}) => ({
			name: software,
			identifier,
			...(name === 'app' ? { version } : {}),
			isInstalled,
		}),
		exampleRow: { ...EXAMPLE_PRISM_DEVICE, ...kind.example },
	};
}

/** Apps and configuration profiles with the names that the user chose. */
export const softwareSources = KINDS.map(softwareSource);
