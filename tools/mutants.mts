/** Faults that Stryker plants in JavaScript, and a copy of the clone in which the tests meet them. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Instrumenter } from '@stryker-mutator/instrumenter';

import { root } from './setup.mjs';

/** A fault that hangs the tests counts as caught. */
const MAX_MS = 120_000;

/** Returns a copy of what the tests need of the clone. It is removed when this process ends. */
export function newSandbox(): string {
	const sandbox = mkdtempSync(path.join(tmpdir(), 'kandji-mutation-'));
	process.once('exit', () => rmSync(sandbox, { recursive: true, force: true }));
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
	const parts = '{credentials,icons,nodes,simulator,test,tools,workflows,demo,*.js,*.json}';
	for (const part of globSync(parts, { cwd: root }))
		cpSync(path.join(root, part), path.join(sandbox, part), { recursive: true });
	symlinkSync(path.join(root, 'node_modules'), path.join(sandbox, 'node_modules'));
	return sandbox;
}

/** Whether these test files pass in the sandbox. */
export async function passIn(
	sandbox: string,
	tests: string[],
	env: NodeJS.ProcessEnv = {},
): Promise<boolean> {
	const jest = ['node_modules/jest/bin/jest.js', '--silent', '--bail', '-w', '1'];
	const child = spawn(process.execPath, [...jest, '--runTestsByPath', ...tests], {
		cwd: sandbox,
		stdio: 'ignore',
		timeout: MAX_MS,
		killSignal: 'SIGKILL',
		env: { ...process.env, ...env },
	});
	return await new Promise((resolve) => child.once('close', (code) => resolve(code === 0)));
}

/** Draws `count` faults. Seed and fault alone decide, so that the same fault is drawn again in another commit. */
export function drawFaults<T>(
	faults: T[],
	{ seed, count, identity }: { seed: string; count: number; identity: (fault: T) => unknown },
): T[] {
	const lot = (fault: T) =>
		createHash('sha256')
			.update(JSON.stringify([seed, identity(fault)]))
			.digest('hex');
	return faults
		.map((fault) => ({ fault, drawn: lot(fault) }))
		.sort((one, other) => (one.drawn < other.drawn ? -1 : 1))
		.slice(0, count)
		.map(({ fault }) => fault);
}

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
