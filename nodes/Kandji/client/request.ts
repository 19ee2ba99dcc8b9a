import type { IDataObject } from 'n8n-workflow';

import type { Accept } from './answers';
import type { RequestInfo } from './requestFailure';

/** A request to Kandji's API, as the other rooms pass it to the client. */
export interface KandjiRequest extends RequestInfo {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below `/api/v1`, or the whole path when it starts with `/api/`. Holes filled and encoded. */
	path: string;
	query?: IDataObject;
	/** A record for JSON and forms; FormData for multipart. */
	body?: IDataObject | FormData;
	encode?: 'json' | 'form' | 'multipart';
	/** The form of a good answer: any JSON, one record, or a file of this media type (a Buffer). */
	accept?: Accept;
	/** Statuses of 400 and above that the caller handles itself. */
	accepts?: number[];
}
