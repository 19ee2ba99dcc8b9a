import type { IDataObject } from 'n8n-workflow';

import type { Permission } from '../api/permissions';
import { isRecord, text } from '../util/json';
import { giveUp } from './run';
import type { RunCall, RunResult } from './run';

const READ: Permission = 'Device Information > Device ID';
const WRITE: Permission = 'Device Information > Update a device';

function textsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.map((tag) => text(tag)).filter((tag) => tag !== '') : [];
}

/**
 * Gives a device other tags than it has: Kandji only takes the whole list (docs/kandji-api.md 1.1), so it is read, changed and
 * written. Nothing is written where nothing changes. Tags are case-sensitive, as in Kandji.
 */
async function changeTags(
	call: RunCall,
	change: (present: string[], named: string[]) => string[],
): Promise<RunResult> {
	const { client, path, body } = call;
	const where = `/devices/${encodeURIComponent(path.device)}`;
	const record = await client.get(where, { permission: READ });
	if (!isRecord(record) || !Array.isArray(record.tags)) {
		return giveUp(
			call,
			'Kandji does not show the tags of the device, so they were not changed',
			'Look at the device with Device > Get, then try again',
		);
	}
	const before = textsOf(record.tags);
	const tags = change(before, textsOf(body.tags));
	const changed = tags.length !== before.length;
	if (changed) {
		await client.request({ method: 'PATCH', path: where, body: { tags }, permission: WRITE });
	}
	const answer: IDataObject = {
		id: path.device,
		serialNumber: text(record.serial_number) || null,
		name: text(record.device_name) || null,
		changed,
		tags,
		added: tags.filter((tag) => !before.includes(tag)),
		removed: before.filter((tag) => !tags.includes(tag)),
	};
	return [answer];
}

/** Adds the named tags to those that a device has. */
export async function addTags(call: RunCall): Promise<RunResult> {
	return await changeTags(call, (present, named) => [...new Set([...present, ...named])]);
}

/** Takes the named tags from a device; those that it does not have count as taken. */
export async function removeTags(call: RunCall): Promise<RunResult> {
	return await changeTags(call, (present, named) => present.filter((tag) => !named.includes(tag)));
}
