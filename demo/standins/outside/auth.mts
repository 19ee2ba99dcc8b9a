import type { FastifyRequest } from 'fastify';

/** What came with Basic authentication, as `user:password`; nothing where it was another kind or none. */
export function basic({ headers: { authorization = '' } }: FastifyRequest): string | undefined {
	const [, encoded] = /^Basic (.+)$/.exec(authorization) ?? [];
	return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}
