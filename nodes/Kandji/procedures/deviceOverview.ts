import type { IDataObject } from 'n8n-workflow';
import { countBy, orderBy } from 'lodash';

import { listOf, lists } from '../api/lists';
import type { List } from '../api/lists';
import { normalizeDevice } from '../shapes/deviceShape';
import { flag, isoDate } from '../shapes/kandjiValues';
import { at, isRecord, text } from '../util/json';
import { COMMAND_STATUSES } from './commandResult';
import { readParts } from './readParts';
import type { RunCall, RunResult } from './run';

/** Entries of a list in the overview, so that it stays short. */
const MAX_ENTRIES = 8;

const MAX_LOG_LENGTH = 80;

/** Statuses that say that somebody should look. */
const FAILING = /^(error|failed|warning)$/i;

/** How the security of a device stands; null where its platform reports nothing. */
function securityOf(details: IDataObject): IDataObject {
	const volumes = at(details, 'volumes');
	const boot = Array.isArray(volumes)
		? volumes.find((volume) => text(volume, 'encrypted'))
		: undefined;
	return {
		fileVault: flag(at(details, 'filevault', 'filevault_enabled')),
		recoveryKeyEscrowed: flag(at(details, 'filevault', 'filevault_prk_escrowed')),
		encrypted: flag(at(details, 'security', 'is_encrypted')) ?? flag(at(boot, 'encrypted')),
		diskUsed: text(boot, 'percent_used') || null,
		supervised: flag(at(details, 'mdm', 'supervised')),
		activationLock:
			flag(at(details, 'activation_lock', 'device_activation_lock_enabled')) ??
			flag(at(details, 'activation_lock', 'user_activation_lock_enabled')),
		recoveryLock: flag(at(details, 'recovery_information', 'recovery_lock_enabled')),
	};
}

/** Counts the statuses of the library items or parameters of a device, and names those that fail. */
function statusesOf(rows: IDataObject[]): IDataObject {
	const failing = rows.filter((row) => FAILING.test(text(row.status)));
	return {
		counts: Object.entries(countBy(rows, (row) => text(row.status) || 'none')).map(
			([status, count]) => ({ status, count }),
		),
		failing: failing.slice(0, MAX_ENTRIES).map((row) => ({
			name: text(row.name),
			status: text(row.status),
			...(text(row.log) ? { log: text(row.log).slice(-MAX_LOG_LENGTH) } : {}),
		})),
		...(failing.length > MAX_ENTRIES ? { moreFailing: failing.length - MAX_ENTRIES } : {}),
	};
}

const lastCommands = (rows: IDataObject[]): IDataObject[] =>
	orderBy(rows, (row) => isoDate(row.date_requested) ?? '', 'desc')
		.slice(0, MAX_ENTRIES / 2)
		.map((row) => ({
			command: text(row.command_type),
			status: COMMAND_STATUSES[text(row.status)]?.word ?? text(row.status),
			requestedAt: isoDate(row.date_requested),
		}));

/** Returns one device as a whole: its record, security, what fails on it, and its last commands. */
export async function getDeviceOverview({ client, path }: RunCall): Promise<RunResult> {
	const where = `/devices/${encodeURIComponent(path.device)}`;
	const record = `Device "${path.device}"`;
	const recordAt = async (below: string, permission: string): Promise<IDataObject> => {
		const found = await client.get(`${where}${below}`, { permission, record, accept: 'record' });
		return isRecord(found) ? found : {};
	};
	const rowsOf = async (list: List): Promise<IDataObject[]> =>
		(await client.list(listOf(list, path.device), { record })).rows;
	const [device, { read, missing }] = await Promise.all([
		recordAt('', 'Device Information > Device ID'),
		readParts<{
			security: IDataObject;
			libraryItems: IDataObject;
			parameters: IDataObject;
			lastCommands: IDataObject[];
		}>(client.node, {
			security: async () =>
				securityOf(await recordAt('/details', 'Device Information > Device details')),
			libraryItems: async () => statusesOf(await rowsOf(lists.deviceLibraryItems)),
			parameters: async () => statusesOf(await rowsOf(lists.deviceParameters)),
			lastCommands: async () => lastCommands(await rowsOf(lists.deviceCommands)),
		}),
	]);
	return [{ ...normalizeDevice(device, client.tenant), ...read, ...missing }];
}
