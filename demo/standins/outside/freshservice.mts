/** Freshservice's API 2 as far as creating tickets and assets goes, with the checks that its reference names. */
import type { FastifyInstance, FastifyReply } from 'fastify';

import { basic } from './auth.mts';

type Fields = Record<string, unknown>;

export interface FreshserviceState {
	tickets: Fields[];
	assets: Fields[];
}

interface Flaw {
	field: string;
	message: string;
	code: string;
}

type Rule = [field: string, holds: (value: unknown) => boolean, message: string];

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isOneOf =
	(...allowed: number[]) =>
	(value: unknown) =>
		allowed.includes(value as number);

const TICKET: Rule[] = [
	['email', (value) => /^\S+@\S+\.\S+$/.test(String(value)), 'It should be a valid email address'],
	['subject', isText, 'It should be a/an String'],
	['description', isText, 'It should be a/an String'],
	['status', isOneOf(2, 3, 4, 5), "It should be one of these values: '2,3,4,5'"],
	['priority', isOneOf(1, 2, 3, 4), "It should be one of these values: '1,2,3,4'"],
];
const ASSET: Rule[] = [
	['name', isText, 'It should be a/an String'],
	['asset_type_id', (value) => Number.isInteger(value), 'It should be a/an Positive Integer'],
];

function flaws(rules: Rule[], given: Fields): Flaw[] {
	return rules
		.filter(([field, holds]) => !holds(given[field]))
		.map(([field, , message]) =>
			given[field] === undefined || given[field] === ''
				? { field, message: 'Mandatory attribute missing', code: 'missing_field' }
				: { field, message, code: 'invalid_value' },
		);
}

/** Adds the API to a server of its own; what was created is in the lists, oldest first. */
export function freshservice(app: FastifyInstance): FreshserviceState {
	const state: FreshserviceState = { tickets: [], assets: [] };
	app.addHook('onRequest', async (request, reply) => {
		if (basic(request)?.startsWith('freshservice-key:')) return;
		const message = 'You have to be logged in to perform this action.';
		await reply.code(401).send({ code: 'invalid_credentials', message });
	});
	const create = async (kind: 'ticket' | 'asset', given: Fields, reply: FastifyReply) => {
		const errors = flaws(kind === 'ticket' ? TICKET : ASSET, given);
		if (errors.length > 0) {
			return await reply.code(400).send({ description: 'Validation failed', errors });
		}
		const rows = state[`${kind}s`];
		const id = rows.push(given);
		const shown = kind === 'asset' ? { ...given, display_id: id } : { ...given, id };
		return await reply.code(201).send({ [kind]: shown });
	};
	app.post('/api/v2/tickets', ({ body }, reply) => create('ticket', body as Fields, reply));
	app.post('/api/v2/assets', ({ body }, reply) => create('asset', body as Fields, reply));
	return state;
}
