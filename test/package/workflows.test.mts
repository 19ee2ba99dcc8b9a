/** The workflows of the repository's host: what they may do, and that they run every step of .ci/run. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from '../../tools/setup.mjs';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const jobsOf = (text: string) => text.split(/^(?= {2}[\w-]+:\n)/m);

describe('The workflows of the repository', () => {
	it.each(globSync('.github/workflows/*.yml', { cwd: root }))(
		'pin each action of %s to a commit',
		(file) => {
			const actions = [...read(file).matchAll(/uses: (\S+)/g)].map(([, action]) => action);
			expect(actions.length).toBeGreaterThan(0);
			for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
		},
	);

	it('run every step of .ci/run', () => {
		const commands = [...read('.ci/run').matchAll(/^step '[^']+' (npm .*)$/gm)].map(
			([, command]) => command,
		);
		expect(commands.length).toBeGreaterThan(8);
		// npm test builds and scans.
		const own = commands.filter((command) => !/ run (?:build|scan)$/.test(command));
		const ci = read('.github/workflows/ci.yml');
		for (const command of own) expect(ci).toContain(command);
	});

	it('publish what a job packed that may not publish', () => {
		const [, build, publish] = jobsOf(read('.github/workflows/publish.yml')).filter(
			(job, index) => index === 0 || job.includes('runs-on'),
		);
		expect(build).toContain('npm test');
		expect(build).not.toContain('id-token');
		expect(publish).toContain('id-token: write');
		expect(publish).not.toMatch(/npm (?:ci|install|test|run)/);
	});

	it('keep the screenshots, whose folder is hidden', () => {
		expect(read('.github/workflows/ci.yml')).toMatch(
			/path: \.screenshots[\s\S]*include-hidden-files: true/,
		);
	});
});
