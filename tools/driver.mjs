/**
 * `node --import tools/driver.mjs n8n start`: gives n8n the SQLite driver whose package brings its native code along,
 * where n8n asks for its own, which would have to be compiled first. For simulated tenants only, see setup.mjs.
 */
import Module, { createRequire } from 'node:module';
import path from 'node:path';

import { driverFolder, root } from './setup.mjs';

const { default: sqlite } = createRequire(path.join(root, driverFolder, 'package.json'))(
	'@appthreat/sqlite3',
);
/** @typedef {(request: string, ...rest: unknown[]) => unknown} Load */
const loader = /** @type {{ _load: Load }} */ (/** @type {unknown} */ (Module));
const load = loader._load.bind(Module);
/** @type {Load} */
const loadOrReplace = (request, ...rest) =>
	request === 'sqlite3' ? sqlite : load(request, ...rest);
loader._load = loadOrReplace;
