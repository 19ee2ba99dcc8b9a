import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import multipart from '@fastify/multipart';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Call, Reply, Route } from './api.mts';
import { readBody } from './bodies.mts';
import type { Parsed } from './bodies.mts';
import { addControl } from './control.mts';
import { breakConnection, faultReply } from './faults.mts';
import { replay } from './recording.mts';
import { detail, record } from './replies.mts';
import { allowed, isMisspelled, ROUTES, spelled } from './routes.mts';
import { DEFAULTS, Simulator } from './simulator.mts';
import type { LoggedRequest, SimulatorOptions } from './simulator.mts';
import type { Tenant } from './tenant.mts';

/** A simulator that listens. */
export interface RunningSimulator {
	/** `http://127.0.0.1:PORT`, what a client uses as API URL. */
	url: string;
	/** The token that may do everything. */
	token: string;
	/** The state behind it; another object after a reset. */
	readonly tenant: Tenant;
	/** Ends open connections too, hung ones included. */
	close(): Promise<void>;
}

const LARGEST_UPLOAD = 2 ** 31;

/** What Kong says where no route has the path, wrong trailing slashes included. */
const noRoute = (): Reply => ({
	status: 404,
	body: {
		message: 'no Route matched with those values',
		request_id: randomUUID().replaceAll('-', ''),
	},
});

function content({ body, text }: Reply): Buffer {
	if (text !== undefined) return Buffer.from(text);
	return body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
}

function send(reply: FastifyReply, answer: Reply): FastifyReply {
	const { status = 200, type = 'application/json', headers = {} } = answer;
	const bytes = content(answer);
	void reply.code(status).headers(headers);
	if (bytes.length === 0) return reply.send();
	return reply.type(type).send(bytes);
}

/** What the token of the request lacks, or its name. */
function authorise(
	{ tenant, options }: Simulator,
	route: Route,
	header: string | undefined,
): string | Reply {
	if (route.permission === null) return '';
	const value = /^Bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1];
	if (value === undefined) return detail(401, 'Authentication credentials were not provided.');
	const token = tenant.tokens.get(value);
	if (!token) return detail(401, 'Invalid token.');
	const allowed = token.permissions === null || token.permissions.has(route.permission);
	return allowed
		? token.name
		: detail(options.refuse, 'You do not have permission to perform this action.');
}

/** Lets the route answer, if the token may and the body can be read. */
async function handle(
	simulator: Simulator,
	route: Route,
	request: FastifyRequest,
	parsed: Parsed,
): Promise<Reply> {
	const { tenant } = simulator;
	const tokenName = authorise(simulator, route, request.headers.authorization);
	if (typeof tokenName !== 'string') return tokenName;
	if ('refused' in parsed) return parsed.refused;
	const { recording } = simulator.options;
	if (recording) return replay(recording, request.method, new URL(request.url, originOf(request)));
	const { pathname, searchParams } = new URL(request.url, originOf(request));
	const answer = await route.handle({
		tenant,
		path: pathname,
		params: request.params as Record<string, string>,
		query: searchParams,
		headers: request.headers,
		...parsed,
		tokenName,
		origin: originOf(request),
	});
	if (!['GET', 'HEAD'].includes(request.method)) tenant.version += 1;
	return answer;
}

/** One API request from its limits to its answer, with the faults that a test has planned. */
async function serve(
	simulator: Simulator,
	route: Route,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	const logged = log(simulator, request, reply);
	if (simulator.options.slashes === 'strict' && isMisspelled(logged.path))
		return send(reply, noRoute());
	const parsed = await readBody(request);
	if (!('refused' in parsed)) logged.body = withoutContents(parsed);
	if (route.permission !== null) {
		const { allowed, headers } = simulator.limits.take(simulator.now());
		// Recordings of 2022 have no rate headers (docs/kandji-api.md 1.1).
		if (simulator.options.era !== '2022') void reply.headers(headers);
		if (!allowed) return send(reply, { status: 429, body: { message: 'API rate limit exceeded' } });
	}
	const latency = simulator.latency();
	if (latency > 0) await delay(latency);
	const fault = simulator.faults.take(request.method, logged.path);
	// To cut an answer in half, or to repeat a row of it, there must be one.
	const needsAnswer = ['truncate', 'stall', 'repeat'].includes(fault?.kind ?? '');
	const acts = fault?.when !== 'before' || (needsAnswer && request.method === 'GET');
	const answer = acts ? await handle(simulator, route, request, parsed) : {};
	if (!fault) return send(reply, answer);
	const spoiled = faultReply(fault, simulator.tenant.webHost, answer);
	if (spoiled) return send(reply, spoiled);
	breakConnection(fault, reply, content(answer));
	return reply;
}

const withoutContents = ({ body, files }: Pick<Call, 'body' | 'files'>): unknown => {
	if (files.length === 0) return body;
	const listed = files.map(({ content: bytes, ...file }) => ({ ...file, size: bytes.length }));
	return { ...record(body), files: listed };
};

const originOf = (request: FastifyRequest): string => `http://${request.host}`;

function log(simulator: Simulator, request: FastifyRequest, reply: FastifyReply): LoggedRequest {
	const [path = '', query = ''] = request.url.split('?', 2);
	const logged = simulator.log({
		time: new Date().toISOString(),
		method: request.method,
		path,
		query,
		status: null,
		token: request.headers.authorization !== undefined,
		origin: originOf(request),
		contentType: request.headers['content-type'] ?? null,
		body: undefined,
	});
	reply.raw.once('finish', () => {
		logged.status = reply.raw.statusCode;
	});
	return logged;
}

/** Whether a host name, or an address in square brackets, is this machine. */
const isLoopback = (hostname: string): boolean =>
	/^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/**
 * Whether a web page elsewhere may have sent the request: by a name that it lets point to this machine, or by a form
 * that it posts here.
 */
function isForeign({ headers, hostname }: FastifyRequest, ownHost: string): boolean {
	if (!isLoopback(hostname) && hostname !== ownHost) return true;
	if (headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate') {
		return true;
	}
	const { origin } = headers;
	return origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin).hostname));
}

function build(simulator: Simulator): FastifyInstance {
	const app = fastify({
		forceCloseConnections: true,
		bodyLimit: LARGEST_UPLOAD,
		rewriteUrl: ({ url = '/', method }) =>
			spelled(url, simulator.options.slashes === 'lenient', method),
	});
	app.addHook('onRequest', async (request, reply) => {
		// Without a skew, Node's own header is right.
		if (simulator.options.clockSkew !== 0)
			reply.header('date', new Date(simulator.now()).toUTCString());
		if (!isForeign(request, simulator.options.host)) return;
		const error = 'The simulator answers to this machine only, and to no page of another site.';
		await reply.code(403).send({ error });
	});
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
	void app.register(multipart, { limits: { fileSize: LARGEST_UPLOAD, fieldSize: LARGEST_UPLOAD } });
	void app.register((routed, _options, done) => {
		for (const route of ROUTES) {
			routed.route({
				method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
				url: route.path,
				exposeHeadRoute: false,
				handler: (request, reply) => serve(simulator, route, request, reply),
			});
		}
		addControl(routed, simulator);
		done();
	});
	app.setNotFoundHandler((request, reply) => {
		const { path, method } = log(simulator, request, reply);
		const methods = allowed(path);
		if (methods.length === 0) return send(reply, noRoute());
		const refused = method === 'OPTIONS' ? {} : detail(405, `Method "${method}" not allowed.`);
		return send(reply, { ...refused, headers: { Allow: methods.join(', ') } });
	});
	app.setErrorHandler((error, _request, reply) =>
		send(reply, {
			status: 500,
			body: { error: error instanceof Error ? error.message : 'unknown' },
		}),
	);
	return app;
}

/** Starts a tenant on loopback; see `SimulatorOptions` for the options and `DEFAULTS` for what is not given. */
export async function startSimulator(
	options: Partial<SimulatorOptions> = {},
): Promise<RunningSimulator> {
	const simulator = new Simulator({ ...DEFAULTS, ...options });
	const app = build(simulator);
	const { host, port, token } = simulator.options;
	const url = await app.listen({ host, port });
	return {
		url,
		token,
		get tenant() {
			return simulator.tenant;
		},
		close: () => app.close(),
	};
}
