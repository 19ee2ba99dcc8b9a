/** How far a run had come when it ended, by what its items act on. */
export interface Progress {
	done: string[];
	/** The request was sent, and nobody knows whether it was carried out. */
	unknown: string[];
	notSent: string[];
}

const MAX_NAMED = 10;

function named(names: string[]): string {
	const shown = names.slice(0, MAX_NAMED).join(', ');
	const rest = names.length - MAX_NAMED;
	return rest > 0 ? `${shown} and ${rest} more` : shown;
}

/** Describes how far a run came, so that nobody has to guess what to repeat. */
export function progressText({ done, unknown, notSent }: Progress): string {
	return [
		done.length > 0
			? `Carried out before this: ${named(done)}.`
			: 'Nothing was carried out before.',
		unknown.length > 0 ? `Perhaps carried out: ${named(unknown)}.` : '',
		notSent.length > 0 ? `Not sent: ${named(notSent)}.` : '',
	]
		.filter(Boolean)
		.join(' ');
}
