import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

import { locked, root } from '../../tools/setup.mjs';

const run = (...args: string[]) =>
	spawnSync(process.execPath, [path.join(root, 'tools', 'run.mjs'), ...args], { encoding: 'utf8' });

describe('A command of the package', () => {
	it('runs under a Node that n8n accepts and leaves stdout to the program', () => {
		const { stdout, stderr, status } = run('--print', 'JSON.stringify(process.versions.node)');
		expect(Number(String(JSON.parse(stdout)).split('.')[0])).toBeGreaterThanOrEqual(24);
		expect(stderr).toBe('');
		expect(status).toBe(0);
	});

	it("ends with the program's exit code", () => {
		expect(run('--eval', 'process.exit(3)').status).toBe(3);
	});

	it('finds the same Node in the programs that it starts', () => {
		const program = "process.stdout.write(require('child_process').execFileSync('node', ['-v']))";
		expect(run('--eval', program).stdout).toBe(
			execFileSync(process.execPath, ['-v'], { encoding: 'utf8' }),
		);
	});

	it('waits while another one sets up or builds', async () => {
		const events: string[] = [];
		const work = (name: string) => async () => {
			events.push(`${name} starts`);
			await new Promise((resolve) => setTimeout(resolve, 20));
			events.push(`${name} ends`);
		};
		await Promise.all([locked(work('first')), locked(work('second'))]);
		expect(events).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
	});
});
