import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';

import { jobNames, loadJob } from '../../demo/jobs/job.mts';
import { root } from '../../tools/setup.mjs';

const workflows = globSync('workflows/*.json', { cwd: root })
	.map((file) => path.basename(file, '.json'))
	.sort();

const start = (...args: string[]) => {
	const program = path.join(root, 'demo', 'start.mts');
	return spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8' });
};

describe('The jobs of npm start', () => {
	it('are one for each workflow file', () => {
		expect(jobNames()).toEqual(workflows);
	});

	it.each(workflows)('%s says in one line what comes of it', async (name) => {
		const { summary } = await loadJob(name);
		expect(summary).toMatch(/^[A-Z][^\n]{20,110}[^.\n]$/);
	});

	it('are listed by --list, one line each, on stdout alone', async () => {
		const { stdout, status } = start('--list');
		const lines = stdout.trimEnd().split('\n');
		expect(status).toBe(0);
		expect(lines.map((line) => line.split(' ', 1)[0])).toEqual(workflows);
		expect(lines[0]).toContain((await loadJob(workflows[0])).summary);
	});

	it.each([
		[
			['--once', '--workflow', 'onbording'],
			[/There is no workflow "onbording"/, ...workflows.map((name) => new RegExp(name))],
		],
		[['--workflow', 'onboarding'], [/--workflow needs --once/]],
		[
			[
				...['--once', '--workflow', 'onboarding', '--token', 'T'],
				...['--api-url', 'https://accuhive.api.kandji.io'],
			],
			[/--workflow .* simulated one: leave out --api-url/],
		],
	])('refuse %s before anything starts, and say what to do', (args, said) => {
		const { stderr, stdout, status } = start(...args);
		expect(status).toBe(2);
		expect(stdout).toBe('');
		for (const expected of said) expect(stderr).toMatch(expected);
	});
});
