import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeError } from 'n8n-workflow';

import { KandjiClient } from '../client/client';
import { pollBudgetMs, UNLIMITED_POLL_MS } from '../client/host';
import type { NormalizedDevice } from '../shapes/deviceShape';
import { checkDetails, readEventDetails } from './eventDetails';
import { addHeartbeat } from './heartbeat';
import { NamedRecords } from './namedRecords';
import { causeOf, combineFailures, isLoss, stateShared, stateUnreadable } from './pollFailures';
import { pollFeeds } from './pollFeeds';
import type { PollResult } from './pollFeeds';
import type { NodeMemory, ProcessMemory } from './pollMemory';
import { sampleItems } from './samples';
import { readState, stateHead, writeState } from './state';
import type { TriggerState } from './state';
import { toItems } from './triggerItems';
import { readSettings } from './triggerSettings';
import type { TriggerSettings } from './triggerSettings';

/** Somebody waits for the workflow to be published. */
const ACTIVATION_MS = 15_000;
/** No poll takes longer, even if n8n would wait. */
const MAX_POLL_MS = 30_000;
/** Share of a poll's time for the feeds; the rest is for the state, and for details where they are included. */
const FEEDS_SHARE = 0.9;
const FEEDS_SHARE_WITH_DETAILS = 0.8;
/** Activations that nobody waits for: n8n starts. */
const STARTING: unknown[] = ['init', 'leadershipChange'];

/** Everything that one poll read and decided. */
interface PollOutcome extends PollResult {
	items: INodeExecutionData[];
}

/** One poll of one node. */
class Poll {
	private readonly context: IPollFunctions;

	private readonly memory: ProcessMemory;

	/** The memory of this node under its name, because n8n keeps state under it too. */
	private readonly own: NodeMemory;

	/** The node's ID, which stays when it is renamed. */
	private readonly id: string;

	private readonly isActivating: boolean;

	/** Whether somebody waits for the workflow to be published, and should learn at once what cannot work. */
	private readonly isPublishing: boolean;

	private readonly deadline: number;

	constructor(context: IPollFunctions, memory: ProcessMemory) {
		const workflow = context.getWorkflow().id;
		const { id, name } = context.getNode();
		this.context = context;
		this.memory = memory;
		this.own = memory.of(JSON.stringify([workflow, id, name]));
		this.id = JSON.stringify([workflow, id]);
		const budget = pollBudgetMs(context);
		this.isActivating = budget >= UNLIMITED_POLL_MS && memory.isFirstSight(context);
		this.isPublishing = this.isActivating && !STARTING.includes(context.getActivationMode());
		const max = this.isActivating ? ACTIVATION_MS : MAX_POLL_MS;
		this.deadline = Date.now() + Math.min(budget, max);
	}

	async items(): Promise<INodeExecutionData[] | null> {
		const outcome = await this.own.lock.run(async () => {
			try {
				return await this.run();
			} catch (error) {
				return this.report(this.dueOf([error]));
			}
		});
		if (outcome instanceof NodeError) throw outcome;
		return outcome ?? null;
	}

	/** Returns the items of this poll, null for none, or the failure to report. */
	private async run(): Promise<INodeExecutionData[] | NodeError | null> {
		const { context, own, id, memory, isActivating } = this;
		const settings = readSettings(context);
		const held = context.getWorkflowStaticData('node');
		const saved = held.state;
		if (!isActivating && memory.isSharedState(id, context.getNode().name, stateHead(saved))) {
			return this.report(this.dueOf([stateShared(context.getNode())]));
		}
		const used = own.unsaved.newest(saved);
		const before = await readState(used);
		// Reported by the next scheduled poll: publishing must not fail for it.
		if (used !== undefined && !before) own.reports.owe(stateUnreadable(context.getNode()));
		const isFirstEver = used === undefined && !memory.hasStarted(id);
		const outcome = await this.read(settings, before, isFirstEver);
		const { state, changed, events, failures, items, noteLooks } = outcome;
		// Quiet polls may have moved on from what n8n holds.
		const hasMoved = changed || stateHead(used) !== stateHead(saved);
		const written = changed ? await writeState(state) : String(used);
		// Another poll was faster: its state is newer, and its events must not be emitted again.
		if (stateHead(held.state) !== stateHead(saved)) return null;
		const due = this.dueOf([...failures, ...(isActivating ? [] : own.reports.owed)]);
		// Deliver events before failures, but only once in a row. The second time, fail and keep the events: the state is not saved.
		const reports = due.length > 0 && (events.length === 0 || own.reports.postpone());
		if (!(reports && events.length > 0)) {
			noteLooks();
			if (hasMoved) {
				if (events.length === 0) own.unsaved.keep(saved, used, written);
				if (Object.keys(state.feeds).length > 0) memory.markStarted(id);
				memory.noteState(id, stateHead(written));
				held.state = written;
			}
		}
		if (reports) return this.report(due);
		return events.length === 0 ? null : items;
	}

	/** Reads Kandji: the feeds, then the details of their events. */
	private async read(
		given: TriggerSettings,
		before: TriggerState | undefined,
		isFirstEver: boolean,
	): Promise<PollOutcome> {
		const { context, own, isPublishing, isActivating, deadline } = this;
		const startsAt = Date.now();
		const share = given.options.includeDetails ? FEEDS_SHARE_WITH_DETAILS : FEEDS_SHARE;
		const endsAt = startsAt + Math.floor((deadline - startsAt) * share);
		const client = await KandjiClient.from(context, { deadline });
		// Somebody who publishes the workflow should learn at once of a name that no record has.
		const names = isActivating ? new NamedRecords() : own.names;
		const settings = await names.withIds(client.until(endsAt), given);
		const devices = new Map<string, NormalizedDevice>();
		const polled = await pollFeeds(
			{
				client: client.until(endsAt),
				settings,
				isFirstEver,
				isPublishing,
				pollNumber: before?.pollNumber ?? 0,
				schedule: own.schedule,
				devices,
				time: { startsAt, endsAt },
			},
			before,
		);
		const { includeDetails } = settings.options;
		if (isPublishing && includeDetails) {
			await checkDetails(client, devices).catch((failure: unknown) =>
				polled.failures.push(failure),
			);
		}
		const { failure, ...details } = await readEventDetails(client, polled.events, {
			listed: devices,
			includeDetails,
		});
		if (failure !== undefined) polled.failures.push(failure);
		const { now, tenant } = client;
		const messages = polled.failures.map((each) => (each as Error).message);
		const facts = { now, tenant: tenant.apiUrl, failures: messages };
		const result = isActivating ? polled : addHeartbeat(polled, settings, facts);
		return { ...result, items: toItems(result.events, settings, now, details) };
	}

	/** Returns the failures to report: at publishing those that waiting does not fix, otherwise each cause once an hour. */
	private dueOf(failures: unknown[]): unknown[] {
		const { context, own, isActivating, isPublishing } = this;
		if (!isActivating) return failures.filter((each) => own.reports.isDue(causeOf(each).cause));
		const due = isPublishing ? failures.filter((each) => !causeOf(each).passing) : [];
		if (due.length === 0 && failures.length > 0) {
			const { message } = combineFailures(context.getNode(), failures);
			context.logger.warn(`Kandji Trigger starts with its next poll: ${message}`);
		}
		return due;
	}

	/** Returns the error of the failed execution, null if nothing is to be reported. */
	private report(due: unknown[]): NodeError | null {
		if (due.length === 0) return null;
		const failure = combineFailures(this.context.getNode(), due);
		if (this.isActivating) return failure;
		const [since] = due.map((each) => this.own.reports.note(causeOf(each).cause));
		if (due.some(isLoss)) return failure;
		const count = since > 0 ? `${since} more polls failed this way since the last report. ` : '';
		const isPassing = due.every((each) => causeOf(each).passing);
		const end = isPassing ? 'as soon as Kandji answers again' : 'after you fix this';
		const calm = `${count}No changes are lost: they are delivered ${end}. Events that do not depend on it are emitted as usual. The same error is reported at most once an hour.`;
		failure.description = [failure.description, calm].filter(Boolean).join(' ');
		return failure;
	}
}

/** Runs one poll of the Kandji Trigger; docs/trigger.md says what it promises. */
export async function pollKandji(
	context: IPollFunctions,
	memory: ProcessMemory,
): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return [await sampleItems(context)];
	const items = await new Poll(context, memory).items();
	return items ? [items] : null;
}
