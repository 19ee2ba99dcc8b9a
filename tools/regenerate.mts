/**
 * `npm run regenerate`: writes everything that is generated from the catalogue: the golden files of requests, the list
 * of names that never change, the output previews that n8n shows before a node's first run, and the docs. Prints the
 * files that changed, which are reviewed like code. Tests run all operations anyway, so they do the writing.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';

import { bin, runNode } from './exec.mts';
import { root, say } from './setup.mjs';

const PREVIEWS = 'nodes/Kandji/__schema__';
/** The tests that write: the others would read what is not there yet. */
const WRITERS = ['test/catalogue/operations', 'test/catalogue/description', 'test/sync/node'];
const GENERATED = [
	PREVIEWS,
	'test/catalogue/golden',
	'test/catalogue/*.txt',
	'docs',
	'README.md',
	'workflows/README.md',
];

rmSync(path.join(root, PREVIEWS), { recursive: true, force: true });
const tests = await runNode(bin('jest'), WRITERS, {
	env: { UPDATE_GOLDEN: '1', UPDATE_FROZEN: '1', UPDATE_SCHEMAS: '1' },
});
const docs = await runNode(path.join(root, 'tools/run.mjs'), ['tools/docs.mts']);
const changed = execFileSync('git', ['status', '--short', '--', ...GENERATED], {
	cwd: root,
	encoding: 'utf8',
});
say(changed === '' ? 'Nothing has changed.' : `Changed, to be reviewed like code:\n${changed}`);
process.exitCode = tests === 0 && docs === 0 ? 0 : 1;
