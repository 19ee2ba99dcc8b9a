/** Slack's Web API as far as posting goes: it answers 200 to everything and says in the body whether it did it. */
import type { FastifyInstance } from 'fastify';

export interface Message {
	channel: string;
	text: string;
}

const channels: Record<string, string> = { 'it-operations': 'C0IT' };

/** Adds the API to a server of its own; the list holds what was posted, oldest first. */
export function slack(app: FastifyInstance): Message[] {
	const messages: Message[] = [];
	app.post('/api/chat.postMessage', ({ headers, body }) => {
		const { channel = '', text = '' } = (body ?? {}) as Partial<Message>;
		const name = channel.replace(/^#/, '');
		const id = channels[name] ?? Object.values(channels).find((each) => each === channel);
		if (headers.authorization === undefined) return { ok: false, error: 'not_authed' };
		if (headers.authorization !== 'Bearer xoxb-stand-in')
			return { ok: false, error: 'invalid_auth' };
		if (id === undefined) return { ok: false, error: 'channel_not_found' };
		if (text === '') return { ok: false, error: 'no_text' };
		messages.push({ channel: name, text });
		const ts = `1700000000.${String(messages.length).padStart(6, '0')}`;
		return { ok: true, channel: id, ts, message: { type: 'message', text, ts } };
	});
	return messages;
}
