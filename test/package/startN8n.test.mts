import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { newFolder, removeFolder } from '../../demo/folder.mts';
import { startN8n } from '../../demo/n8n.mts';

/** Stands for an n8n whose port somebody else takes first, so often; it notes the port of each start. */
const program = (times: number) => `
const { appendFileSync, readFileSync } = require('node:fs');
appendFileSync('ports', process.env.N8N_PORT + '\\n');
if (readFileSync('ports', 'utf8').split('\\n').length - 1 <= ${times}) {
	console.error("n8n's port is already in use. Do you have another instance of n8n running already?");
	process.exit(1);
}
require('node:http').createServer((_, answer) => answer.end('{}')).listen(process.env.N8N_PORT, '127.0.0.1');
`;

let folder: string;
beforeEach(() => {
	folder = newFolder('start');
});
afterEach(() => removeFolder(folder));

const start = async (times: number) => {
	const file = path.join(folder, 'n8n.cjs');
	writeFileSync(file, program(times));
	return await startN8n({ folder, port: 0, program: { node: process.execPath, n8n: file } });
};
const ports = () => readFileSync(path.join(folder, 'ports'), 'utf8').trim().split('\n');

describe('The start of n8n', () => {
	it('takes another port when somebody took the first one meanwhile', async () => {
		const n8n = await start(1);
		await n8n.close();
		expect(ports()).toHaveLength(2);
		expect(n8n.url).toBe(`http://127.0.0.1:${ports()[1]}`);
	});

	it('fails with the log when that happens again', async () => {
		await expect(start(2)).rejects.toThrow('already in use');
		expect(ports()).toHaveLength(2);
	});
});
