import { text } from '../client/json';

/** Causes that pass by waiting; n8n names them too, but not in every version that runs this node. */
const PASSING = ['rate-limited', 'quota-exhausted', 'temporarily-unavailable'];

/** The word by which n8n's back-off knows why a request failed, and whether waiting helps. */
export function causeOf(error: unknown): { cause: string; passing: boolean } {
	const said = error instanceof Error ? error.message : '';
	const cause = text(error, 'failure', 'cause') || said;
	return { cause, passing: PASSING.includes(cause) };
}
