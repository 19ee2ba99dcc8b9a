import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';

import type { KandjiRequest } from './request';

export type KandjiContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** Milliseconds without data after which a request ends. */
const TIMEOUT_MS = 40_000;
/** Milliseconds that a whole answer may take. An answer that sends a byte a second is never silent. */
const WHOLE_ANSWER_MS = 120_000;

/** Returns a request as n8n's helper needs it. It may take `left` milliseconds. */
export function httpOptions(
	apiUrl: string,
	{ method, path, query, body, encode = 'json', accept }: KandjiRequest,
	left: number,
): IHttpRequestOptions {
	const file = accept?.includes('/') === true;
	const form = encode === 'form' && body !== undefined && !(body instanceof FormData);
	return {
		method,
		url: `${apiUrl}${path.startsWith('/api/') ? path : `/api/v1${path}`}`,
		headers: { Accept: file ? '*/*' : 'application/json' },
		...(query && Object.keys(query).length > 0 ? { qs: query } : {}),
		...(body === undefined
			? {}
			: {
					body: form ? new URLSearchParams(body as Record<string, string>) : body,
					json: encode === 'json',
				}),
		// Raw text, because Kandji answers bare JSON strings that n8n's own parsing cannot tell from plain text.
		encoding: file ? 'arraybuffer' : 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: Math.max(1, Math.min(TIMEOUT_MS, left)),
	};
}

/**
 * Sends a request with a limit for the whole answer, because n8n's own timeout limits silence only. `left` is the rest
 * of the run's time in milliseconds. Rejects with n8n's error where no answer comes.
 */
export async function transmit(
	context: KandjiContext,
	options: IHttpRequestOptions,
	{ left, signal }: { left: number; signal?: AbortSignal },
): Promise<IN8nHttpFullResponse> {
	const late = AbortSignal.timeout(Math.max(1, Math.min(WHOLE_ANSWER_MS, left)));
	const abortSignal = AbortSignal.any([late, ...(signal ? [signal] : [])]);
	// While a node executes, n8n reads the signal of the context and not that of the options.
	const own = Object.create(context, {
		getExecutionCancelSignal: { value: () => abortSignal },
	}) as KandjiContext;
	const { httpRequestWithAuthentication } = context.helpers;
	return await new Promise((resolve, reject) => {
		const giveUp = () =>
			reject(Object.assign(new Error('The answer took too long'), { code: 'ETIMEDOUT' }));
		late.addEventListener('abort', giveUp, { once: true });
		httpRequestWithAuthentication
			.call(own, 'kandjiApi', { ...options, abortSignal })
			.then(resolve, reject)
			.finally(() => late.removeEventListener('abort', giveUp));
	});
}
