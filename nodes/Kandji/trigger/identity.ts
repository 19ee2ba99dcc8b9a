import { createHash } from 'crypto';

/** A short text that two lists of values share only when they are equal: `length` characters of their SHA-256. */
export function fingerprint(values: unknown, length = 32): string {
	return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, length);
}
