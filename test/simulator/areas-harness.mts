import type { Answer, Bench } from './harness.mts';

export type Row = Record<string, unknown>;

export const rowsOf = ({ body }: Answer): Row[] => (body as { results: Row[] }).results;
export const bodyOf = ({ body }: Answer): Row => body as Row;

/** One part of a multipart body: text, or a file by name and content. */
export type Part = [name: string, value: string | { filename: string; content: string }];

/** Sends multipart in the order given; `url` may be a full address; `token: null` sends none. */
export async function multipart(
	{ url: origin, token: own }: Bench,
	method: string,
	url: string,
	parts: Part[],
	token: string | null = own,
): Promise<{ status: number; text: string; body: Row }> {
	const form = new FormData();
	for (const [name, value] of parts) {
		if (typeof value === 'string') form.append(name, value);
		else form.append(name, new Blob([value.content]), value.filename);
	}
	const response = await fetch(new URL(url, origin), {
		method,
		body: form,
		headers: token === null ? {} : { authorization: `Bearer ${token}` },
	});
	const text = await response.text();
	return {
		status: response.status,
		text,
		body: text.startsWith('{') ? (JSON.parse(text) as Row) : {},
	};
}

/** Asks again until the answer has the wanted status, for five seconds at most. */
export async function until(
	wanted: (answer: Answer) => boolean,
	ask: () => Promise<Answer>,
): Promise<Answer> {
	const end = Date.now() + 5_000;
	let answer = await ask();
	while (!wanted(answer) && Date.now() < end) {
		await new Promise((resolve) => setTimeout(resolve, 100));
		answer = await ask();
	}
	return answer;
}
