import type { IExecuteFunctions } from 'n8n-workflow';
import {
	createEmptyRunExecutionData,
	NodeApiError,
	NodeOperationError,
	Workflow,
} from 'n8n-workflow';
import { ExecuteContext } from 'n8n-core';

import { KandjiClient } from '../../nodes/Kandji/client/client';
import type { RateLimiters } from '../../nodes/Kandji/client/rateLimiter';
import { nodeTypesOf } from '../../tools/harness/additional.mts';
import { additionalData, kandji, kandjiNode } from '../../tools/harness/engine.mts';
import type { Credential } from '../../tools/harness/engine.mts';

/** Where canned answers are given: a tenant that does not exist. */
export const API = 'https://accuhive.api.kandji.io';
export const TOKEN = '3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640';

/** What n8n gives a node while it executes, with nothing faked but the credential store. */
export function contextOf(credential: Credential, signal?: AbortSignal): IExecuteFunctions {
	const node = kandjiNode();
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypesOf(() => kandji),
	});
	const items = [{ json: {} }];
	return new ExecuteContext(
		workflow,
		node,
		additionalData(credential, [node]),
		'manual',
		createEmptyRunExecutionData(),
		0,
		items,
		{ main: [items] },
		{ node, data: { main: [items] }, source: null },
		[],
		signal,
	);
}

interface ClientSettings {
	credential?: Credential;
	signal?: AbortSignal;
	deadline?: number;
	limiters?: RateLimiters;
}

/** A client of the tenant of the canned answers, or of another one. */
export async function clientOf({
	credential = { apiUrl: API, apiToken: TOKEN },
	signal,
	...options
}: ClientSettings = {}): Promise<KandjiClient> {
	return await KandjiClient.from(contextOf(credential, signal), options);
}

/** What a promise rejects with, which must be an error that n8n knows how to show. */
export async function failureOf(
	promise: Promise<unknown>,
): Promise<NodeApiError | NodeOperationError> {
	const outcome = await promise.then(
		(value) => ({ value }),
		(error: unknown) => ({ error }),
	);
	if (!('error' in outcome)) throw new Error(`No failure: ${JSON.stringify(outcome.value)}`);
	const { error } = outcome;
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	throw error;
}

/** Words that n8n's guidelines keep out of texts for users. */
export const UNKIND = /error|problem|failure|mistake/i;
