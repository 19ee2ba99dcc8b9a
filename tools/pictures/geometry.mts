/** Where things lie on a canvas, in n8n's units, so that a test can tell what a person would see. */
import type { IConnections, INode } from 'n8n-workflow';

export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** A node's square; agents are wider, the sync is also higher. */
const NODE = 96;
/** The label below a node: at most twice as wide as the node, with room for a short subtitle, about 8 a letter. */
const MAX_LABEL_WIDTH = 192;
const HANGING_LABEL = 130;
const SUBTITLE = 150;
const LETTER = 8;
const LINE = 20;

const isNote = ({ type }: INode): boolean => type.endsWith('.stickyNote');

export function boxOf({ type, position: [x, y], parameters }: INode): Box {
	if (type.endsWith('.stickyNote')) {
		const { width = 240, height = 160 } = parameters as { width?: number; height?: number };
		return { x, y, width, height };
	}
	const wide = /\.(agent|mcpTrigger)$/.test(type) ? 256 : NODE;
	const high = type.endsWith('.kandjiAssetSync') ? 224 : NODE;
	return { x, y, width: wide, height: high };
}

/** What n8n writes below the name of a node that is off. */
const OFF = '(Deactivated)';

/** How many letters the lines of a text have when it is broken between words. */
function broken(text: string, widest: number): number[] {
	const lines = [0];
	for (const { length } of text.split(' ')) {
		const line = lines[lines.length - 1];
		if (line > 0 && (line + 1 + length) * LETTER > widest) lines.push(length);
		else lines[lines.length - 1] += (line > 0 ? 1 : 0) + length;
	}
	return lines;
}

/** A node with its label. What hangs below an agent is round, with a narrow label and no subtitle. */
export function labelled(node: INode): Box {
	const { x, y, width, height } = boxOf(node);
	const hangs = /(Tool|\.lmChat\w+|\.memory\w+)$/.test(node.type);
	const widest = hangs ? HANGING_LABEL : MAX_LABEL_WIDTH;
	const lines = [...broken(node.name, widest), ...(node.disabled ? [OFF.length] : [])];
	const letters = Math.min(widest, Math.max(...lines) * LETTER);
	const whole = Math.max(width, hangs ? widest : Math.max(letters, SUBTITLE));
	const down = LINE * (lines.length + (hangs ? 0 : 1));
	return { x: x + width / 2 - whole / 2, y, width: whole, height: height + down };
}

/** The rectangle around everything on a canvas. */
export function frameOf(nodes: INode[]): Box {
	const boxes = nodes.map(boxOf);
	const x = Math.min(...boxes.map((box) => box.x));
	const y = Math.min(...boxes.map((box) => box.y));
	const right = Math.max(...boxes.map((box) => box.x + box.width));
	const bottom = Math.max(...boxes.map((box) => box.y + box.height));
	return { x, y, width: right - x, height: bottom - y };
}

const overlap = (one: Box, other: Box): boolean =>
	one.x < other.x + other.width &&
	other.x < one.x + one.width &&
	one.y < other.y + other.height &&
	other.y < one.y + one.height;

const inside = (inner: Box, outer: Box): boolean =>
	inner.x >= outer.x &&
	inner.y >= outer.y &&
	inner.x + inner.width <= outer.x + outer.width &&
	inner.y + inner.height <= outer.y + outer.height;

type Point = [x: number, y: number];

interface Wire {
	from: INode;
	to: INode;
	/** Where it runs, corner by corner. */
	path: Point[];
}

/** How n8n leads a wire to a node further left: out to the right, down by this much, and back below everything. */
const AROUND = 40;
const BELOW = 130;

/** The height at which a wire leaves or enters: outputs and inputs share a side evenly. */
const port = (box: Box, at: number, of: number): number =>
	box.y + (box.height * (at + 1)) / (of + 1);

function pathOf([x1, y1]: Point, [x2, y2]: Point): Point[] {
	if (x2 > x1)
		return [
			[x1, y1],
			[x2, y2],
		];
	const turn = y1 + BELOW;
	return [
		[x1, y1],
		[x1 + AROUND, y1],
		[x1 + AROUND, turn],
		[x2 - AROUND, turn],
		[x2 - AROUND, y2],
		[x2, y2],
	];
}

/** The main wires. */
export function wiresOf(nodes: INode[], connections: IConnections): Wire[] {
	const named = new Map(nodes.map((node) => [node.name, node]));
	const inputs = new Map<string, number>();
	const all = Object.entries(connections).flatMap(([name, { main = [] }]) =>
		main.flatMap((targets, at) =>
			(targets ?? []).map((target) => ({ name, at, of: main.length, target })),
		),
	);
	for (const { target } of all) {
		inputs.set(target.node, Math.max(inputs.get(target.node) ?? 0, target.index + 1));
	}
	return all.flatMap(({ name, at, of, target }) => {
		const [from, to] = [named.get(name), named.get(target.node)];
		if (!from || !to) return [];
		const [start, end] = [boxOf(from), boxOf(to)];
		const path = pathOf(
			[start.x + start.width, port(start, at, of)],
			[end.x, port(end, target.index, inputs.get(to.name) ?? 1)],
		);
		return { from, to, path };
	});
}

type Segment = [start: Point, end: Point];

const segmentsOf = ({ path }: Wire): Segment[] => path.slice(1).map((end, at) => [path[at], end]);

/** Whether two straight lines meet between their ends. */
function meet([a, b]: Segment, [c, d]: Segment): boolean {
	const side = ([from, to]: Segment, [x, y]: Point) =>
		Math.sign((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]));
	return side([a, b], c) * side([a, b], d) < 0 && side([c, d], a) * side([c, d], b) < 0;
}

function cross(one: Wire, other: Wire): boolean {
	if (one.from === other.from || one.to === other.to) return false;
	return segmentsOf(one).some((line) => segmentsOf(other).some((each) => meet(line, each)));
}

const around = ([[x1, y1], [x2, y2]]: Segment): Box => ({
	x: Math.min(x1, x2),
	y: Math.min(y1, y2),
	width: Math.abs(x2 - x1),
	height: Math.abs(y2 - y1),
});

/** Whether a wire that starts a new row below runs over a node or its label; one that is straight is not asked. */
const runsOver = (wire: Wire, { x, y, width, height }: Box): boolean =>
	wire.path.length > 2 &&
	segmentsOf(wire)
		.map(around)
		.some(
			(line) =>
				line.x < x + width &&
				x < line.x + line.width &&
				line.y < y + height &&
				y < line.y + line.height,
		);

/** What a person would stumble over on this canvas, each as a sentence. */
export function flawsOf(nodes: INode[], connections: IConnections): string[] {
	const notes = nodes.filter(isNote);
	const steps = nodes.filter((node) => !isNote(node));
	const flaws: string[] = [];
	const pairs = <T,>(list: T[]) =>
		list.flatMap((one, at) => list.slice(at + 1).map((other) => [one, other]));
	for (const [one, other] of pairs(steps)) {
		if (overlap(labelled(one), labelled(other))) flaws.push(`${one.name} overlaps ${other.name}`);
	}
	for (const [one, other] of pairs(notes)) {
		if (overlap(boxOf(one), boxOf(other)))
			flaws.push(`the note ${one.name} overlaps ${other.name}`);
	}
	for (const step of steps) {
		const around = notes.filter((note) => overlap(boxOf(note), labelled(step)));
		const whole = around.length === 1 && inside(labelled(step), boxOf(around[0]));
		if (!whole) flaws.push(`${step.name} is not inside one note`);
	}
	const wires = wiresOf(steps, connections);
	for (const wire of wires) {
		const { from, to, path } = wire;
		const loop = from.type.endsWith('.splitInBatches') || to.type.endsWith('.splitInBatches');
		// Rows follow each other as those of a text do.
		const newRow = boxOf(to).y > boxOf(from).y + BELOW;
		if (path.length > 2 && !loop && !newRow)
			flaws.push(`the wire from ${from.name} to ${to.name} runs back`);
		for (const step of steps) {
			if (step !== from && step !== to && runsOver(wire, labelled(step)))
				flaws.push(`the wire from ${from.name} to ${to.name} runs over ${step.name}`);
		}
	}
	for (const [one, other] of pairs(wires)) {
		if (cross(one, other)) {
			flaws.push(`${one.from.name} → ${one.to.name} crosses ${other.from.name} → ${other.to.name}`);
		}
	}
	return flaws;
}
