import { setTimeout as delay } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { at, isRecord, text } from '../../nodes/Kandji/util/json';
import { locators } from '../../nodes/Kandji/locate/locators';
import { assignmentNodes } from '../../simulator/areas/library-seed.mts';
import { libraryOf } from '../../simulator/areas/library.mts';
import { Control } from '../../simulator/controlClient.mts';
import type { startSimulator } from '../../simulator/server.mts';
import type { Tenant } from '../../simulator/tenant.mts';

export type RunningSimulator = Awaited<ReturnType<typeof startSimulator>>;

/** What stands in a field of an operation's own, by the field's name; golden files show `<name>` for the value. */
export type Fixtures = Record<string, string>;

/** The operation's `resource.value`. */
type Key = string;

const PLATFORMS: Record<Key, string> = {
	'device.getLostModeDetails': 'iPhone',
	'deviceAction.cancelLostMode': 'iPhone',
	'deviceAction.clearPasscode': 'iPhone',
	'deviceAction.disableLostMode': 'iPhone',
	'deviceAction.enableLostMode': 'iPhone',
	'deviceAction.playLostModeSound': 'iPhone',
	'deviceAction.refreshCellularPlans': 'iPhone',
	'deviceAction.resetWorkProfilePasscode': 'Android',
	'deviceAction.setDataRoaming': 'iPhone',
	'deviceAction.setPersonalHotspot': 'iPhone',
	'deviceAction.updateLocation': 'iPhone',
};

const NEEDS_LOST_MODE = [
	'device.getLostModeDetails',
	'deviceAction.cancelLostMode',
	'deviceAction.disableLostMode',
	'deviceAction.playLostModeSound',
	'deviceAction.updateLocation',
];

const LOST = { Message: 'Please contact IT', PhoneNumber: '+1 555 0100' };

/** How many times faster a hurried clock runs, and when by it a device has reported its location. */
const HURRY = 1_000;
const OBEYS_AFTER_MS = 5;

/** Sends a request to the simulator as a client of its own, with every permission. */
export async function call(
	{ url, token }: RunningSimulator,
	method: string,
	where: string,
	body?: IDataObject,
): Promise<unknown> {
	const answer = await fetch(`${url}${where}`, {
		method,
		headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const said = await answer.text();
	if (!answer.ok) throw new Error(`${method} ${where} answered ${answer.status}: ${said}`);
	return said === '' ? undefined : JSON.parse(said);
}

type Rows = (where: string, items?: string) => Promise<IDataObject[]>;

/** Reads the first page of a list, wherever its rows stand in the answer: once, for a reset tenant is always the same. */
export function reader(simulator: RunningSimulator): Rows {
	const read = new Map<string, Promise<unknown>>();
	return async (where, items = 'results') => {
		const answer = read.get(where) ?? call(simulator, 'GET', `/api/v1${where}`);
		read.set(where, answer);
		const found = at(await answer, ...(items === '' ? [] : items.split('.')));
		return Array.isArray(found) ? found.filter(isRecord) : [];
	};
}

/** Of each kind that can be picked, the first that the operation can work on. */
async function picked(rows: Rows, key: Key): Promise<Fixtures> {
	const devices = await rows('/devices', '');
	const owners = devices.map(({ user }) => text(user, 'id'));
	const platform = PLATFORMS[key] ?? 'Mac';
	const encrypted = await rows('/devices?filevault_enabled=true', '');
	const keyed = (row: IDataObject) =>
		key !== 'deviceSecret.getFileVaultKey' ||
		encrypted.some(({ device_id: id }) => id === row.device_id);
	const suits: Record<string, (row: IDataObject) => boolean> = {
		device: (row) => row.platform === platform && keyed(row),
		user: ({ id }) => key !== 'user.delete' || !owners.includes(text(id)),
	};
	const found: Fixtures = {};
	for (const locator of locators) {
		const { entity, list, id, confirmBy, field } = locator;
		const listed = await rows(list.path, list.items);
		const row = listed.find(suits[entity] ?? (() => true)) ?? {};
		found[field.name] = text(row, id);
		if (confirmBy) found[`${field.name} confirmation`] = confirmBy.of(row);
	}
	return found;
}

/** A blueprint, a library item that is on it or not, and the place for it in an assignment map. */
function assignment({ tenant }: RunningSimulator, key: Key, map: boolean): Fixtures {
	const blueprint = [...tenant.blueprints.values()].find(
		(one) => (one.type === 'map') === map && assignmentNodes(one).length !== 1,
	);
	if (blueprint === undefined) throw new Error('The tenant lacks a kind of blueprint');
	const { items, assignments } = libraryOf(tenant);
	const [node = ''] = assignmentNodes(blueprint);
	const there = assignments.get(blueprint.id)?.get(node) ?? new Set();
	const wanted = key !== 'blueprint.assignLibraryItem';
	return {
		blueprint: blueprint.id,
		libraryItemId: [...items.keys()].find((id) => there.has(id) === wanted) ?? '',
		assignmentNodeId: node,
	};
}

/** Speeds the tenant's clock up, so that what takes Kandji and its devices a second is done at once. */
export function hurry(tenant: Tenant): void {
	const start = Date.now();
	tenant.now = () => new Date(start + (Date.now() - start) * HURRY);
}

/** What an operation needs to have happened before, in the tenant that it runs against. */
async function happen(simulator: RunningSimulator, key: Key, device: string): Promise<Fixtures> {
	const where = `/api/v1/devices/${device}`;
	const act = async (action: string, body?: IDataObject) =>
		await call(simulator, 'POST', `${where}/action/${action}`, body);
	if (NEEDS_LOST_MODE.includes(key)) await act('enablelostmode', LOST);
	if (key === 'device.getLostModeDetails') {
		await act('updatelocation');
		await delay(OBEYS_AFTER_MS);
	}
	if (key === 'deviceSecret.getUnlockPin') await act('lock');
	if (!key.startsWith('deviceNote.')) return {};
	const note = await call(simulator, 'POST', `${where}/notes`, { content: 'Handed out' });
	return { noteId: text(note, 'note_id') };
}

/**
 * Makes a freshly reset tenant ready for an operation, and gives everything that the operation's fields may name.
 * `map` chooses an assignment map where a blueprint's library items change, instead of a classic blueprint.
 */
export async function prepare(
	simulator: RunningSimulator,
	rows: Rows,
	key: Key,
	{ map }: { map: boolean },
): Promise<Fixtures> {
	const [detection] = await rows('/behavioral-detections');
	const [vulnerability] = await rows('/vulnerability-management/vulnerabilities');
	const classic = assignment(simulator, key, false);
	const fixtures: Fixtures = {
		...(await picked(rows, key)),
		...(/LibraryItem$/.test(key) ? assignment(simulator, key, map) : {}),
		libraryItem: classic.libraryItemId,
		cve: text(vulnerability, 'cve_id'),
	};
	if (key === 'blueprint.create') fixtures.sourceId = classic.blueprint;
	if (key === 'threat.getBehavioralDetections') {
		fixtures.device = text(detection, 'device_info', 'id');
	}
	Object.assign(fixtures, await happen(simulator, key, fixtures.device));
	await new Control(simulator).forgetRequests();
	return fixtures;
}
