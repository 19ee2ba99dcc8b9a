import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { npmCommand, root, SetupFailure } from '../setup.mjs';

const run = promisify(execFile);

/** A version of n8n as the registry has it. */
export interface N8nVersion {
	version: string;
	/** The Node versions that it names, e.g. `>=20.19 <= 24.x`. */
	engines: string;
}

/** Compares `1.9.0` and `1.10.0` by their numbers. */
export function compareVersions(left: string, right: string): number {
	return left.localeCompare(right, 'en', { numeric: true });
}

/** What `npm view` knows of a package. Throws a SetupFailure that says what was asked for when the registry has none. */
async function view<T>(what: string, field: string): Promise<T> {
	const { command, args, shell } = npmCommand();
	try {
		const { stdout } = await run(command, [...args, 'view', what, field, '--json'], {
			cwd: root,
			shell,
			maxBuffer: 2 ** 26,
		});
		if (stdout.trim() !== '') return JSON.parse(stdout) as T;
	} catch (failure) {
		const { stderr = '' } = failure as { stderr?: string };
		const [reason = ''] = stderr.split('\n').filter((line) => line.includes('npm error'));
		throw new SetupFailure(`The registry has no ${what}. ${reason}`.trim());
	}
	throw new SetupFailure(`The registry has no ${what}.`);
}

/**
 * The newest released version that fits: `1.100.1` itself, the newest of `1.123` or `2.4`, or a tag such as `latest`.
 * Throws a SetupFailure when the registry has none.
 */
export async function resolveVersion(wanted: string): Promise<N8nVersion> {
	const found = [await view<string | string[]>(`n8n@${wanted}`, 'version')].flat();
	const version = found.sort(compareVersions).at(-1) ?? wanted;
	const engines = await view<string>(`n8n@${version}`, 'engines.node');
	return { version, engines };
}

/** The Node that an n8n is run with: the oldest of 22 and 24 that its `engines` allow. */
export function nodeFor(engines: string): 22 | 24 {
	const least = Number(/>=\s*(\d+)/.exec(engines)?.[1] ?? 22);
	return least > 22 ? 24 : 22;
}
