/**
 * A stand-in for a chat model behind OpenAI's API (`POST /v1/chat/completions`, also as a stream): it says what a test
 * has written down for it, so that a real agent runs with real tools and the same thing happens every time.
 */
import fastify from 'fastify';

/** One turn of the model: words for the user, or a tool that it wants to be called. */
export type Turn = { say: string } | { call: string; given: Record<string, unknown> };

/** What the model was asked, as far as tests look at it. */
export interface Asked {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: { name: string; description: string; parameters: object } }>;
	stream?: boolean;
}

export interface RunningModel {
	/** Base address, as the credential of a chat model wants it. */
	url: string;
	/** Every request, oldest first. */
	asked: Asked[];
	/** Writes down what the model does next, a turn for each request. */
	plays(...turns: Turn[]): void;
	close(): Promise<void>;
}

const said = (turn: Turn, number: number) =>
	'say' in turn
		? { role: 'assistant', content: turn.say }
		: {
				role: 'assistant',
				content: null,
				tool_calls: [
					{
						index: 0,
						id: `call_${number}`,
						type: 'function',
						function: { name: turn.call, arguments: JSON.stringify(turn.given) },
					},
				],
			};

/** Starts the model on a free port of loopback. Where nothing is left to play, it says so. */
export async function startModel(): Promise<RunningModel> {
	const app = fastify();
	const asked: Asked[] = [];
	const script: Turn[] = [];
	app.post('/v1/chat/completions', async (request, reply) => {
		const body = request.body as Asked;
		asked.push(body);
		const turn = script.shift() ?? { say: 'Nothing is left to play.' };
		const finish = 'say' in turn ? 'stop' : 'tool_calls';
		const about = { id: `answer-${asked.length}`, created: 0, model: 'stand-in' };
		const message = said(turn, asked.length);
		if (body.stream !== true) {
			return {
				...about,
				object: 'chat.completion',
				choices: [{ index: 0, message, finish_reason: finish }],
				usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
			};
		}
		const chunk = (delta: object, reason: string | null) =>
			`data: ${JSON.stringify({ ...about, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
		reply.type('text/event-stream');
		return `${chunk(message, null)}${chunk({}, finish)}data: [DONE]\n\n`;
	});
	const address = await app.listen({ host: '127.0.0.1', port: 0 });
	return {
		url: `${address}/v1`,
		asked,
		plays: (...turns) => void script.push(...turns),
		close: async () => await app.close(),
	};
}
