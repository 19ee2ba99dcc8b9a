import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Reply } from './api.mts';
import { record } from './replies.mts';

/**
 * A planned failure. `path` is exact, or a glob whose `*` stands for anything (`/api/v1/devices*` is a prefix).
 * `when` says whether the request takes effect: `before` (default) fails instead of it, `after` lets it happen and
 * spoils the answer. `hang` never answers; `truncate` promises more bytes than it sends; `stall` does so too and leaves the connection open; `repeat` answers a list with
 * its first row a second time.
 */
export const faultSchema = z
	.object({
		method: z.string().default('*'),
		path: z.string().startsWith('/').default('/*'),
		times: z.number().int().positive().default(1),
		kind: z.enum(['status', 'reset', 'hang', 'truncate', 'stall', 'html', 'redirect', 'repeat']),
		status: z.number().int().min(200).max(599).optional(),
		headers: z.record(z.string()).default({}),
		body: z.unknown(),
		when: z.enum(['before', 'after']).default('before'),
	})
	.strict();

export type Fault = z.infer<typeof faultSchema>;

const PAGE =
	'<!doctype html><html lang="en"><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

const escape = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

const matches = (fault: Fault, method: string, path: string): boolean =>
	(fault.method === '*' || fault.method.toUpperCase() === method) &&
	new RegExp(`^${fault.path.split('*').map(escape).join('.*')}$`).test(path);

/** The planned faults, in the order in which they were planned. */
export class Faults {
	private planned: Fault[] = [];

	add(fault: Fault): void {
		this.planned.push({ ...fault });
	}

	clear(): void {
		this.planned = [];
	}

	list(): readonly Fault[] {
		return this.planned;
	}

	/** The first fault that matches, counted as used. */
	take(method: string, path: string): Fault | undefined {
		const fault = this.planned.find((each) => matches(each, method, path));
		if (!fault) return undefined;
		fault.times -= 1;
		if (fault.times === 0) this.planned = this.planned.filter((each) => each !== fault);
		return fault;
	}
}

/** The same answer with the first row of its list at the end once more; an answer without a list stays as it is. */
function withRowTwice(answer: Reply): Reply {
	const { body } = answer;
	if (Array.isArray(body)) return { ...answer, body: [...body, ...body.slice(0, 1)] };
	const object = record(body);
	const key = ['results', 'data'].find((each) => Array.isArray(object[each]));
	if (key === undefined) return answer;
	const rows = object[key] as unknown[];
	return { ...answer, body: { ...object, [key]: [...rows, ...rows.slice(0, 1)] } };
}

/**
 * The answer of a fault that still speaks HTTP; undefined for those that break the connection. `answer` is what would have
 * been sent without it.
 */
export function faultReply(fault: Fault, webHost: string, answer: Reply): Reply | undefined {
	const { headers } = fault;
	if (fault.kind === 'repeat') return withRowTwice(answer);
	if (fault.kind === 'html') {
		const text = typeof fault.body === 'string' ? fault.body : PAGE;
		return { status: fault.status ?? 502, text, type: 'text/html; charset=utf-8', headers };
	}
	if (fault.kind === 'redirect') {
		return { status: fault.status ?? 302, headers: { Location: `${webHost}/signin`, ...headers } };
	}
	if (fault.kind === 'status') {
		return { status: fault.status ?? 500, body: fault.body, headers };
	}
	return undefined;
}

/** Breaks the connection as the fault says; `content` is what the answer would have been. */
export function breakConnection(fault: Fault, reply: FastifyReply, content: Buffer): void {
	reply.hijack();
	const { socket } = reply.raw;
	if (fault.kind === 'reset') socket?.resetAndDestroy();
	if (fault.kind !== 'truncate' && fault.kind !== 'stall') return;
	const half = content.subarray(0, Math.floor(content.length / 2));
	reply.raw.writeHead(fault.status ?? 200, {
		'Content-Type': 'application/json',
		'Content-Length': Math.max(content.length, 2),
	});
	const cut = fault.kind === 'truncate';
	reply.raw.write(half.length > 0 ? half : '{', () => cut && socket?.destroy());
}
