import type { IDataObject, INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { asNodeError } from '../client/errors';
import { awaitAll } from '../util/awaitAll';

/** Statuses of an answer that says that this token, this device or this tenant has no such part. */
const WITHOUT_PART = ['401', '403', '404'];

/** Parts of a record that are read side by side. */
export interface ReadParts<T> {
	/** The parts that could be read. */
	read: Partial<T>;
	/** Why the other parts are missing, for the output; no key where none is. */
	missing: IDataObject;
}

/**
 * Reads the parts of a record side by side. A part that the token may not read, or that Kandji does not have, is left
 * out and named, so that the others are still of use. Throws every other failure.
 */
export async function readParts<T extends object>(
	node: INode,
	parts: { [K in keyof T]: () => Promise<T[K]> },
): Promise<ReadParts<T>> {
	const read: Partial<T> = {};
	const notRead: string[] = [];
	const names = Object.keys(parts) as Array<keyof T & string>;
	await awaitAll(
		names.map(async (name) => {
			try {
				read[name] = await parts[name]();
			} catch (error) {
				if (!(error instanceof NodeApiError) || !WITHOUT_PART.includes(error.httpCode ?? '')) {
					throw asNodeError(node, error);
				}
				notRead.push(`${name}: ${error.message}`);
			}
		}),
	);
	return { read, missing: notRead.length > 0 ? { notRead: notRead.sort() } : {} };
}
