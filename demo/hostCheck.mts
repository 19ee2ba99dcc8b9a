/**
 * Loaded before n8n (`node --import`): refuses requests under a foreign host name. n8n has no such check, and a page of
 * another site whose name leads to this machine (DNS rebinding) could read what a visitor of the demo sees.
 */
import { Server } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

const emit = Server.prototype.emit as (this: Server, event: string, ...given: unknown[]) => boolean;

Server.prototype.emit = function (this: Server, event: string, ...given: unknown[]): boolean {
	const isRequest = event === 'request' || event === 'upgrade';
	const [request, answer] = given as [IncomingMessage, ServerResponse | Duplex];
	if (!isRequest || LOOPBACK.test(request.headers.host ?? ''))
		return emit.call(this, event, ...given);
	if ('writeHead' in answer)
		answer.writeHead(421).end('This n8n answers to 127.0.0.1 and localhost only.');
	else answer.destroy();
	return true;
};
