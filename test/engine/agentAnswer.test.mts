import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { MAX_ANSWER_LENGTH } from '../../nodes/Kandji/engine/agentAnswer';
import { chosen } from '../helpers/engine.mts';
import { asTool, simulate } from './simulated.mts';

const tenant = simulate({ devices: 30, users: 20 });

const list = async (parameters: INodeParameters, byAgent = true) =>
	await tenant.run(
		{ resource: 'device', operation: 'getAll', ...parameters },
		byAgent ? { node: asTool } : {},
	);

/** What an agent reads about an answer, in the record that ends it. */
const note = (json: IDataObject[]) => json.at(-1);

describe('A list that is cut for an AI agent', () => {
	it('says so, and how to read on where the builder offers Skip', async () => {
		const { json } = await list({ limit: 20, options: { skip: 0 } });
		expect(json).toHaveLength(21);
		expect(note(json)).toEqual({
			message:
				'Results 1 to 20 of more. Call again with skip 20 for the next, or narrow the filters.',
			next: { skip: 20 },
		});
		const rest = await list({ limit: 20, options: { skip: 20 } });
		expect(rest.json).toHaveLength(10);
		const ids = [...json.slice(0, 20), ...rest.json].map(({ id }) => id);
		expect(new Set(ids).size).toBe(30);
	});

	it('says only that filters help where no Skip is offered', async () => {
		const { json } = await list({ limit: 20 });
		expect(note(json)).toEqual({ message: 'Results 1 to 20 of more. Narrow the filters.' });
	});

	it('is not said to be cut where nothing follows', async () => {
		expect((await list({ limit: 30 })).json).toHaveLength(30);
	});

	it('is cut silently for people, at the limit that they set', async () => {
		const { json } = await list({ limit: 20 }, false);
		expect(json).toHaveLength(20);
		const [{ query }] = await tenant.requests();
		expect(new URLSearchParams(query).get('limit')).toBe('20');
	});

	it('is cut where it is too long for a model, however many rows were asked for', async () => {
		await tenant.control('POST', '/reset', { devices: 5_000 });
		const { json } = await list({ returnAll: true, options: { skip: 0 } });
		expect(JSON.stringify(json).length).toBeLessThan(MAX_ANSWER_LENGTH + 1_000);
		expect(note(json)?.message).toMatch(/^Results 1 to \d+ of 5000\. Call again with skip/);
		await tenant.control('POST', '/reset', { devices: 30 });
	});

	it('ends with what follows after the last row', async () => {
		const { json } = await list({ options: { skip: 30 } });
		expect(json).toEqual([{ found: 0, message: 'No results follow after the first 30' }]);
	});
});

it('A single record that is too long for a model comes without its longest fields, which are named', async () => {
	const { device_id: id } = tenant.device('Mac');
	const profiles = Array.from({ length: 800 }, (_, n) => ({ name: `Profile number ${n}`, n }));
	await tenant.control('POST', '/faults', {
		path: `/api/v1/devices/${id}/details`,
		kind: 'status',
		status: 200,
		body: { general: { device_id: id }, installed_profiles: profiles },
	});
	const { json } = await tenant.run(
		{ resource: 'device', operation: 'getDetails', device: chosen(id), simplify: false },
		{ node: asTool },
	);
	expect(json).toEqual([
		{ general: { device_id: id } },
		{ message: expect.stringContaining('without installed_profiles') },
	]);
});

describe('Only These Fields', () => {
	const only = async (onlyFields: string, byAgent = true) =>
		(await list({ output: 'normalized', limit: 30, options: { onlyFields } }, byAgent)).json;

	it('gives those and the ID, nested ones in their place', async () => {
		const records = await only('name, user.email', false);
		for (const record of records) {
			expect(Object.keys(record).sort()).toEqual(['id', 'name', 'user']);
		}
		const owners = records.flatMap(({ user }) => (user === null ? [] : [user as object]));
		expect(owners.length).toBeGreaterThan(0);
		for (const owner of owners) expect(Object.keys(owner)).toEqual(['email']);
	});

	it('gives the ID that Raw has', async () => {
		const options = { onlyFields: 'platform' };
		const { json } = await list({ output: 'raw', limit: 2, options }, false);
		expect(json).toHaveLength(2);
		for (const record of json)
			expect(Object.keys(record).sort()).toEqual(['device_id', 'platform']);
	});

	it('tells an agent which of them no record has', async () => {
		expect(note(await only('name, naem'))?.message).toContain('No result has naem.');
	});

	it('works on the details of one device', async () => {
		const { device_id: id } = tenant.device('Mac');
		const options = { onlyFields: 'general.os_version' };
		const { json } = await tenant.run({
			resource: 'device',
			operation: 'getDetails',
			device: chosen(id),
			options,
		});
		expect(json).toEqual([{ id, general: { os_version: expect.any(String) } }]);
	});
});

describe('What an AI agent leaves empty', () => {
	it.each<[string, INodeParameters]>([
		['a limit of 0', { limit: 0 }],
		['a limit of nothing', { limit: '={{ "" }}' }],
		['zero days', { filters: { silentForDays: 0 } }],
		['null', { filters: { model: '={{ null }}' } }],
		['the word null', { filters: { model: 'null' } }],
		['the word undefined', { filters: { platform: 'undefined' } }],
		['an empty skip', { options: { skip: '={{ "" }}' } }],
	])('does not count: %s', async (_, parameters) => {
		const { json, error } = await list(parameters);
		expect(error).toBeUndefined();
		expect(json.filter(({ id }) => id !== undefined)).toHaveLength(30);
	});

	it('is not reported where another filter narrows the list', async () => {
		const { json } = await list({ filters: { model: '', platform: 'Mac' } });
		expect(json.every(({ platform }) => platform === 'Mac')).toBe(true);
	});

	it('is a mistake of a workflow', async () => {
		const { error } = await list({ options: { skip: -1 } }, false);
		expect(error?.message).toContain('Skip is not a whole number of at least 0');
	});
});

describe('An option that an AI agent names', () => {
	it('is taken in any case, and by its name', async () => {
		const { json } = await list({ filters: { platform: 'apple tv' } });
		expect(json.every(({ platform }) => platform === 'AppleTV')).toBe(true);
	});

	it('is refused with the options where there is none', async () => {
		const { error } = await list({ filters: { platform: 'ChromeOS' } });
		expect(error?.message).toContain('"Platform" is none of the options');
		expect(error?.description).toMatch(/^Use one of: .*Mac/);
	});
});

describe('Filters that Kandji lacks', () => {
	const DAY_MS = 86_400_000;

	it('keep devices that are silent', async () => {
		const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
		const [old, fresh] = tenant.devices();
		await tenant.control('PATCH', `/devices/${old.device_id}`, { last_check_in: ago(31) });
		await tenant.control('PATCH', `/devices/${fresh.device_id}`, { last_check_in: ago(29) });
		const { json } = await list({ filters: { silentForDays: 30 }, returnAll: true }, false);
		const ids = json.map(({ id }) => id);
		expect(ids).toContain(old.device_id);
		expect(ids).not.toContain(fresh.device_id);
	});

	it.each([
		['deviceApp', 'getAll', { appName: 'CALCULATOR' }, /^Calculator$/, 'app_name'],
		['device', 'getLibraryItems', { status: 'error, Pending' }, /^(error|pending)$/i, 'status'],
		['device', 'getParameters', { itemName: 'guest' }, /guest/i, 'name'],
	])('of %s > %s keep what fits', async (resource, operation, filters, pattern, key) => {
		for (const { device_id: id } of tenant.devices('Mac').slice(0, 3)) {
			const read = { resource, operation, device: chosen(id), returnAll: true };
			const { json } = await tenant.run({ ...read, filters });
			const all = (await tenant.run(read)).json;
			expect(json).toEqual(all.filter((row) => pattern.test(String(row[key]))));
		}
	});

	it('find users by a part of their name, with Limit and Skip after the filter', async () => {
		const read = { resource: 'user', operation: 'getAll', filters: { userName: 'E' } };
		const all = (await tenant.run({ ...read, returnAll: true })).json;
		expect(all.length).toBeGreaterThan(3);
		expect(all.every(({ name }) => /e/i.test(String(name)))).toBe(true);
		const { json } = await tenant.run({ ...read, limit: 2, options: { skip: 1 } });
		expect(json).toEqual(all.slice(1, 3));
	});

	it('stop a workflow whose expression gives nothing', async () => {
		const { error } = await list({ filters: { silentForDays: '={{ "" }}' } }, false);
		expect(error?.message).toContain('"Silent for Days" was added, but is empty');
	});
});

describe('What an AI agent cannot mend', () => {
	const failing = async (fault: object, byAgent = true) => {
		await tenant.control('POST', '/faults', { path: '/api/*', kind: 'status', ...fault });
		return (await list({}, byAgent)).error;
	};

	it('is reported to people in their words', async () => {
		const error = await failing({ status: 403, body: {} }, false);
		expect(error?.description).not.toContain('You cannot mend this');
		expect(error?.message).not.toContain('tick');
	});

	it.each([
		[{ status: 403, body: {} }, /permission/, /tick .*tell a person/],
		[{ status: 401, body: {} }, /API token/, /should not call again/],
		[
			{ status: 429, headers: { 'retry-after': '120' }, body: {} },
			/too many requests/,
			/after a minute/,
		],
	])('is reported with what to do next: %j', async (fault, message, description) => {
		const error = await failing(fault);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(description);
		// An AI Agent's model reads the message only.
		expect(error?.message.split(String(error.description))).toHaveLength(2);
	});
});
