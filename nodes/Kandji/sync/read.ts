import { partition } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import type { KandjiClient } from '../client/client';
import { asNodeError } from '../client/errors';
import { groupBy } from '../util/groupBy';
import { isRecord, text } from '../util/json';
import { runItems } from '../items/runItems';
import { normalizeDevice } from '../shapes/deviceShape';
import type { AssignedUser, NormalizedDevice } from '../shapes/deviceShape';
import { normalizeUser } from '../shapes/userShape';
import { filterQuery } from './filters';
import { comparableKey } from './machines';
import type { NodeSettings } from './settings';
import type { SyncInputs } from './syncTypes';
import { keyOf } from './values';

/** Everything that the plan needs from Kandji. */
export type KandjiRecords = Pick<
	SyncInputs,
	'devices' | 'details' | 'enrolled' | 'enrolledSerials' | 'awaiting' | 'incomplete' | 'users'
> & {
	/** Remarks about the reading for the report. */
	notices: string[];
};

/**
 * Reads the details of every device; those of a device that left since it was listed are missing. Throws when any other
 * details cannot be read, because that must not empty fields of the assets.
 */
async function readDetails(
	client: KandjiClient,
	devices: NormalizedDevice[],
): Promise<Map<string, IDataObject>> {
	let firstMissing: unknown;
	const outcomes = await runItems(
		devices.length,
		async (index): Promise<unknown> => {
			try {
				return await client.get(`/devices/${encodeURIComponent(devices[index].id)}/details`, {
					permission: 'Device Information > Device details',
					record: `device "${devices[index].id}"`,
					accept: 'record',
				});
			} catch (error) {
				if (text(error, 'httpCode') !== '404') throw asNodeError(client.node, error);
				firstMissing ??= error;
				return undefined;
			}
		},
		{ stop: (failed) => failed || client.cancelled },
	);
	const failed = outcomes.find((outcome) => outcome !== undefined && 'error' in outcome);
	if (failed && 'error' in failed) throw asNodeError(client.node, failed.error);
	const details = new Map<string, IDataObject>();
	for (const [index, outcome] of outcomes.entries()) {
		const value = outcome && 'value' in outcome ? outcome.value : undefined;
		if (value !== undefined) details.set(devices[index].id, isRecord(value) ? value : {});
	}
	// Devices do not all leave at once: something else answers in the place of Kandji.
	if (firstMissing !== undefined && details.size === 0)
		throw asNodeError(client.node, firstMissing);
	return details;
}

/** Reads the serial numbers in Automated Device Enrollment; `incomplete` says why some may be missing. */
async function readAwaiting(
	client: KandjiClient,
): Promise<{ awaiting: Set<string>; incomplete?: string }> {
	try {
		const { rows, complete } = await client.list(lists.adeDevices);
		const awaiting = new Set(rows.map((row) => keyOf(row.serial_number)));
		return complete
			? { awaiting }
			: { awaiting, incomplete: 'Automated Device Enrollment could not be read to its end' };
	} catch (error) {
		return {
			awaiting: new Set(),
			incomplete: `Automated Device Enrollment could not be read: ${text(error, 'message')}`,
		};
	}
}

/** The IDs of users by upper-case email; one user counts once, however many devices they have. */
function idsByEmail(users: Array<Pick<AssignedUser, 'id' | 'email'>>): Map<string, string[]> {
	const byEmail = groupBy(users, ({ email }) => keyOf(email));
	return new Map(
		[...byEmail].map(([email, same]) => [email, [...new Set(same.map(({ id }) => id))]]),
	);
}

/** IDs of the users who can be assigned, by upper-case email. Those who have a device are known without a list of users. */
async function readUsers(
	client: KandjiClient,
	devices: NormalizedDevice[],
): Promise<{ users: Map<string, string[]>; notice?: string }> {
	try {
		const { rows } = await client.list(lists.users);
		const active = rows
			.map(normalizeUser)
			.filter(
				({ archived, active: isActive, email }) =>
					!archived && isActive !== false && email !== null,
			);
		return { users: idsByEmail(active) };
	} catch (error) {
		// The devices were read with the same token, so it lacks a permission.
		if (!['401', '403'].includes(text(error, 'httpCode'))) throw asNodeError(client.node, error);
		const holders = devices.flatMap(({ user }) =>
			user === null || user.archived || user.email === null ? [] : [user],
		);
		return {
			users: idsByEmail(holders),
			notice:
				'The token lacks Users > List users, so only people who have a device can be assigned in Kandji',
		};
	}
}

/** Reads what the plan needs from Kandji, and nothing more: a token with Device list alone suffices for the rest. */
export async function readKandji(
	client: KandjiClient,
	settings: NodeSettings,
): Promise<KandjiRecords> {
	const { filters, removal, mapping, assignment } = settings;
	const removes = removal.action !== 'ignore';
	const query = await filterQuery(client, filters);
	const filtered = Object.keys(query).length > 0;
	const listing = await client.list(lists.devices, { query });
	const devices = listing.rows
		.map((row) => normalizeDevice(row, client.tenant))
		.filter(({ removed }) => removed !== true);
	// A device that a filter leaves out is still in Kandji.
	const all = filtered ? await client.list(lists.devices) : listing;
	const there = all.rows.filter(({ is_removed }) => is_removed !== true);
	const ade = removes ? await readAwaiting(client) : { awaiting: new Set<string>() };
	const cut =
		listing.complete && all.complete
			? undefined
			: 'The list of devices could not be read to its end';
	const usersNeeded = assignment.direction === 'toKandji' || assignment.direction === 'both';
	const { users, notice } = usersNeeded
		? await readUsers(client, devices)
		: { users: new Map<string, string[]>() };
	const detailsNeeded = mapping.some(({ property }) => property.startsWith('details.'));
	const details = detailsNeeded
		? await readDetails(client, devices)
		: new Map<string, IDataObject>();
	const [present, left] = detailsNeeded
		? partition(devices, ({ id }) => details.has(id))
		: [devices, []];
	const leftNotice = left.map(
		({ id, serialNumber }) =>
			`Device ${serialNumber ?? id} left Kandji while it was read, so this run leaves it out`,
	);
	return {
		devices: present,
		details,
		enrolled: new Set(there.map((row) => text(row.device_id))),
		// A device that was enrolled again has another ID.
		enrolledSerials: new Set(
			there.map((row) => comparableKey('serialNumber', text(row.serial_number))),
		),
		awaiting: ade.awaiting,
		incomplete: cut ?? ade.incomplete,
		users,
		notices: [...(notice === undefined ? [] : [notice]), ...leftNotice],
	};
}
