/**
 * `npm run scan`: packs the package and runs n8n's own review scan over what would be published and
 * over the sources. Where n8n lets warnings pass, this does not. It runs outside jest, whose module
 * registry keeps the scan's rules from seeing the parser they were made for.
 */
import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

import { build } from './build.mts';
import { unpackPackage } from './pack.mts';
import { root, say } from './setup.mjs';

async function findings(folder: string, patterns: string[]): Promise<string> {
	const files = globSync(patterns, { cwd: folder, exclude: ['node_modules/**'] });
	if (files.length === 0) return `nothing to scan in ${folder}`;
	const verdict = await analyzePackage(folder, patterns);
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const results = await eslint.lintFiles(files.map((file) => path.join(folder, file)));
	const found = results.reduce(
		(sum, { errorCount, warningCount }) => sum + errorCount + warningCount,
		0,
	);
	if (verdict.passed && found === 0) return '';
	const formatter = await eslint.loadFormatter('stylish');
	return `${verdict.passed ? '' : `${verdict.message}\n`}${await formatter.format(results)}`;
}

/** Whether n8n's scan finds nothing at all; what it finds is printed. */
export async function scan(): Promise<boolean> {
	const unpacked = unpackPackage();
	try {
		const parts: Array<[string, string, string[]]> = [
			['the packed package', path.join(unpacked, 'package'), ['**/*.js', '**/*.ts', '**/*.json']],
			['the sources', root, SOURCE_FILE_PATTERNS],
		];
		let clean = true;
		for (const [what, folder, patterns] of parts) {
			const text = await findings(folder, patterns);
			say(
				text === ''
					? `✓ n8n's scan of ${what}: nothing found`
					: `✗ n8n's scan of ${what}:\n${text}`,
			);
			clean &&= text === '';
		}
		return clean;
	} finally {
		rmSync(unpacked, { recursive: true, force: true });
	}
}

if (argv[1] === fileURLToPath(import.meta.url)) {
	process.exitCode = (await build()) && (await scan()) ? 0 : 1;
}
