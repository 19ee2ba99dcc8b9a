/** `npm run simulator:pack`: packs the simulator as a file that `npx` runs in any folder. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { npmCommand, root, say } from './setup.mjs';
import { buildSimulator, NAME } from './simulator-package.mts';

const folder = path.join(root, '.cache', NAME);
await buildSimulator(folder);
const { command, args, shell } = npmCommand();
const packed = execFileSync(command, [...args, 'pack', '--json', '--pack-destination', root], {
	cwd: folder,
	encoding: 'utf8',
	shell,
});
const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
say(`Packed ${filename}. Start it anywhere: npx ./${filename} --port 4000`);
