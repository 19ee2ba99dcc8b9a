import type { List } from '../api/lists';
import type { Permission } from '../api/permissions';
import type { Field, PathField } from '../fields/field';
import type { RunCall, RunResult } from './run';

export type Verb = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A verb and a path below `/api/v1`; a path that starts with `/api/` is taken as it is. Holes are named in braces. */
export type Route = `${Verb} /${string}`;

/** The names of a route's holes. */
export type Holes<R extends string> = R extends `${string}{${infer Hole}}${infer Rest}`
	? Hole | Holes<Rest>
	: never;

/** destructive: cannot be undone. disruptive: the person at the device notices. secret: answers a credential. */
export type Risk = 'destructive' | 'disruptive' | 'secret';

interface Told {
	name: string;
	/** Stored in workflows: never changes after the first release. */
	value: string;
	action: string;
	description: string;
	permission: Permission;
	/** Checkboxes besides: of the other requests of a `run`, and of reading what a confirmation is compared with. */
	alsoNeeds?: Permission[];
	query?: Field[];
	body?: Field[];
	/** Fields that steer the operation and are not sent (a binary property's name, a time limit). */
	settings?: Field[];
	risk?: Risk;
	/** Ask for the subject's serial number, email or name before anything is sent. */
	confirm?: true;
	/** Fields a user may clear: its name in the request, and what clears it. */
	clear?: Array<{ name: string; value: string; empty: null | [] }>;
	/** The list that the operation reads; its rows are the output items. */
	list?: List;
	/** `device` and `user` offer Simplified, Normalized and Raw; a list of keys offers Simplify (at most ten, dotted paths are flattened). */
	output?: 'device' | 'user' | string[];
	/** What to call an answer that is no object, e.g. a bare list of ids. */
	answer?: string;
	/** The answer is a file: its name and type. */
	file?: { name: string; type: string };
	/** Keys of the answer that hold a secret although the operation is not one of the secrets. */
	secrets?: string[];
}

/** An operation that is one documented request. */
export interface RouteOperation extends Told {
	route: Route;
	/** How the body travels (default json); multipart bodies hold files and are sent by a `run` function. */
	encode?: 'json' | 'form';
	path?: PathField[];
	run?: undefined;
	requests?: undefined;
}

/** An operation that takes several requests: a function beside the object sends them. */
export interface RunOperation extends Told {
	route?: undefined;
	encode?: undefined;
	requests: Route[];
	path?: PathField[];
	run: (call: RunCall) => Promise<RunResult>;
}

export type Operation = RouteOperation | RunOperation;

export interface Resource {
	name: string;
	value: string;
	description?: string;
	operations: Operation[];
}

type Filled<R extends Route, P extends readonly PathField[]> = [Holes<R>] extends [never]
	? { path?: undefined }
	: [Holes<R>] extends [P[number]['name']]
		? [P[number]['name']] extends [Holes<R>]
			? { path: P }
			: { path: 'A path field fills no hole of the route' }
		: { path: 'A hole of the route has no path field' };

/** Declares an operation of one request; a wrong verb, an unfilled hole or a missing permission does not compile. */
export function operation<const R extends Route, const P extends readonly PathField[] = []>(
	told: Omit<RouteOperation, 'route' | 'path' | 'list'> & { route: R; path?: P } & Filled<R, P>,
): Operation {
	return told as RouteOperation;
}

/** Declares an operation that reads a list: where it is and which checkbox it needs stand with the list. */
export function listOperation<const L extends List, const P extends readonly PathField[] = []>(
	told: Omit<RouteOperation, 'route' | 'path' | 'permission' | 'list'> & {
		list: L;
		path?: P;
	} & Filled<`GET ${L['path']}`, P>,
): Operation {
	const { path, permission } = told.list;
	return { ...told, route: `GET ${path}`, permission } as RouteOperation;
}
