import { execFile } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(__dirname, '../..');
const run = promisify(execFile);

/** What the check of the house says about a copy of the nodes. */
async function look(folder: string): Promise<{ code: number; said: string }> {
	const program = path.join(root, 'tools/house.mts');
	try {
		const { stdout, stderr } = await run(process.execPath, [program, '--root', folder], {
			cwd: root,
		});
		return { code: 0, said: stdout + stderr };
	} catch (failure) {
		const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string };
		return { code, said: stdout + stderr };
	}
}

describe('The rooms of nodes/Kandji', () => {
	it('import only what the plan allows, without a circle', async () => {
		const { code, said } = await look(root);
		expect(said.split('\n').filter((line) => line.startsWith('✗'))).toEqual([]);
		expect(code).toBe(0);
	});

	it.each([
		[
			'an arrow that runs back up',
			'client/planted.ts',
			"import '../engine/names';",
			/client imports no more/,
		],
		[
			'a sender in the catalogue',
			'catalogue/planted.ts',
			"import '../client/client';",
			/catalogue imports no more/,
		],
		['a circle', 'fields/planted.ts', "import './planted';", /no circle/],
		[
			'a package that n8n Cloud does not have',
			'items/planted.ts',
			"import 'undici';",
			/only what the host provides/,
		],
		[
			'a room that nobody planned',
			'attic/planted.ts',
			"import '../util/json';",
			/every room is in the plan/,
		],
	])('would show %s', async (_, file, text, complaint) => {
		const folder = mkdtempSync(path.join(tmpdir(), 'house-'));
		try {
			const nodes = path.join(folder, 'nodes/Kandji');
			cpSync(path.join(root, 'nodes/Kandji'), nodes, { recursive: true });
			mkdirSync(path.join(nodes, path.dirname(file)), { recursive: true });
			writeFileSync(path.join(nodes, file), `${text}\n`);
			const { code, said } = await look(folder);
			expect(said).toMatch(complaint);
			expect(code).toBe(1);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('send nothing but from client/', () => {
		const files = readdirSync(path.join(root, 'nodes'), { recursive: true, encoding: 'utf8' });
		const senders = files.filter(
			(file) =>
				file.endsWith('.ts') &&
				/\bhttpRequest|(?<![.\w]|async )fetch\(|\brequestWithAuthentication|\bhelpers\.request\b/.test(
					readFileSync(path.join(root, 'nodes', file), 'utf8'),
				),
		);
		expect(
			senders.map((file) => path.dirname(file)).filter((room) => room !== 'Kandji/client'),
		).toEqual([]);
		expect(senders.length).toBeGreaterThan(0);
	});
});
