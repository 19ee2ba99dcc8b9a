import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import {
	addHints,
	assertHost,
	cancelSignal,
	directParents,
	isToolExecution,
	OLDEST_N8N,
	pause,
	pollBudgetMs,
	UNLIMITED_POLL_MS,
} from '../../nodes/Kandji/client/host';

const mockSleeps: number[] = [];

// As n8n before 2.36 has it: nothing ends it early.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (ms: number) => {
		mockSleeps.push(ms);
		await new Promise((resolve) => setTimeout(resolve, ms).unref());
	},
}));

/** A context of an n8n that has these functions and no other. */
const having = <T,>(functions: object = {}) =>
	({ getNode: () => ({ name: 'Kandji', type: 'n8n-nodes-kandji.kandji' }), ...functions }) as T;

describe('An n8n that lacks something', () => {
	it('that cannot run the package at all fails with a message when it loads', () => {
		expect(() => assertHost({})).toThrow(`needs n8n ${OLDEST_N8N} or later`);
		expect(() => assertHost({ NodeConnectionTypes: {} })).not.toThrow();
	});

	it('gives a poll the time of one that nobody leases', () => {
		expect(pollBudgetMs(having<IPollFunctions>())).toBe(UNLIMITED_POLL_MS);
		expect(pollBudgetMs(having({ getPollBudgetMs: () => 36_000 }))).toBe(36_000);
	});

	it('knows an AI agent by the type of the node', () => {
		expect(isToolExecution(having())).toBe(false);
		expect(isToolExecution(having({ isToolExecution: () => true }))).toBe(true);
		expect(isToolExecution(having({ isToolExecution: () => false }))).toBe(false);
		const tool = { getNode: () => ({ type: 'n8n-nodes-kandji.kandjiTool' }) };
		expect(isToolExecution(having(tool))).toBe(true);
	});

	it('gets no hints where it has no place for them', () => {
		const shown: unknown[] = [];
		addHints(having<IExecuteFunctions>(), { message: 'short' });
		addHints(having({ addExecutionHints: (hint: unknown) => shown.push(hint) }), {
			message: 'short',
		});
		expect(shown).toEqual([{ message: 'short' }]);
	});

	it('has no signal of cancelling for a poll', () => {
		const { signal } = new AbortController();
		expect(cancelSignal(having())).toBeUndefined();
		expect(cancelSignal(having({ getExecutionCancelSignal: () => signal }))).toBe(signal);
	});

	it.each([
		['knows the nodes before', 2, true],
		['gives all ancestors instead', 3, false],
	])('%s', (_, nodes, known) => {
		const all = Array.from({ length: 3 }, (_each, index) => ({
			name: `${index}`,
			disabled: false,
		}));
		const getParentNodes = (_name: string, options?: object) =>
			options ? all.slice(0, nodes) : all;
		expect(directParents(having({ getParentNodes })) !== undefined).toBe(known);
	});
});

describe('A pause', () => {
	it('ends when it is cancelled, though the timer of n8n goes on', async () => {
		const cancel = new AbortController();
		const paused = pause(60_000, cancel.signal);
		cancel.abort(new Error('cancelled'));
		await expect(paused).rejects.toThrow('cancelled');
		expect(mockSleeps).toEqual([60_000]);
	});

	it('does not begin when it is cancelled already, and ends by itself otherwise', async () => {
		mockSleeps.length = 0;
		await expect(pause(60_000, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
		expect(mockSleeps).toEqual([]);
		await pause(1, new AbortController().signal);
		expect(mockSleeps).toEqual([1]);
	});
});
