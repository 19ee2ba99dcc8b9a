import { setImmediate } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { kandjiText, saysAlready } from '../../nodes/Kandji/client/kandjiText';
import { explain } from '../../nodes/Kandji/client/messages';
import { readPages } from '../../nodes/Kandji/client/pages';
import { clientOf } from './client.mts';

/** A list that counts how many of its pages are asked for, and how many at once. */
function counted(count: number, { stated, most = 10 }: { stated?: number; most?: number } = {}) {
	const asked: IDataObject[] = [];
	let open = 0;
	let atOnce = 0;
	const fetch = async (query: IDataObject) => {
		asked.push(query);
		open += 1;
		atOnce = Math.max(atOnce, open);
		await setImmediate();
		open -= 1;
		const from = query.page === undefined ? Number(query.offset) : (Number(query.page) - 1) * most;
		const length = Math.max(0, Math.min(most, count - from));
		const body = Array.from({ length }, (_, index) => ({ id: `row-${from + index}` }));
		return { body, headers: stated === undefined ? {} : { 'x-total-count': String(stated) } };
	};
	return { fetch, asked, atOnce: () => atOnce };
}

const reading = {
	items: '',
	pager: 'offset',
	pageSize: 10,
	query: {},
	endless: (pages: number) => new Error(`No end after ${pages}`),
} as const;

describe('Pages that are asked for ahead', () => {
	it('are six at once while nobody knows how long the list is', async () => {
		const list = counted(200);
		expect((await readPages(list.fetch, reading)).rows).toHaveLength(200);
		expect(list.atOnce()).toBe(6);
	});

	it('are as many as the stated length needs, and no more', async () => {
		const list = counted(200, { stated: 200 });
		expect((await readPages(list.fetch, reading)).rows).toHaveLength(200);
		expect(list.asked).toHaveLength(20);
		// All at once, once the first page has stated the length and the last one has shown that it is true.
		expect(list.atOnce()).toBe(18);
	});

	it('are fifty at once of a longer list', async () => {
		const list = counted(1_000, { stated: 1_000 });
		expect((await readPages(list.fetch, reading)).rows).toHaveLength(1_000);
		expect(list.asked).toHaveLength(100);
		expect(list.atOnce()).toBe(50);
	});

	it('are six where the stated length is wrong by far', async () => {
		const list = counted(15, { stated: 1_000_000_000 });
		expect((await readPages(list.fetch, reading)).complete).toBe(false);
		expect(list.asked).toHaveLength(1 + 6);
	});

	it('are one behind a short page, which may be the end', async () => {
		const list = counted(7);
		expect((await readPages(list.fetch, reading)).rows).toHaveLength(7);
		expect(list.asked).toHaveLength(2);
	});

	it('are six behind a first page whose size only the server knows', async () => {
		const list = counted(12, { most: 5 });
		const { rows } = await readPages(list.fetch, { ...reading, pager: 'page' });
		expect(rows).toHaveLength(12);
		expect(list.asked.map(({ page }) => page)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	});

	it('are none behind a limit', async () => {
		const list = counted(200);
		expect((await readPages(list.fetch, reading, 10)).rows).toHaveLength(10);
		expect(list.asked).toHaveLength(1);
	});

	it.each([
		['offset', 'offset'],
		['page number', 'pageSize'],
	] as const)('are each another one by %s', async (_, pager) => {
		const list = counted(95, { stated: 95 });
		await readPages(list.fetch, { ...reading, pager });
		expect(new Set(list.asked.map((query) => JSON.stringify(query))).size).toBe(10);
	});
});

it.each<[string, unknown, boolean]>([
	['already pending', 'Command is already pending.', true],
	['already locked', 'This device is already locked.', true],
	['already running', { detail: 'A scan is ALREADY RUNNING' }, true],
	['already enabled', ['Remote desktop already enabled'], true],
	['already disabled', { error: 'Remote desktop is already disabled.' }, true],
	['already in lost mode', { message: 'Device is already in lost mode' }, true],
	['not in lost mode', 'Device is not in lost mode.', false],
	['already assigned', 'The blueprint is already assigned to something', false],
	['nothing', '', false],
])('Kandji that says "%s" is understood', (_, body, already) => {
	expect(saysAlready(kandjiText(body))).toBe(already);
});

it.each<[unknown, string]>([
	[{ apiUrl: 'https://accuhive.api.kandji.io' }, 'fill in'],
	[{ apiToken: 'x', apiUrl: 5 }, 'fill in'],
])('A credential of %j is reported as incomplete', async (credential, advice) => {
	const refused = clientOf({ credential: credential as never });
	await expect(refused).rejects.toMatchObject({
		message: 'The Kandji credential is incomplete',
		description: expect.stringContaining(advice),
	});
});

it.each<[string, number, string, RegExp]>([
	['already locked', 400, 'Device is already locked', /Treat Pending as Success/],
	['already locked', 409, 'Device is already locked', /Treat Pending as Success/],
	['not in lost mode', 400, 'Device is not in lost mode', /Enable Lost Mode/],
	[
		'not allowed',
		400,
		'Command is not allowed for current device',
		/does not support this command/,
	],
	['not allowed', 400, 'Not allowed for the current device', /does not support this command/],
	['still assigned', 400, 'User is still assigned to devices', /Clear Fields > User/],
	['still assigned', 400, 'Still assigned to one or more devices', /Clear Fields > User/],
	['out of scope', 400, 'This profile is not in scope', /device's blueprint/],
	['something else', 400, 'Name is odd', /Kandji's own text above/],
	['something else', 409, 'Name is odd', /Read the record again/],
	['nothing', 400, '', /gave no reason/],
])('Kandji that says "%s" with %i is explained', (_, status, body, advice) => {
	const asked = { method: 'POST', path: '/devices/1/action/lock' };
	expect(explain(asked, { kind: 'status', status, body }).advice).toMatch(advice);
});
