import type { IDataObject } from 'n8n-workflow';

import type { List } from '../api/lists';
import type { Permission } from '../api/permissions';
import type { Field, LocalFilter, PathField } from '../fields/field';
import type { RunCall, RunResult } from '../procedures/run';
import type { Check } from './checks';
import type { Summary } from './summaries';

export type Verb = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A verb and a path below `/api/v1`; a path that starts with `/api/` is taken as it is. Holes are named in braces. */
export type Route = `${Verb} /${string}`;

/** The names of a route's holes. */
export type Holes<R extends string> = R extends `${string}{${infer Hole}}${infer Rest}`
	? Hole | Holes<Rest>
	: never;

/**
 * The worst effect of an operation. destructive: cannot be undone. disruptive: a person at a device notices, or software
 * runs on devices. secret: answers something that opens a device or the tenant. Without it a GET reads, all else writes.
 */
export type Risk = 'read' | 'write' | 'disruptive' | 'destructive' | 'secret';

interface Described {
	name: string;
	/** Stored in workflows: never changes after the first release. */
	value: string;
	action: string;
	description: string;
	permission: Permission;
	/** Checkboxes besides: of the other requests of a `run`, and of reading what a confirmation is compared with. */
	alsoNeeds?: Permission[];
	query?: Field[];
	/** Filters of a list that Kandji itself does not offer. */
	narrow?: LocalFilter[];
	body?: Field[];
	/** Fields that steer the operation and are not sent (a binary property's name, a time limit). */
	settings?: Field[];
	/** Conditions that an item must meet besides its fields. All items are checked before the first request. */
	checks?: Check[];
	risk?: Risk;
	/** `command`: Kandji accepts it, and the device carries it out when it is next online. `delete`: the record is gone. */
	effect?: 'command' | 'delete';
	/** The device command that the action sends, by the type that the list of a device's commands gives it. */
	command?: string;
	/** A warning above the fields of the operation. Dry Run and Max Devices are then shown beside it. */
	notice?: string;
	/** Ask for the record's serial number, email or name before anything is sent. */
	confirm?: true;
	/** Fields a user may clear: its name in the request, and what clears it. */
	clear?: Array<{ name: string; value: string; empty: null | [] }>;
	/** Says what an update changes, by what was sent, the record before where it was read, and the answer. */
	changes?: (sent: IDataObject, before: IDataObject | undefined, after: unknown) => IDataObject;
	/** The list that the operation reads; its rows are the output items. */
	list?: List;
	/** Counts the rows of the list by facts instead of returning them. */
	summary?: Summary;
	/** The operation of the same resource that counts the rows of the same list, so that one AI tool does both. */
	countsWith?: string;
	/** Keys of a row by which the node itself sorts the list, because Kandji cannot. */
	sortsLocally?: readonly string[];
	/**
	 * `device` and `user` offer Simplified, Normalized and Raw. The others offer Simplify: a list of keys (at most ten,
	 * dotted paths are flattened), or a function where one list does not fit all records.
	 */
	output?: 'device' | 'user' | string[] | ((record: IDataObject) => object);
	/** The key for an answer that is no object, such as a bare list of IDs. */
	answer?: string;
	/** The answer is a file: its name and type. */
	file?: { name: string; type: `${string}/${string}` };
	/** Keys of the answer, at any depth, that hold a secret although the operation is not one of the secrets. */
	secrets?: string[];
}

/** An operation that is one documented request. */
export interface RouteOperation extends Described {
	route: Route;
	/** How the body travels (default json); a multipart body holds the file of the Input Binary Field as `file`. */
	encode?: 'json' | 'form' | 'multipart';
	/** Body fields that come with another one where that is true: by their names in the request. */
	implies?: Record<string, IDataObject>;
	path?: PathField[];
	run?: undefined;
	requests?: undefined;
}

/** An operation that takes several requests: a function beside the object sends them. */
export interface RunOperation extends Described {
	route?: undefined;
	encode?: undefined;
	implies?: undefined;
	/** In the order of sending; the last one has the effect. */
	requests: readonly Route[];
	path?: PathField[];
	run: (call: RunCall) => Promise<RunResult>;
}

export type Operation = RouteOperation | RunOperation;

export interface Resource {
	name: string;
	value: string;
	description?: string;
	/** Values of the operations that people use most, which the panel lists first. The others follow by name. */
	shownFirst?: readonly string[];
	operations: Operation[];
}

type Filled<H extends string, P extends readonly PathField[]> = [H] extends [never]
	? { path?: undefined }
	: [H] extends [P[number]['name']]
		? [P[number]['name']] extends [H]
			? { path: P }
			: { path: 'A path field fills no hole of the route' }
		: { path: 'A hole of the route has no path field' };

/** Declares an operation of one request; a wrong verb, an unfilled hole or a missing permission does not compile. */
export function operation<const R extends Route, const P extends readonly PathField[] = []>(
	declared: Omit<RouteOperation, 'route' | 'path' | 'list'> & { route: R; path?: P } & Filled<
			Holes<R>,
			P
		>,
): Operation {
	return declared as RouteOperation;
}

/** Declares an operation that reads a list: where it is and which checkbox it needs stand with the list. */
export function listOperation<const L extends List, const P extends readonly PathField[] = []>(
	declared: Omit<RouteOperation, 'route' | 'path' | 'permission' | 'list'> & {
		list: L;
		path?: P;
	} & Filled<Holes<L['path']>, P>,
): Operation {
	const { path, permission } = declared.list;
	return { ...declared, route: `GET ${path}`, permission } as RouteOperation;
}

/** Declares an operation of several requests; `answers` names the holes that an earlier answer fills. */
export function procedure<
	const R extends readonly Route[],
	const P extends readonly PathField[] = [],
	const A extends string = never,
>(
	declared: Omit<RunOperation, 'requests' | 'path'> & {
		requests: R;
		answers?: readonly A[];
		path?: P;
	} & Filled<Exclude<Holes<R[number]>, A>, P>,
): Operation {
	return declared as unknown as RunOperation;
}
