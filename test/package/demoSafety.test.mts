import { statSync } from 'node:fs';

import { demoFolder, newFolder, removeFolder } from '../../demo/folder.mts';
import { makePasswordSecret, owner } from '../../demo/workspace.mts';

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
