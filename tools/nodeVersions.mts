/**
 * `npm run node-versions`: finds the oldest n8n of those that are tried (docs/compatibility.md) that has each node of the
 * ready-made workflows in the version that they use, and writes it to tools/nodeVersions.json. It downloads n8n's nodes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { nodesOfN8n, readWorkflow, VERSIONS_FILE, versionKey, workflowNames } from './gallery.mts';
import { say } from './setup.mjs';

/** Oldest first. */
const TRIED = ['1.100.1', '1.123.81', '2.4.8', '2.20.12', '2.41.1'];
const PACKAGES = ['n8n-nodes-base', '@n8n/n8n-nodes-langchain'];

interface NodeTypeFact {
	name: string;
	version: number | number[];
}

const npm = (folder: string, ...args: string[]): string =>
	execFileSync('npm', args, {
		cwd: folder,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'inherit'],
	});

/** Returns the keys of all node types, in all of their versions, of an n8n. */
function nodesOf(version: string, folder: string): Set<string> {
	const dependencies = JSON.parse(
		npm(folder, 'view', `n8n@${version}`, 'dependencies', '--json'),
	) as Record<string, string>;
	const keys = PACKAGES.flatMap((name) => {
		const file = npm(folder, 'pack', '--silent', `${name}@${dependencies[name]}`).trim();
		const types = 'package/dist/types/nodes.json';
		execFileSync('tar', ['xzf', file, types], { cwd: folder });
		const facts = JSON.parse(readFileSync(path.join(folder, types), 'utf8')) as NodeTypeFact[];
		return facts.flatMap((fact) =>
			[fact.version].flat().map((each) => versionKey(`${name}.${fact.name}`, each)),
		);
	});
	return new Set(keys);
}

const wanted = new Set(workflowNames().flatMap((name) => nodesOfN8n(readWorkflow(name))));
const folder = mkdtempSync(path.join(tmpdir(), 'kandji-node-versions-'));
const found: Record<string, string> = {};
try {
	for (const version of TRIED) {
		say(`Reading the nodes of n8n ${version} ...`);
		const known = nodesOf(version, folder);
		for (const key of wanted) if (known.has(key)) found[key] ??= version;
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
const missing = [...wanted].filter((key) => !(key in found));
if (missing.length > 0) throw new Error(`No n8n that is tried has ${missing.join(', ')}`);
const sorted = Object.fromEntries(Object.entries(found).sort(([a], [b]) => a.localeCompare(b)));
writeFileSync(VERSIONS_FILE, `${JSON.stringify(sorted, null, '\t')}\n`);
say(`${Object.keys(sorted).length} nodes written; now: npm run docs`);
