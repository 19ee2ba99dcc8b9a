/**
 * `npm run schemas`: writes the output previews that n8n shows before a node's first run, from what the simulator
 * answers to every operation, and from a plan of the sync. Tests run them all anyway, so they do the writing.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';

import { bin, runNode } from './exec.mts';
import { root } from './setup.mjs';

rmSync(path.join(root, 'nodes/Kandji/__schema__'), { recursive: true, force: true });
process.exitCode = await runNode(bin('jest'), ['test/catalogue/operations', 'test/sync/node'], {
	env: { UPDATE_SCHEMAS: '1' },
});
