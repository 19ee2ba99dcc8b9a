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
const WIDEST_LABEL = 192;
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

/** A node with its label. What hangs below an agent is round, with a narrow label and no subtitle. */
export function labelled(node: INode): Box {
	const { x, y, width, height } = boxOf(node);
	const hangs = /(Tool|\.lmChat\w+|\.memory\w+)$/.test(node.type);
	const letters = node.name.length * LETTER;
	const wide = hangs ? 130 : Math.min(WIDEST_LABEL, Math.max(letters, SUBTITLE));
	const lines = Math.ceil(letters / wide) + (hangs ? 0 : 1);
	const whole = Math.max(width, wide);
	return { x: x + width / 2 - whole / 2, y, width: whole, height: height + LINE * lines };
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

interface Wire {
	from: INode;
	to: INode;
	x1: number;
	y1: number;
	x2: number;
	y2: number;
}

/** The height at which a wire leaves or enters: outputs and inputs share a side evenly. */
const port = (box: Box, at: number, of: number): number =>
	box.y + (box.height * (at + 1)) / (of + 1);

/** The main wires, as straight lines. */
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
		return {
			...{ from, to, x1: start.x + start.width, y1: port(start, at, of) },
			...{ x2: end.x, y2: port(end, target.index, inputs.get(to.name) ?? 1) },
		};
	});
}

/** Whether two straight wires meet between their ends. */
function cross(one: Wire, other: Wire): boolean {
	if (one.from === other.from || one.to === other.to) return false;
	const side = (wire: Wire, x: number, y: number) =>
		Math.sign((wire.x2 - wire.x1) * (y - wire.y1) - (wire.y2 - wire.y1) * (x - wire.x1));
	return (
		side(one, other.x1, other.y1) * side(one, other.x2, other.y2) < 0 &&
		side(other, one.x1, one.y1) * side(other, one.x2, one.y2) < 0
	);
}

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
	for (const { from, to } of wires) {
		const loop = from.type.endsWith('.splitInBatches') || to.type.endsWith('.splitInBatches');
		if (to.position[0] < from.position[0] && !loop)
			flaws.push(`the wire from ${from.name} to ${to.name} runs back`);
	}
	for (const [one, other] of pairs(wires)) {
		if (cross(one, other)) {
			flaws.push(`${one.from.name} → ${one.to.name} crosses ${other.from.name} → ${other.to.name}`);
		}
	}
	return flaws;
}
