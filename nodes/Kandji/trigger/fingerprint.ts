import { createHash } from 'crypto';

/** Returns `length` characters of the SHA-256 of some values: the same only for equal values. */
export function fingerprint(values: unknown, length = 32): string {
	return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, length);
}
