import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Empty files that a planted import may point to. */
const TARGETS = [
	...['tools', 'tools/compat', 'demo', 'bench', 'test'].map((folder) => `${folder}/target.mts`),
	'nodes/Kandji/util/json.ts',
	'nodes/Kandji/client/client.ts',
	'nodes/Kandji/engine/names.ts',
];

/** Where a forbidden import is planted, what it imports, and the rule that it breaks. */
const PLANTED: Array<[file: string, target: string, rule: string]> = [
	['nodes/Kandji/client/up.ts', '../engine/names', 'client imports no more'],
	['nodes/Kandji/catalogue/sender.ts', '../client/client', 'catalogue imports no more'],
	['nodes/Kandji/fields/circle.ts', './circle', 'no circle: '],
	['nodes/Kandji/items/foreign.ts', 'undici', 'only what the host provides'],
	['nodes/Kandji/attic/room.ts', '../util/json', 'every room is in the plan'],
	['nodes/outside.ts', '../tools/target.mts', 'nodes imports no more'],
	['simulator/product.mts', '../nodes/Kandji/util/json.ts', 'simulator imports no more'],
	['simulator/tool.mts', '../tools/target.mts', 'simulator imports no more'],
	['workflows/demo.mts', '../demo/target.mts', 'workflows imports no more'],
	['tools/demo.mts', '../demo/target.mts', 'tools imports no more'],
	['tools/test.mts', '../test/target.mts', 'tools imports no more'],
	['tools/pictures/bench.mts', '../../bench/target.mts', 'compat and pictures import no tests'],
	['demo/test.mts', '../test/target.mts', 'demo imports no more'],
	['demo/circle.mts', './circle.mts', 'no circle at run time'],
	['bench/test.mts', '../test/target.mts', 'bench imports no more'],
	['bench/driver.mts', '../tools/compat/target.mts', 'only compat and pictures drive the demo'],
	['test/bench.mts', '../bench/target.mts', 'test imports no more'],
];

describe('All folders and the rooms of nodes/Kandji', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'house-'));
	let planted: Awaited<ReturnType<typeof look>>;

	beforeAll(async () => {
		const files = [
			...TARGETS.map((file) => [file, 'export {};']),
			...PLANTED.map(([file, target]) => [file, `import '${target}';`]),
		];
		for (const [file, text] of files) {
			mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
			writeFileSync(path.join(folder, file), `${text}\n`);
		}
		planted = await look(folder);
	});

	afterAll(() => rmSync(folder, { recursive: true }));

	it('import only what the plan allows, without a circle', async () => {
		const { code, said } = await look(root);
		expect(said.split('\n').filter((line) => line.startsWith('✗'))).toEqual([]);
		expect(code).toBe(0);
	});

	it.each(PLANTED)('may not hold %s that imports %s', (file, _, rule) => {
		const complaints = planted.said.split('\n').filter((line) => line.includes(`: ${file} -> `));
		expect(complaints.join('\n')).toContain(`✗ ${rule}`);
		expect(planted.code).toBe(1);
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
