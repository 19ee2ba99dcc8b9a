import type { IDataObject } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { Tenant } from '../client/tenantUrl';
import { flag } from '../shapes/kandjiValues';
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

/** A Mac and whether its protection is on. */
export interface ProtectedDevice extends PrismRecord {
	isOn: boolean;
}

/** A protection of a Mac that can be turned off. */
interface Protection {
	/** Name of the feed, and key of the device in the item. */
	name: string;
	off: EventName;
	on: EventName;
	list: List;
	/** Key of Prism's rows that is true while the protection is on. */
	key: string;
}

const PROTECTIONS: Protection[] = [
	{
		name: 'fileVault',
		off: 'fileVault.off',
		on: 'fileVault.on',
		list: prismList('filevault', 'FileVault'),
		key: 'status',
	},
	{
		name: 'firewall',
		off: 'firewall.off',
		on: 'firewall.on',
		list: prismList('application_firewall', 'Application firewall'),
		key: 'status',
	},
	{
		name: 'gatekeeper',
		off: 'gatekeeper.off',
		on: 'gatekeeper.on',
		list: prismList('gatekeeper_and_xprotect', 'Gatekeeper and XProtect'),
		key: 'gatekeeper_status',
	},
	{
		name: 'sip',
		off: 'sip.off',
		on: 'sip.on',
		list: prismList('startup_settings', 'Startup settings'),
		key: 'sip',
	},
];

/** Returns a row as a record; undefined for a device that has not reported its protection. */
function toProtected(key: string, raw: IDataObject, tenant: Tenant): ProtectedDevice | undefined {
	const isOn = flag(raw[key]);
	const record = prismDevice(raw, tenant);
	return isOn === null || record.id === '' ? undefined : { ...record, isOn };
}

/** Reads the Macs without the protection, and what became of those that the list no longer shows. */
async function lookAtProtection(
	{ name, key, list }: Protection,
	look: Look<ProtectedDevice>,
): Promise<LookResult<ProtectedDevice> | NoResult> {
	const keep = (row: IDataObject) => toProtected(key, row, look.run.client.tenant);
	return await lookAtPrism(look, {
		name,
		list,
		filter: { [key]: { eq: false } },
		keep,
		isExpected: ({ isOn }) => isOn === false,
		recheck: async (ids) => {
			const records = (await readPrismOf(look.run, list, ids)).map(keep);
			return { records: records.filter((record) => record !== undefined) };
		},
	});
}

function protectionSource(protection: Protection): RecordSource<ProtectedDevice> {
	const { name, off, on, list, key } = protection;
	return {
		...withoutFilters,
		name,
		list,
		type: () => ({
			name: 'device',
			noun: `Mac with ${name} off`,
			// The item shows the row's device, so the snapshot can stay small.
			storedFields: ['isOn'],
			fieldEvents: [
				{ event: off, fields: ['isOn'], appliesTo: flips(true) },
				{ event: on, fields: ['isOn'], appliesTo: flips(false) },
			],
			added: off,
			isNews: ({ isOn }) => isOn === false,
			addedAt: () => null,
		}),
		normalize: (raw, tenant) =>
			toProtected(key, raw, tenant) ?? { ...prismDevice(raw, tenant), isOn: true },
		matches: matchesDevice,
		look: async (look) => await lookAtProtection(protection, look),
		deviceOf: (record, tenant) => prismReference(record, tenant, { [name]: record.isOn ?? null }),
		present: ({ device }) => ({ ...device }),
		exampleRow: { ...EXAMPLE_PRISM_DEVICE, [key]: false },
	};
}

/** FileVault, firewall, Gatekeeper and System Integrity Protection of Macs. */
export const protectionSources = PROTECTIONS.map(protectionSource);
