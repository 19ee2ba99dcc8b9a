import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../..');
const folder = path.join(root, 'nodes/Kandji/catalogue');

const TEXTS = "name: 'Get', value: 'get', action: 'Get tag', description: 'Get one tag'";
const PERMISSION = "permission: 'Tags > Get Tag?'";
const FIELD = "{ displayName: 'Tag', name: 'tag', type: 'string', default: '' }";

/** Declarations as a catalogue file would make them, and what the compiler must say about them. */
const snippets: Array<{ title: string; declaration: string; complaint?: RegExp }> = [
	{
		title: 'accepts a route whose holes are filled',
		declaration: `operation({ ${TEXTS}, ${PERMISSION}, route: 'GET /tags/{tag}', path: [${FIELD}] })`,
	},
	{
		title: 'accepts a route without holes',
		declaration: `operation({ ${TEXTS}, ${PERMISSION}, route: 'GET /tags' })`,
	},
	{
		title: 'rejects a verb that Kandji does not know',
		declaration: `operation({ ${TEXTS}, ${PERMISSION}, route: 'PUT /tags' })`,
		complaint: /"PUT \/tags"' is not assignable/,
	},
	{
		title: 'rejects a path that does not begin with a slash',
		declaration: `operation({ ${TEXTS}, ${PERMISSION}, route: 'GET tags' })`,
		complaint: /"GET tags"' is not assignable/,
	},
	{
		title: 'rejects a route with an unfilled hole',
		declaration: `operation({ ${TEXTS}, ${PERMISSION}, route: 'GET /tags/{tag}' })`,
		complaint: /A hole of the route has no path field/,
	},
	{
		title: 'rejects a route of which only one hole is filled',
		declaration: `operation({ ${TEXTS}, ${PERMISSION}, route: 'GET /tags/{tag}/{other}', path: [${FIELD}] })`,
		complaint: /A hole of the route has no path field/,
	},
	{
		title: 'rejects a path field that fills no hole',
		declaration: `operation({ ${TEXTS}, ${PERMISSION}, route: 'GET /tags', path: [${FIELD}] })`,
		complaint: /not assignable to type 'undefined'/,
	},
	{
		title: 'rejects an operation without a permission',
		declaration: `operation({ ${TEXTS}, route: 'GET /tags' })`,
		complaint: /Property 'permission' is missing/,
	},
	{
		title: 'rejects a permission outside the groups of the token grid',
		declaration: `operation({ ${TEXTS}, permission: 'Labels > Get Tag', route: 'GET /tags' })`,
		complaint: /"Labels > Get Tag"' is not assignable/,
	},
	{
		title: 'accepts a list whose holes are filled',
		declaration: `listOperation({ ${TEXTS}, list: lists.deviceNotes, path: [{ ...${FIELD}, name: 'device' }] })`,
	},
	{
		title: 'rejects a list with an unfilled hole',
		declaration: `listOperation({ ${TEXTS}, list: lists.deviceNotes })`,
		complaint: /A hole of the route has no path field/,
	},
	{
		title: 'rejects a list with a permission of its own, which stands with the list',
		declaration: `listOperation({ ${TEXTS}, ${PERMISSION}, list: lists.tags })`,
		complaint: /'permission' does not exist/,
	},
	{
		title: 'rejects a pager that the client does not have',
		declaration: `const list: List = { path: '/tags', ${PERMISSION}, items: '', pager: 'pages' }`,
		complaint: /"pages"' is not assignable/,
	},
	{
		title: 'rejects several requests without a function that sends them',
		declaration: `const several: Operation = { ${TEXTS}, ${PERMISSION}, requests: ['GET /tags'] }`,
		complaint: /is not assignable to type 'Operation'|'run' is missing/,
	},
];

/** What the compiler says about each snippet, as if it were a file of the catalogue. */
function complaints(): string[] {
	const files = new Map(
		snippets.map(({ declaration }, index) => [
			path.join(folder, `snippet${index}.ts`),
			`import { lists } from '../api/lists';\nimport type { List } from '../api/lists';\n` +
				`import { listOperation, operation } from './operationTypes';\nimport type { Operation } from './operationTypes';\n` +
				`export type Used = Operation | List;\nvoid [lists, listOperation, operation];\n${declaration};\n`,
		]),
	);
	const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile) as {
		config: { compilerOptions: object };
	};
	const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
	const settings: ts.CompilerOptions = { ...options, noEmit: true, noUnusedLocals: false };
	const host = ts.createCompilerHost(settings);
	const { readFile, fileExists } = host;
	host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
	host.readFile = (name) => files.get(name) ?? readFile.call(host, name);
	const program = ts.createProgram([...files.keys()], settings, host);
	return [...files.keys()].map((name) =>
		program
			.getSemanticDiagnostics(program.getSourceFile(name))
			.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
			.join('\n'),
	);
}

describe('The compiler', () => {
	const found = complaints();

	it.each(snippets.map((snippet, index) => ({ ...snippet, said: found[index] })))(
		'$title',
		({ said, complaint }) => {
			if (complaint) expect(said).toMatch(complaint);
			else expect(said).toBe('');
		},
	);
});
