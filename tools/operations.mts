import { createRequire } from 'node:module';
import path from 'node:path';

import type { Permission } from '../nodes/Kandji/api/permissions.ts';
import type { Operation, Resource, Route } from '../nodes/Kandji/catalogue/operationTypes.ts';
import { root } from './setup.mjs';

export interface Request {
	method: string;
	/** From the host on, e.g. `/api/v1/devices/{device}`. */
	path: string;
}

/** A checkbox of a token's permission grid. */
export type Checkbox = Pick<Listed, 'permission' | 'permissionStated'>;

/** One operation of the catalogue, as printed for people and programs. */
export interface Listed extends Partial<Request> {
	resource: string;
	operation: string;
	/** Instead of method and path, for an operation that sends several requests. */
	requests?: Request[];
	permission: string;
	/** False when no source states what Kandji calls the checkbox. */
	permissionStated: boolean;
	/** Checkboxes that the operation needs besides. */
	alsoNeeds: Checkbox[];
	/** What it can do at worst: read, write, disruptive, destructive or secret. */
	risk: string;
	/** Fields that make it worse, and the risk that they bring; absent where none does. */
	fieldRisk?: { risk: string; fields: string[] };
}

function request(route: Route): Request {
	const [method, where] = route.split(' ', 2);
	return { method, path: where.startsWith('/api/') ? where : `/api/v1${where}` };
}

/** How an operation states its requests: one as method and path, several as a list. */
function statedRequests(routes: readonly Route[]): Partial<Listed> {
	const requests = routes.map(request);
	return requests.length === 1 ? requests[0] : { requests };
}

/** The fields of an operation that carry a risk of their own, where the operation itself does less. */
function fieldRisk({ body = [], risk }: Operation): Pick<Listed, 'fieldRisk'> {
	if (risk === 'disruptive' || risk === 'destructive') return {};
	const risky = body.filter((field) => field.risk !== undefined);
	if (risky.length === 0) return {};
	const fields = risky.map(({ displayName }) => displayName).sort();
	return { fieldRisk: { risk: String(risky[0].risk), fields } };
}

/** The risk of an operation in words, with the fields that make it worse. */
export const riskText = ({ risk, fieldRisk: worse }: Listed): string =>
	worse ? `${risk}; ${worse.risk} with ${worse.fields.join(', ')}` : risk;

const checkbox = (permission: Permission): Checkbox => ({
	permission: permission.replace(/\?$/, ''),
	permissionStated: !permission.endsWith('?'),
});

/** Every operation of some resources, in their order. */
export const listed = (resources: Resource[]): Listed[] =>
	resources.flatMap(({ name: resource, operations }) =>
		operations.map((operation) => {
			const { name, route, requests, permission, alsoNeeds = [], risk } = operation;
			const routes = route === undefined ? requests : [route];
			return {
				resource,
				operation: name,
				...statedRequests(routes),
				...checkbox(permission),
				alsoNeeds: alsoNeeds.map(checkbox),
				risk: risk ?? (routes.at(-1)?.startsWith('GET ') ? 'read' : 'write'),
				...fieldRisk(operation),
			};
		}),
	);

/** Every operation of the built catalogue, in the order that the panel shows. */
export function listOperations(): Listed[] {
	const { resources } = createRequire(import.meta.url)(
		path.join(root, 'dist', 'nodes', 'Kandji', 'catalogue', 'index.js'),
	) as { resources: Resource[] };
	return listed(resources);
}

/** The requests of an operation, one or several. */
export const requestsOf = ({ method = '', path = '', requests }: Listed): Request[] =>
	requests ?? [{ method, path }];
