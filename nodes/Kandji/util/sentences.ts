/** Joins sentences with full stops between them; leaves out what is empty. */
export function joinSentences(...parts: Array<string | null | undefined | false>): string {
	const given = parts.flatMap((part) => (part ? [part.trim()] : []));
	return given
		.map((part, index) => (index < given.length - 1 && !/[.!?]$/.test(part) ? `${part}.` : part))
		.join(' ');
}
