import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
	deviceChanges,
	deviceFields,
	resetBody,
	tokenBody,
	userChanges,
} from './control-bodies.mts';
import { enrol } from './seed-devices.mts';
import { makeUser } from './seed.mts';
import { faultSchema } from './faults.mts';
import { addPage, logLine } from './page.mts';
import type { Simulator } from './simulator.mts';
import type { Device, Tenant, User } from './tenant.mts';
import { AREAS } from './areas/index.mts';
import { describeBlueprint } from './areas/blueprint-library.mts';
import { deviceRecord } from './areas/device-record.mts';
import { userRecord } from './areas/users.mts';

/** A request that the control surface refuses, with the reason. */
class Refused extends Error {
	readonly status: number;

	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

/** The body of a control request; 400 names the field that is wrong. */
function parse<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, body: unknown): T {
	const raw = Buffer.isBuffer(body) && body.length > 0 ? body.toString() : '{}';
	let given: unknown;
	try {
		given = JSON.parse(raw);
	} catch {
		throw new Refused(400, 'The body must be JSON.');
	}
	const parsed = schema.safeParse(given);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	const at = issue?.code === 'unrecognized_keys' ? issue.keys : (issue?.path ?? []);
	throw new Refused(400, `${at.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
}

/** The user whom a test names by id or email, `null` or `''` for nobody. */
function userNamed({ users }: Tenant, name: string | null): string | null {
	if (name === null || name === '') return null;
	const user = users.get(name) ?? [...users.values()].find(({ email }) => email === name);
	if (!user) throw new Refused(400, `user: nobody has the id or email ${name}`);
	return user.id;
}

/** What a test gave, sorted into fields that the tenant knows and those that are shown as given. */
function sorted(tenant: Tenant, given: z.infer<typeof deviceChanges>): Partial<Device> {
	const known: Record<string, unknown> = {};
	const raw: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(given)) {
		if (key in deviceFields.shape) known[key] = value;
		else if (key === 'user' && (typeof value === 'string' || value === null)) {
			known.user_id = userNamed(tenant, value);
		} else raw[key] = value;
	}
	const { blueprint_id: blueprint, user_id: user } = given;
	if (blueprint !== undefined && !tenant.blueprints.has(blueprint)) {
		throw new Refused(400, `blueprint_id: there is no blueprint ${blueprint}`);
	}
	if (user) userNamed(tenant, user);
	return Object.keys(raw).length > 0 ? { ...known, raw } : known;
}

const found = <T,>(rows: Map<string, T>, request: FastifyRequest): T => {
	const { id } = request.params as { id: string };
	const row = rows.get(id);
	if (row === undefined) throw new Refused(404, `Nothing has the id ${id}.`);
	return row;
};

/**
 * The control surface under /simulator: no token, no rate limit, no faults. It changes state behind the API's back,
 * plans faults and shows the requests. A device's `user` may be an id or an email. Answers `{"error": …}` with 400 or 404 where it cannot.
 */
export function addControl(app: FastifyInstance, simulator: Simulator): void {
	type Act = (request: FastifyRequest) => unknown;
	type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
	const index: Record<string, string> = {};
	const add = (method: Method, path: string, about: string, act: Act): void => {
		index[`${method} /simulator${path}`] = about;
		const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
			try {
				const answer = act(request);
				if (method !== 'GET') simulator.tenant.version += 1;
				return await reply.send(answer);
			} catch (error) {
				if (!(error instanceof Refused)) throw error;
				return await reply.code(error.status).send({ error: error.message });
			}
		};
		app.route({ method, url: `/simulator${path}`, handler });
	};
	const gone = { deleted: true };

	add('GET', '', 'This list.', () => index);
	add('POST', '/devices', 'Enrol a device; any field may be given.', ({ body }) => {
		const { tenant } = simulator;
		const device = enrol(tenant, sorted(tenant, parse(deviceChanges, body)));
		return deviceRecord(tenant, device);
	});
	add(
		'PATCH',
		'/devices/:id',
		'Change any field of a device. Its user may be an id or an email; answers: failed or notNow says what it makes of commands.',
		(request) => {
			const { tenant } = simulator;
			const device = found(tenant.devices, request);
			const { raw, details, ...changes } = sorted(tenant, parse(deviceChanges, request.body));
			Object.assign(device, changes, {
				raw: { ...device.raw, ...raw },
				details: { ...device.details, ...details },
			});
			return deviceRecord(tenant, device);
		},
	);
	add('DELETE', '/devices/:id', 'Take a device away.', (request) => {
		simulator.tenant.removeDevice(found(simulator.tenant.devices, request).device_id);
		return gone;
	});
	add('POST', '/users', 'Add a directory user.', ({ body }) => {
		const { tenant } = simulator;
		return userRecord(tenant, makeUser(tenant, parse(userChanges, body)));
	});
	add('PATCH', '/users/:id', 'Change a directory user.', (request) => {
		const { tenant } = simulator;
		const user: User = found(tenant.users, request);
		return userRecord(tenant, Object.assign(user, parse(userChanges, request.body)));
	});
	add('DELETE', '/users/:id', 'Take a directory user away.', (request) => {
		simulator.tenant.users.delete(found(simulator.tenant.users, request).id);
		return gone;
	});
	add(
		'GET',
		'/blueprints',
		'The blueprints with the nodes of their maps, which the API does not tell.',
		() =>
			[...simulator.tenant.blueprints.values()].map((each) =>
				describeBlueprint(simulator.tenant, each),
			),
	);
	add('DELETE', '/blueprints/:id', 'Take a blueprint away, and its devices with it.', (request) => {
		simulator.tenant.removeBlueprint(found(simulator.tenant.blueprints, request).id);
		return gone;
	});
	add(
		'POST',
		'/tokens',
		'Add an API token, with the permissions that it has; null for all.',
		({ body }) => {
			const { token, name = 'Test token', permissions = null } = parse(tokenBody, body);
			const { id } = simulator.tenant.addToken(token, name, permissions);
			return { id, token, name, permissions };
		},
	);
	add('POST', '/faults', 'Plan a fault.', ({ body }) => {
		const fault = parse(faultSchema, body);
		simulator.faults.add(fault);
		return fault;
	});
	add('GET', '/faults', 'The planned faults.', () => simulator.faults.list());
	add('DELETE', '/faults', 'Forget the planned faults.', () => {
		simulator.faults.clear();
		return gone;
	});
	add('GET', '/requests', 'The requests with their bodies, as JSON.', () => simulator.requests);
	add('GET', '/requests.txt', 'The requests, one a line.', () =>
		simulator.requests.map((each) => `${logLine(each)}\n`).join(''),
	);
	addPage(app, simulator);
	add('DELETE', '/requests', 'Forget the requests.', () => {
		simulator.requests = [];
		return gone;
	});
	for (const { path, about, act } of AREAS.flatMap(({ control = [] }) => control)) {
		add('POST', path, about, ({ body }) => {
			const made = act(simulator.tenant, parse(z.record(z.unknown()), body));
			if (made === undefined) throw new Refused(404, 'The body names nothing that exists.');
			return made;
		});
	}
	add('POST', '/reset', 'Back to the seed, with other settings if given.', ({ body }) => {
		simulator.reset(parse(resetBody, body));
		const { devices, users, blueprints } = simulator.tenant;
		return { devices: devices.size, users: users.size, blueprints: blueprints.size };
	});
}
