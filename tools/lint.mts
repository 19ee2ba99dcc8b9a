/**
 * `npm run lint`: every check runs, side by side and even after another has failed. `--fix` repairs what can be repaired,
 * one check after the other.
 */
import { bin, runNode } from './exec.mts';
import { say } from './setup.mjs';

const fix = process.argv.includes('--fix');
const developmentCode = ['simulator', 'demo', 'bench', 'tools', 'test', '*.{js,mjs}'];
const tsc = bin('typescript', 'tsc');

const checks: Array<[string, string, string[]]> = [
	[
		"n8n's rules, strict mode",
		bin('@n8n/node-cli', 'n8n-node'),
		['lint', ...(fix ? ['--fix'] : [])],
	],
	[
		'rules of the development code',
		bin('eslint'),
		[
			'--config',
			'eslint.dev.config.mjs',
			'--max-warnings=0',
			'--no-error-on-unmatched-pattern',
			...(fix ? ['--fix'] : []),
			...developmentCode,
		],
	],
	['format', bin('prettier'), [fix ? '--write' : '--check', '--log-level=warn', '.']],
	['types of the nodes', tsc, ['--noEmit']],
	['types of the development code', tsc, ['--project', 'tsconfig.dev.json']],
];

const failed: string[] = [];
async function run([name, program, args]: (typeof checks)[number]): Promise<void> {
	const started = Date.now();
	if ((await runNode(program, args)) !== 0) failed.push(name);
	say(
		`${failed.includes(name) ? '✗' : '✓'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
	);
}
// Repairs come one after the other, because two of them may write the same file.
if (fix) for (const check of checks) await run(check);
else await Promise.all(checks.map(run));
if (failed.length > 0) say(`Lint failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
