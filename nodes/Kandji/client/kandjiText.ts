import { isRecord } from '../util/json';

const MAX_LENGTH = 300;
/** Kandji nests its reasons two or three levels deep. A hostile answer could nest them without end. */
const MAX_DEPTH = 6;

/** Returns text of at most 300 characters. A quotation that is cut is closed again. */
export function shortened(text: string): string {
	if (text.length <= MAX_LENGTH) return text;
	const kept = text.slice(0, MAX_LENGTH).replace(/[\ud800-\udbff]$/, '');
	return `${kept}…${kept.split('"').length % 2 === 0 ? '"' : ''}`;
}

/** Returns a value as messages quote it: cut where it is long, and without quotation marks of its own. */
export function quoted(value: string): string {
	return `"${shortened(value.replaceAll('"', "'"))}"`;
}

/** Whether text is a page of HTML, which something between n8n and Kandji may have sent. */
export function isPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*</.test(body);
}

function textIn(body: unknown, depth: number): string {
	if (typeof body === 'string') return isPage(body) ? '' : body;
	if (depth === 0) return '';
	if (Array.isArray(body)) {
		const texts = body.slice(0, MAX_LENGTH).map((each) => textIn(each, depth - 1));
		return texts.filter(Boolean).join(' ');
	}
	if (!isRecord(body)) return '';
	const reason = body.detail ?? body.error ?? body.message;
	if (reason) return textIn(reason, depth - 1);
	const fields = Object.entries(body).slice(0, MAX_LENGTH);
	return fields.map(([field, reasons]) => `${field}: ${textIn(reasons, depth - 1)}`).join(' ');
}

/**
 * Returns the text with which Kandji explains an answer, at most 300 characters. Kandji uses bare strings, lists of
 * strings, `detail`, `error`, `message` and maps of fields to lists (docs/kandji-api.md 1.1). A page of HTML gives `''`.
 */
export function kandjiText(body: unknown): string {
	return shortened(textIn(body, MAX_DEPTH).replace(/\s+/g, ' ').trim());
}

/** Matches when a command is already under way or in effect (docs/kandji-api.md 1.1 and 1.2). */
const ALREADY = /already (?:pending|locked|running|enabled|disabled|in lost mode)/i;

/** Whether Kandji's text says that a command is already under way or in effect. */
export function saysAlready(text: string): boolean {
	return ALREADY.test(text);
}

/** Texts of Kandji that a person can do something about (docs/kandji-api.md 1.1 and 1.2), with the advice. */
const ADVICE: Array<{ text: RegExp; advice: string }> = [
	{
		text: ALREADY,
		advice:
			'Nothing was sent a second time. To count this as done, add the option "Treat Pending as Success" to the node. Device > Get Commands shows the pending command.',
	},
	{
		text: /not in lost mode/i,
		advice:
			'Turn lost mode on first with Device Action > Enable Lost Mode. Device > Get Lost Mode Details shows when the device has turned it on.',
	},
	{
		text: /not allowed for (?:the )?current device/i,
		advice:
			'This device does not support this command. Device > Get Details shows its platform, and whether it is supervised and enrolled.',
	},
	{
		text: /still assigned to (?:one or more )?devices?/i,
		advice:
			'Find the devices with Device > Get Many and the filter "User", and remove the user from each with Device > Update (Clear Fields > User). Then delete the user.',
	},
	{
		text: /profile is not in scope/i,
		advice:
			"Assign the profile to the device's blueprint in Kandji, or name another profile in the node",
	},
];

/** Returns the advice for a text of Kandji; undefined where none is known. */
export function adviceFor(text: string): string | undefined {
	return ADVICE.find((each) => each.text.test(text))?.advice;
}
