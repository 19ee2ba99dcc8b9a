import { flawsOf, frameOf } from '../../tools/pictures/geometry.mts';
import { readWorkflow, workflowNames } from '../../tools/gallery.mts';

const node = (name: string, x: number, y: number, more: object = {}) => ({
	...{ id: name, name, type: 'n8n-nodes-base.set', typeVersion: 1 },
	...{ position: [x, y] as [number, number], parameters: {}, ...more },
});
const note = (name: string, x: number, y: number, width: number, height: number) =>
	node(name, x, y, { type: 'n8n-nodes-base.stickyNote', parameters: { width, height } });
const wire = (to: string) => ({ main: [[{ node: to, type: 'main' as const, index: 0 }]] });

describe('The canvas of a workflow', () => {
	it.each(workflowNames())('%s reads from left to right, and nothing lies on anything', (name) => {
		const { nodes, connections } = readWorkflow(name);
		expect(flawsOf(nodes, connections)).toEqual([]);
	});

	it('fits a screen of 1440 x 900 at half its size or more', () => {
		const isTooWide = (name: string) => {
			const { width, height } = frameOf(readWorkflow(name).nodes);
			return Math.min(1440 / width, 900 / height) < 0.5;
		};
		expect(workflowNames().filter(isTooWide)).toEqual([]);
	});

	it('says what to fill in under a heading, and names its permissions', () => {
		const isSilent = (name: string) => {
			const about = readWorkflow(name).nodes.find((each) => each.name === 'About');
			const text = String(about?.parameters.content);
			return !/^## What to fill in$/m.test(text) || !/^## Permissions of the token$/m.test(text);
		};
		expect(workflowNames().filter(isSilent)).toEqual([]);
	});

	it.each(workflowNames())('%s has a note for each part, and no long code', (name) => {
		const { nodes } = readWorkflow(name);
		const notes = nodes.filter(({ type }) => type.endsWith('stickyNote'));
		expect(notes.length).toBeGreaterThanOrEqual(3);
		for (const { parameters } of notes) expect(String(parameters.content)).toMatch(/^#{1,3} \S/);
		for (const { parameters } of nodes) {
			const lines = String(parameters.jsCode ?? '').split('\n').length;
			expect(lines).toBeLessThanOrEqual(40);
		}
	});

	it('has tables whose names n8n can tell apart: it takes a part of a name for the whole', () => {
		const tables = workflowNames().flatMap((name) =>
			readWorkflow(name).nodes.flatMap(({ parameters: { tableName } }) =>
				typeof tableName === 'string' ? [tableName.toLowerCase()] : [],
			),
		);
		const names = [...new Set(tables)];
		const within = names.filter((one) =>
			names.some((other) => other !== one && other.includes(one)),
		);
		expect(within).toEqual([]);
	});

	it('would be blamed for what a person stumbles over', () => {
		const around = note('Part', -100, -100, 900, 600);
		const nodes = [
			...[around, node('A', 0, 0), node('B', 120, 0), node('C', 400, 200), node('D', 400, 0)],
			...[node('Outside', 900, 0), node('E', 0, 200)],
		];
		const flaws = flawsOf(nodes, { D: wire('A'), A: wire('C'), E: wire('D') });
		expect(flaws).toEqual([
			'A overlaps B',
			'Outside is not inside one note',
			'the wire from D to A runs back',
			'D → A crosses A → C',
			'D → A crosses E → D',
			'A → C crosses E → D',
		]);
		expect(flawsOf([around, note('Other', 700, 0, 300, 300)], {})).toEqual([
			'the note Part overlaps Other',
		]);
	});

	it('may go on in a row below, with a wire that runs over nothing', () => {
		const rows = [note('Part', -100, -100, 900, 600), node('A', 400, 0), node('B', 0, 300)];
		expect(flawsOf(rows, { A: wire('B') })).toEqual([]);
		expect(flawsOf([...rows, node('C', 200, 130)], { A: wire('B') })).toEqual([
			'the wire from A to B runs over C',
		]);
	});

	it('counts the word that n8n writes below what is off', () => {
		const off = node('Jira Issue', 0, 0, { disabled: true });
		const below = node('Ticket', 0, 140);
		expect(flawsOf([note('Part', -100, -100, 900, 600), off, below], {})).toEqual([
			'Jira Issue overlaps Ticket',
		]);
	});
});
