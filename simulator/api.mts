import type { Tenant } from './tenant.mts';

/** One uploaded file of a multipart request. */
export interface UploadedFile {
	field: string;
	filename: string;
	type: string;
	content: Buffer;
	/** Names of the form fields that came before it; storage ignores later ones. */
	after: string[];
}

/** What a route gets: the request, already parsed and authorised, and the tenant whose state it may change. */
export interface Call {
	tenant: Tenant;
	/** The path as requested, for `next` links. */
	path: string;
	/** Path parameters, by the names in the route's path. */
	params: Record<string, string>;
	query: URLSearchParams;
	/** Lower-case names. */
	headers: Record<string, string | string[] | undefined>;
	/** JSON as parsed; form-urlencoded and multipart as a flat record of strings; undefined without a body. */
	body: unknown;
	files: UploadedFile[];
	/** The name of the calling token, as audit events and note authors show it. */
	tokenName: string;
	/** `http://127.0.0.1:PORT`, for signed links and uploads that the simulator serves itself. */
	origin: string;
}

/** What a route answers. `body` is sent as JSON; `text` goes out verbatim with `type`. Neither: an empty body. */
export interface Reply {
	status?: number;
	body?: unknown;
	text?: string | Buffer;
	type?: string;
	headers?: Record<string, string>;
}

export type Handler = (call: Call) => Reply | Promise<Reply>;

/**
 * One documented request. `permission` is the checkbox of the token grid, `null` where the request needs no token
 * (presigned storage). A token without it is answered 403 naming nothing.
 */
export interface Route {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** With `:name` holes and the trailing slash exactly as documented, e.g. `/api/v1/devices/:device_id`. */
	path: string;
	permission: string | null;
	handle: Handler;
}

/** `POST /simulator{path}`: a row that a test adds behind the API's back. */
export interface Control {
	path: string;
	/** A sentence for people. */
	about: string;
	/** Gets the JSON body and answers the row; undefined where the body names nothing that exists (404). */
	act: (tenant: Tenant, given: Record<string, unknown>) => unknown;
}

/** A part of the API: its routes, and its deterministic data (called once per reset, after the areas before it). */
export interface Area {
	routes: Route[];
	control?: Control[];
	seed?: (tenant: Tenant) => void;
}
