import type { IDataObject } from 'n8n-workflow';
import { chunk } from 'lodash';

import { lists } from '../api/lists';
import type { List } from '../api/lists';
import { awaitAll } from '../util/awaitAll';
import { text } from '../util/json';
import type { KandjiClient } from '../client/client';
import type { Tenant } from '../client/tenant';
import { flag, textOrNull } from '../shapes/kandjiValues';
import { comparedFeed } from './compared';
import type { Found, Search } from './compared';
import { deviceSource } from './devices';
import type { EventName } from './events';
import type { Feed } from './feed';
import { turned } from './kind';
import type { Kind, Known } from './kind';
import { everything } from './source';
import type { Sampled } from './source';

/** A device as Prism shows it, with the one protection that was asked for. */
export interface ProtectedDevice {
	id: string;
	name: string | null;
	serialNumber: string | null;
	platform: string | null;
	assetTag: string | null;
	blueprintId: string | null;
	blueprintName: string | null;
	/** Prism knows users by an older id, so that it is left out. */
	user: { name: string | null; email: string | null } | null;
	tags: string[];
	/** The device's page in the web console. */
	url: string;
	fileVault?: boolean;
	firewall?: boolean;
	sip?: boolean;
}

/** Something that protects a Mac and can be turned off. */
export interface Protection {
	name: 'fileVault' | 'firewall' | 'sip';
	off: EventName;
	on: EventName;
	list: List;
	/** Key of Prism's rows that is true while it is on. */
	key: string;
}

/** Prism knows no request for a part of a category but its filter, which the address must hold. */
const MOST_IDS = 50;
/** Devices whose protection is asked for at most in one look, 50 with each request. */
const MOST_ASKED = 250;

function listOf(category: string, name: string): List {
	return { ...lists.prismRecords, path: `/prism/${category}`, permission: `Prism > ${name}?` };
}

/** What is watched of Macs through Prism. */
export const PROTECTIONS: Protection[] = [
	{
		name: 'fileVault',
		off: 'fileVault.off',
		on: 'fileVault.on',
		list: listOf('filevault', 'FileVault'),
		key: 'status',
	},
	{
		name: 'firewall',
		off: 'firewall.off',
		on: 'firewall.on',
		list: listOf('application_firewall', 'Application firewall'),
		key: 'status',
	},
	{
		name: 'sip',
		off: 'sip.off',
		on: 'sip.on',
		list: listOf('startup_settings', 'Startup settings'),
		key: 'sip',
	},
];

function normalize(
	{ name, key }: Protection,
	raw: IDataObject,
	{ webUrl }: Tenant,
): ProtectedDevice {
	const id = text(raw.device_id).toLowerCase();
	const on = flag(raw[key]);
	const [person, email] = [textOrNull(raw.device__user_name), textOrNull(raw.device__user_email)];
	const { tags } = raw;
	return {
		id,
		name: textOrNull(raw.device__name),
		serialNumber: textOrNull(raw.serial_number),
		platform: textOrNull(raw.device__family),
		assetTag: textOrNull(raw.asset_tag),
		blueprintId: textOrNull(raw.blueprint_id)?.toLowerCase() ?? null,
		blueprintName: textOrNull(raw.blueprint_name),
		user: person === null && email === null ? null : { name: person, email },
		tags: Array.isArray(tags) ? tags.map((tag) => text(tag)).filter(Boolean) : [],
		url: `${webUrl}/devices/${id}`,
		...(on === null ? {} : { [name]: on }),
	};
}

async function read(
	protection: Protection,
	client: KandjiClient,
	filter: IDataObject,
): Promise<ProtectedDevice[]> {
	const query = { filter: JSON.stringify(filter) };
	const { rows } = await client.list(protection.list, { query });
	const devices = rows.map((row) => normalize(protection, row, client.tenant));
	// A device that has not reported it is neither protected nor unprotected.
	return devices.filter(({ id, [protection.name]: on }) => id !== '' && on !== undefined);
}

/** The unprotected devices, and what became of those that Prism no longer lists among them. */
async function find(
	protection: Protection,
	{ run, known }: Search<ProtectedDevice>,
): Promise<Found<ProtectedDevice>> {
	const { client } = run;
	const { name, key } = protection;
	const listed = await read(protection, client, { [key]: { eq: false } });
	const records = new Map(listed.map((record) => [record.id, record]));
	const unprotected = [...(known?.seen.values() ?? [])].filter(({ record }) => !record[name]);
	const missed = unprotected.map(({ record }) => record.id).filter((id) => !records.has(id));
	const asked = missed.slice(0, MOST_ASKED);
	const answers = await awaitAll(
		chunk(asked, MOST_IDS).map(
			async (ids) => await read(protection, client, { device_id: { in: ids } }),
		),
	);
	for (const record of answers.flat()) records.set(record.id, record);
	const gone = new Set(asked.filter((id) => !records.has(id)));
	const view = { records, complete: true, gone, unlisted: new Map(), unwatched: new Set<string>() };
	return { view, pages: 0 };
}

function kindOf({ name, off, on }: Protection): Kind<ProtectedDevice> {
	return {
		recordType: 'device',
		// No more: what is told comes from Prism's row, and the state stays small.
		kept: [name],
		watches: [
			{ event: off, fields: [name], when: turned(true) },
			{ event: on, fields: [name], when: turned(false) },
		],
		added: off,
		news: ({ [name]: protects }) => protects === false,
		addedAt: () => null,
	};
}

/** By the filters of devices; what is kept of a device does not suffice for them. */
function passes(
	filters: Parameters<typeof deviceSource.passes>[0],
	{ id, platform, blueprintId, tags, user }: Known<ProtectedDevice>,
): boolean {
	if (tags === undefined) return false;
	const person = user ? { ...user, id: '', name: user.name ?? null, archived: false } : null;
	return deviceSource.passes(filters, { id, platform, blueprintId, tags, user: person });
}

/** Where a sample of a protection comes from. */
export function protectionSample(protection: Protection): Sampled<ProtectedDevice> {
	const kind = kindOf(protection);
	return {
		list: protection.list,
		normalize: (raw, tenant) => ({
			[protection.name]: true,
			...normalize(protection, raw, tenant),
		}),
		kind: () => kind,
		...everything,
	};
}

function securityFeed(protection: Protection): Feed {
	const { name, off, on, list } = protection;
	const kind = kindOf(protection);
	return comparedFeed<ProtectedDevice>({
		name,
		wanted: ({ events }) => events.includes(off) || events.includes(on),
		probe: async ({ client }) => {
			await client.list(list, { limit: 1 });
		},
		kind: () => kind,
		passes,
		find: async (search) => await find(protection, search),
	});
}

/** FileVault, firewall and System Integrity Protection of Macs, off or on again. */
export const securityFeeds: Feed[] = PROTECTIONS.map(securityFeed);
