/** `npm run test:e2e`: the tests that need a real n8n and a browser. */
import { build } from './build.mts';
import { bin, runNode } from './exec.mts';
import { ensureDatabaseDriver } from './setup.mjs';

await ensureDatabaseDriver();
const passed =
	(await build()) &&
	(await runNode(bin('jest'), ['--config', 'jest.e2e.config.js', ...process.argv.slice(2)])) === 0;
process.exitCode = passed ? 0 : 1;
