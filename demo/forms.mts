import { eventually } from './stage.mts';

/** How a form's Basic Auth credential names its visitors. */
export interface Visitor {
	user: string;
	password: string;
}

/** An answer to one field: the text typed or chosen, or the ticked boxes of a list. */
type Answer = string | string[];

const PATIENCE_MS = 60_000;

/** A request of a form's visitor, which n8n may leave without any answer while a workflow is busy. */
async function ask(url: string, init: RequestInit = {}): Promise<Response> {
	return await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
}

/** Somebody who goes through an n8n form page by page, as the form's own page sends the answers. */
export class FormVisit {
	private readonly link: string;

	private constructor(link: string) {
		this.link = link;
	}

	/** Sends the first page of a published form. Throws when n8n refuses. */
	static async start(
		n8nUrl: string,
		path: string,
		{ user, password }: Visitor,
		...answers: Answer[]
	): Promise<FormVisit> {
		const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
		// n8n answers 404 for a moment after it has published a workflow.
		const text = await eventually(`the form ${path}`, async () => {
			const init = { method: 'POST', headers: { authorization }, body: filled(answers) };
			const response = await ask(`${n8nUrl}/form/${path}`, init);
			if (response.status === 404) return undefined;
			if (response.ok) return await response.text();
			throw new Error(`The form answered ${response.status}: ${await response.text()}`);
		});
		return new FormVisit((JSON.parse(text) as { formWaitingUrl: string }).formWaitingUrl);
	}

	/** The page that the workflow waits at, which bears this text. Throws when it bears another, or the run has ended. */
	async page(text: string): Promise<string> {
		const { origin, pathname, search } = new URL(this.link);
		// A page that is asked for while the workflow runs is never answered; this is how the form's own page waits.
		const status = await eventually(`the page "${text}"`, async () => {
			const where = `${origin}${pathname}/n8n-execution-status${search}`;
			const now = await (await ask(where)).text();
			return ['new', 'running', 'null', 'waiting'].includes(now) ? undefined : now;
		});
		if (status !== 'form-waiting') throw new Error(`The run ended as ${status} before "${text}".`);
		const page = await (await ask(this.link)).text();
		if (page.includes(text)) return page;
		throw new Error(
			`The page does not say "${text}": ${page.replace(/<style.*?<\/style>/gs, '').slice(0, 2000)}`,
		);
	}

	/** Sends the page that bears this text with these answers, and answers what it showed. */
	async send(text: string, ...answers: Answer[]): Promise<string> {
		const page = await this.page(text);
		const response = await ask(this.link, { method: 'POST', body: filled(answers) });
		if (!response.ok) throw new Error(`The page was refused: ${await response.text()}`);
		return page;
	}
}

/** Radio buttons and check boxes are sent as JSON lists, everything else as it is; `''` stands for a field without value. */
function filled(answers: Answer[]): FormData {
	const form = new FormData();
	for (const [index, answer] of answers.entries()) {
		form.set(`field-${index}`, typeof answer === 'string' ? answer : JSON.stringify(answer));
	}
	return form;
}
