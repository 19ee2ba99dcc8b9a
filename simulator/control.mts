import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { enrol } from './seed-devices.mts';
import { makeUser } from './seed.mts';
import { faultSchema } from './faults.mts';
import { ERAS, FLEETS, SLASHES } from './options.mts';
import { addPage, logLine } from './page.mts';
import type { Simulator } from './simulator.mts';
import { PLATFORMS } from './tenant.mts';
import type { Device, Tenant, User } from './tenant.mts';
import { AREAS } from './areas/index.mts';
import { deviceRecord } from './areas/device-record.mts';
import { userRecord } from './areas/users.mts';

const flag = z.boolean();
const text = z.string();

/** Fields of a device that a test may set; others go into the listing as given (`raw`). */
const deviceFields = z.object({
	device_id: text.uuid(),
	device_name: text,
	model: text,
	serial_number: text.min(1),
	platform: z.enum(PLATFORMS),
	os_version: text,
	supplemental_build_version: text,
	last_check_in: text,
	user_id: text.uuid().nullable(),
	asset_tag: text,
	blueprint_id: text.uuid(),
	mdm_enabled: flag,
	agent_installed: flag,
	is_missing: flag,
	is_removed: flag,
	agent_version: text,
	first_enrollment: text,
	last_enrollment: text,
	tags: z.array(text),
	api_level: text,
	security_patch_level: text,
	full_software_version: text,
	mac_address: text,
	filevault_enabled: flag.nullable(),
	details: z.record(z.unknown()),
});

const deviceChanges = deviceFields.partial().catchall(z.unknown());

const userChanges = z
	.object({
		id: text.uuid(),
		name: text,
		email: text,
		active: flag,
		archived: flag,
		created_at: text,
		updated_at: text,
		department: text.nullable(),
		job_title: text.nullable(),
		deprecated_user_id: text,
	})
	.partial()
	.strict();

const tokenBody = z
	.object({
		token: text.regex(/^\S+$/),
		name: text.min(1).optional(),
		permissions: z.array(text).nullable().optional(),
	})
	.strict();

const whole = z.number().int().nonnegative();

const resetBody = z
	.object({
		devices: whole,
		users: whole,
		seed: whole,
		latency: whole,
		rate: whole,
		hourly: whole,
		token: text.regex(/^\S+$/),
		fleet: z.enum(FLEETS),
		era: z.enum(ERAS),
		slashes: z.enum(SLASHES),
		refuse: z.union([z.literal(401), z.literal(403)]),
	})
	.partial()
	.strict();

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
	const add = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, act: Act): void => {
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

	add('POST', '/devices', ({ body }) => {
		const { tenant } = simulator;
		const device = enrol(tenant, sorted(tenant, parse(deviceChanges, body)));
		return deviceRecord(tenant, device);
	});
	add('PATCH', '/devices/:id', (request) => {
		const { tenant } = simulator;
		const device = found(tenant.devices, request);
		const { raw, details, ...changes } = sorted(tenant, parse(deviceChanges, request.body));
		Object.assign(device, changes, {
			raw: { ...device.raw, ...raw },
			details: { ...device.details, ...details },
		});
		return deviceRecord(tenant, device);
	});
	add('DELETE', '/devices/:id', (request) => {
		simulator.tenant.removeDevice(found(simulator.tenant.devices, request).device_id);
		return gone;
	});
	add('POST', '/users', ({ body }) => {
		const { tenant } = simulator;
		return userRecord(tenant, makeUser(tenant, parse(userChanges, body)));
	});
	add('PATCH', '/users/:id', (request) => {
		const { tenant } = simulator;
		const user: User = found(tenant.users, request);
		return userRecord(tenant, Object.assign(user, parse(userChanges, request.body)));
	});
	add('DELETE', '/users/:id', (request) => {
		simulator.tenant.users.delete(found(simulator.tenant.users, request).id);
		return gone;
	});
	add('DELETE', '/blueprints/:id', (request) => {
		simulator.tenant.removeBlueprint(found(simulator.tenant.blueprints, request).id);
		return gone;
	});
	add('POST', '/tokens', ({ body }) => {
		const { token, name = 'Test token', permissions = null } = parse(tokenBody, body);
		const { id } = simulator.tenant.addToken(token, name, permissions);
		return { id, token, name, permissions };
	});
	add('POST', '/faults', ({ body }) => {
		const fault = parse(faultSchema, body);
		simulator.faults.add(fault);
		return fault;
	});
	add('GET', '/faults', () => simulator.faults.list());
	add('DELETE', '/faults', () => {
		simulator.faults.clear();
		return gone;
	});
	add('GET', '/requests', () => simulator.requests);
	add('GET', '/requests.txt', () =>
		simulator.requests.map((each) => `${logLine(each)}\n`).join(''),
	);
	addPage(app, simulator);
	add('DELETE', '/requests', () => {
		simulator.requests = [];
		return gone;
	});
	for (const { path, act } of AREAS.flatMap(({ control = [] }) => control)) {
		add('POST', path, ({ body }) => {
			const made = act(simulator.tenant, parse(z.record(z.unknown()), body));
			if (made === undefined) throw new Refused(404, 'The body names nothing that exists.');
			return made;
		});
	}
	add('POST', '/reset', ({ body }) => {
		simulator.reset(parse(resetBody, body));
		const { devices, users, blueprints } = simulator.tenant;
		return { devices: devices.size, users: users.size, blueprints: blueprints.size };
	});
}
