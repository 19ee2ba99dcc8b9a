declare module 'write-good' {
	/** Finds weak wording in a text: passive voice, weasel words, wordy phrases and more. */
	export default function writeGood(
		text: string,
		options?: { passive?: boolean },
	): Array<{ index: number; offset: number; reason: string }>;
}
