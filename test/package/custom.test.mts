import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CustomDirectoryLoader } from 'n8n-core';

import { root } from '../../tools/setup.mjs';

// n8n loads a folder of N8N_CUSTOM_EXTENSIONS with this loader, which gives all nodes one package name.
describe('Loaded through N8N_CUSTOM_EXTENSIONS', () => {
	it('the nodes are called what workflows/README.md says, and the credential keeps its name', async () => {
		const loader = new CustomDirectoryLoader(path.join(root, 'dist'));
		await loader.loadAll();
		const names = loader.types.nodes.map(({ name }) => `${loader.packageName}.${name}`);
		expect(names.sort()).toEqual(['CUSTOM.kandji', 'CUSTOM.kandjiAssetSync', 'CUSTOM.kandjiTrigger']);
		expect(loader.types.credentials.map(({ name }) => name)).toEqual(['kandjiApi']);
		const advice = readFileSync(path.join(root, 'workflows/README.md'), 'utf8');
		for (const name of names) expect(advice).toContain(`\`${name}\``);
	});
});
