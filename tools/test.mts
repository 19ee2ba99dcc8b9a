/** `npm test`: build, jest, and n8n's review scan. With arguments (`npm test -- test/client`) only those tests. */
import { build } from './build.mts';
import { bin, runNode } from './exec.mts';
import { scan } from './scan.mts';

const args = process.argv.slice(2);
let passed = await build();
if (passed) passed = (await runNode(bin('jest'), args)) === 0;
if (passed && args.length === 0) passed = await scan();
process.exitCode = passed ? 0 : 1;
