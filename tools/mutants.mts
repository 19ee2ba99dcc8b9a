/** Faults that Stryker plants in a piece of JavaScript. */
import { Instrumenter } from '@stryker-mutator/instrumenter';

const silent = () => {};
const off = () => false;

/** Stryker's instrumenter, which writes nothing to the terminal. */
export const newInstrumenter = (): Instrumenter =>
	new Instrumenter({
		isTraceEnabled: off,
		isDebugEnabled: off,
		isInfoEnabled: off,
		isWarnEnabled: off,
		isErrorEnabled: off,
		isFatalEnabled: off,
		trace: silent,
		debug: silent,
		info: silent,
		warn: silent,
		error: silent,
		fatal: silent,
	});

/** One fault in a text. */
export interface Mutant {
	/** Line of the text, from 1. */
	line: number;
	original: string;
	replacement: string;
	/** The whole text with the fault. */
	text: string;
}

interface Position {
	line: number;
	column: number;
}

/** Offset of a position in a text; lines and columns count from 0. */
const offsetOf = (lines: string[], { line, column }: Position): number =>
	lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + column;

/** Returns all faults of a script, without those of the `excluded` kinds, which Stryker names. */
export async function mutantsOf(script: string, excluded: string[] = []): Promise<Mutant[]> {
	const { mutants } = await newInstrumenter().instrument(
		[{ name: 'script.js', mutate: true, content: script }],
		{ plugins: null, excludedMutations: excluded, ignorers: [] },
	);
	const lines = script.split('\n');
	return mutants
		.filter(({ status }) => status !== 'Ignored')
		.map(({ location, replacement }) => {
			const [from, to] = [offsetOf(lines, location.start), offsetOf(lines, location.end)];
			return {
				line: location.start.line + 1,
				original: script.slice(from, to),
				replacement,
				text: `${script.slice(0, from)}${replacement}${script.slice(to)}`,
			};
		});
}
