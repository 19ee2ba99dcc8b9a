import { FailureReports } from './failureReports';
import { LookSchedule } from './lookSchedule';
import { NamedRecords } from './namedRecords';
import { PollLock } from './pollLock';
import { UnsavedState } from './unsavedState';

/** The memory of the process for one node, under its name. */
export class NodeMemory {
	readonly lock = new PollLock();

	readonly unsaved = new UnsavedState();

	readonly reports = new FailureReports();

	readonly schedule = new LookSchedule();

	readonly names = new NamedRecords();
}

/** The node that used a saved state last. */
interface StateUser {
	name: string;
	head: string;
	/** How often another node came next with the same state. */
	switches: number;
}

/** A renamed node takes its state over once; a second change shows two nodes. */
const MAX_SWITCHES = 1;

/** The memory of one process for its triggers, beside the state that n8n saves; lost when the process ends. */
export class ProcessMemory {
	private readonly nodes = new Map<string, NodeMemory>();

	private readonly contexts = new WeakSet<object>();

	private readonly started = new Set<string>();

	private readonly users = new Map<string, StateUser>();

	/** Returns the memory of a node. */
	of(key: string): NodeMemory {
		const memory = this.nodes.get(key) ?? new NodeMemory();
		this.nodes.set(key, memory);
		return memory;
	}

	/** Returns true the first time for a poll context: n8n makes a new one when it activates a workflow. */
	isFirstSight(context: object): boolean {
		const isFirst = !this.contexts.has(context);
		this.contexts.add(context);
		return isFirst;
	}

	/** Notes that a node has started, under its ID: a renamed node must not emit the existing devices again. */
	markStarted(id: string): void {
		this.started.add(id);
	}

	hasStarted(id: string): boolean {
		return this.started.has(id);
	}

	/** Notes which node uses a saved state; true if two nodes of one ID use the same one in turn. */
	isSharedState(id: string, name: string, head: string): boolean {
		const last = this.users.get(id);
		const isOther = last !== undefined && last.name !== name && last.head === head && head !== '';
		const switches = isOther ? last.switches + 1 : (last?.switches ?? 0);
		this.users.set(id, { name, head, switches });
		return isOther && switches > MAX_SWITCHES;
	}

	/** Notes the state that a node left. */
	noteState(id: string, head: string): void {
		const last = this.users.get(id);
		if (last) last.head = head;
	}
}
