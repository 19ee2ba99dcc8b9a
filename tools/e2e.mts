/** `npm run test:e2e`: the tests that need a real n8n and a browser. */
import { build } from './build.mts';
import { bin, runNode } from './exec.mts';
import { ensureDatabaseDriver } from './setup.mjs';

/** Three n8n that poll every ten seconds: on a busy machine a poll overtakes the saving of the one before. */
const ALONE = 'test/e2e/trigger.test.mts';

const jest = async (...given: string[]) =>
	(await runNode(bin('jest'), ['--config', 'jest.e2e.config.js', ...given])) === 0;

/** Runs the files that are given, or all of them: first the one that has to be alone. */
async function run(given: string[]): Promise<boolean> {
	if (given.length > 0) return await jest(...given);
	const results = [await jest(ALONE), await jest('--testPathIgnorePatterns', ALONE)];
	return results.every(Boolean);
}

await ensureDatabaseDriver();
const passed = (await build()) && (await run(process.argv.slice(2)));
process.exitCode = passed ? 0 : 1;
