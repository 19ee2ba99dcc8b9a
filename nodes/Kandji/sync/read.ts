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
import type { NodeSettings } from './settings';
import type { SyncInputs } from './types';
import { keyOf } from './values';

/** Kandji's side of a plan, and its users' IDs by upper-case email where assignments go to Kandji. */
export type KandjiRecords = Pick<
	SyncInputs,
	'devices' | 'details' | 'enrolled' | 'awaiting' | 'incomplete' | 'users'
> & {
	/** What the report should say about the reading. */
	notices: string[];
};

async function readDetails(
	client: KandjiClient,
	devices: NormalizedDevice[],
): Promise<Map<string, IDataObject>> {
	const outcomes = await runItems(
		devices.length,
		async (index) =>
			await client.get(`/devices/${encodeURIComponent(devices[index].id)}/details`, {
				permission: 'Device Information > Device details',
				record: `device "${devices[index].id}"`,
				accept: 'record',
			}),
		{ stop: (failed) => failed || client.cancelled },
	);
	const details = new Map<string, IDataObject>();
	for (const [index, outcome] of outcomes.entries()) {
		if (outcome && 'value' in outcome) {
			details.set(devices[index].id, isRecord(outcome.value) ? outcome.value : {});
		}
	}
	const failed = outcomes.find((outcome) => outcome !== undefined && 'error' in outcome);
	// A detail that could not be read must not empty the asset's field.
	if (failed && 'error' in failed) throw asNodeError(client.node, failed.error);
	return details;
}

/** Serial numbers in Automated Device Enrollment, or why they cannot be told. */
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
	// A device that a filter leaves out has not left Kandji.
	const all = removes && filtered ? await client.list(lists.devices) : listing;
	const enrolled = new Set(
		all.rows.filter(({ is_removed }) => is_removed !== true).map((row) => text(row.device_id)),
	);
	const ade = removes ? await readAwaiting(client) : { awaiting: new Set<string>() };
	const cut =
		listing.complete && all.complete
			? undefined
			: 'The list of devices could not be read to its end';
	const usersNeeded = assignment.direction === 'toKandji' || assignment.direction === 'both';
	const { users, notice } = usersNeeded
		? await readUsers(client, devices)
		: { users: new Map<string, string[]>() };
	return {
		devices,
		details: mapping.some(({ property }) => property.startsWith('details.'))
			? await readDetails(client, devices)
			: new Map(),
		enrolled,
		awaiting: ade.awaiting,
		incomplete: cut ?? ade.incomplete,
		users,
		notices: notice === undefined ? [] : [notice],
	};
}
