import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';

import { demoFolder, newFolder, removeFolder } from '../../demo/folder.mts';
import { makePasswordSecret, owner } from '../../demo/workspace.mts';
import { root } from '../../tools/setup.mjs';

describe('The demo with a real tenant', () => {
	it('keeps its folders from other users of the machine', () => {
		const folder = newFolder('safety');
		const modes = [demoFolder, folder].map((each) => statSync(each).mode & 0o777);
		removeFolder(folder);
		expect(modes).toEqual([0o700, 0o700]);
	});

	it('has a password of its own for every start, which n8n accepts', () => {
		const published = owner.password;
		makePasswordSecret();
		const first = owner.password;
		makePasswordSecret();
		expect(new Set([published, first, owner.password]).size).toBe(3);
		expect(owner.password).toMatch(/^(?=.*[A-Z])(?=.*\d).{20,64}$/);
	});
});

describe("The demo's n8n", () => {
	const server =
		"const s = require('http').createServer((q, a) => a.end('page')).listen(0, '127.0.0.1', () => console.log(s.address().port))";
	const statusFor = async (port: number, host: string) => {
		const asked = request({ host: '127.0.0.1', port, headers: { host } }).end();
		const [answer] = (await once(asked, 'response')) as [
			{ statusCode: number; resume: () => void },
		];
		answer.resume();
		return answer.statusCode;
	};

	it('answers under the names of this machine only', async () => {
		const check = path.join(root, 'demo/hostCheck.mts');
		const child = spawn(process.execPath, ['--import', `file://${check}`, '-e', server]);
		const port = Number(String(await once(child.stdout, 'data')));
		const statuses: Record<string, number> = {};
		for (const host of [
			'127.0.0.1:5678',
			'localhost',
			'[::1]:5678',
			'evil.example',
			'127.0.0.1.evil.example',
		])
			statuses[host] = await statusFor(port, host);
		child.kill();
		expect(statuses).toEqual({
			...{ '127.0.0.1:5678': 200, localhost: 200, '[::1]:5678': 200 },
			...{ 'evil.example': 421, '127.0.0.1.evil.example': 421 },
		});
	});
});
