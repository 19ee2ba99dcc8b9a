import type { Reply } from './api.mts';

/** `{"detail": text}`, the shape of most refusals. */
export const detail = (status: number, text: string): Reply => ({ status, body: { detail: text } });

/** A resource that does not exist. */
export const notFound = (): Reply => detail(404, 'Not found.');

/** 400 with the reasons per field, `{"name": ["This field is required."]}`. */
export const fieldErrors = (fields: Record<string, string[]>): Reply => ({
	status: 400,
	body: fields,
});

/** 400 whose body is a bare JSON string, as device actions refuse. */
export const refusal = (text: string): Reply => ({ status: 400, body: text });

/** 400 whose body is an array of one text. */
export const refusalList = (text: string): Reply => ({ status: 400, body: [text] });

/** 200 without a body, as device actions answer. */
export const accepted = (): Reply => ({});

export const noContent = (): Reply => ({ status: 204 });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string =>
	typeof value === 'string' && UUID.test(value);

/** The body as a record; anything else (nothing, an array, a string) is an empty one. */
export function record(body: unknown): Record<string, unknown> {
	return typeof body === 'object' && body !== null && !Array.isArray(body)
		? (body as Record<string, unknown>)
		: {};
}
