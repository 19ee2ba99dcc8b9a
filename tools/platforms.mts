/**
 * `node tools/platforms.mts`: asks the registry for each package that set-up brings Node with, by platform, and whether
 * it holds the binary where set-up looks for it. Needs nothing installed but Node and npm.
 */
import { execFileSync } from 'node:child_process';

import { nodeBinary, nodePackages, npmCommand, say, wantedNode } from './setup.mjs';

const npm = (...given: string[]): string => {
	const { command, args, shell } = npmCommand();
	return execFileSync(command, [...args, ...given], {
		encoding: 'utf8',
		shell,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
};

let missing = 0;
for (const [machine, name] of Object.entries(nodePackages)) {
	const wanted = `${name}@${wantedNode}`;
	try {
		const printed = npm('pack', wanted, '--json', '--dry-run');
		const [{ version, files }] = JSON.parse(printed) as [
			{ version: string; files: Array<{ path: string }> },
		];
		const binary = nodeBinary(machine.split('-')[0]);
		const held = files.some((file) => file.path === binary);
		if (!held) missing += 1;
		say(`${held ? '✓' : '✗'} ${machine}: ${name} ${version} ${held ? 'holds' : 'lacks'} ${binary}`);
	} catch {
		missing += 1;
		say(`✗ ${machine}: the registry has no ${wanted}`);
	}
}
process.exitCode = missing === 0 ? 0 : 1;
