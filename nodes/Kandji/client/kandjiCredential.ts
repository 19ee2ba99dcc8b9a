import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { text } from '../util/json';
import type { RequestCaps } from './kandjiLimits';
import { cleanToken, parseTenant } from './tenantUrl';
import type { Tenant } from './tenantUrl';
import type { KandjiContext } from './transport';

/** A credential that was read and checked. */
interface KandjiCredential {
	tenant: Tenant;
	token: string;
	/** The user's own caps on requests. */
	caps: RequestCaps;
}

/** The fields of the credential. Their values may be of any type when they are expressions. */
const CREDENTIAL = z.object({
	apiToken: z.string(),
	apiUrl: z.string(),
	requestsPerSecond: z.unknown(),
	requestsAtOnce: z.unknown(),
});

/** Returns a cap from 1; undefined for everything else, because an expression may give anything. */
function capOf(value: unknown): number | undefined {
	const number = Number(value ?? 0);
	return number >= 1 ? number : undefined;
}

function fault(node: INode, message: string, description: string): NodeOperationError {
	return new NodeOperationError(node, message, { description });
}

/** Reads the credential of a node. Throws a NodeOperationError that names the field to correct. */
export async function readCredential(context: KandjiContext): Promise<KandjiCredential> {
	const read = CREDENTIAL.safeParse(await context.getCredentials('kandjiApi'));
	if (!read.success) {
		throw fault(
			context.getNode(),
			'The Kandji credential is incomplete',
			'Open the credential and fill in the API token and the API URL',
		);
	}
	const { apiToken, apiUrl, requestsPerSecond, requestsAtOnce } = read.data;
	try {
		return {
			token: cleanToken(apiToken),
			tenant: parseTenant(apiUrl),
			caps: { perSecond: capOf(requestsPerSecond), atOnce: capOf(requestsAtOnce) },
		};
	} catch (error) {
		throw fault(context.getNode(), text(error, 'message'), text(error, 'description'));
	}
}
