import type { IDataObject } from 'n8n-workflow';

import { awaitCommandResults } from '../../nodes/Kandji/engine/commandResults';
import type { Run } from '../../nodes/Kandji/engine/operationRun';

const START = Date.parse('2026-11-20T10:00:00Z');
const accepted = new Date(START).toISOString();

beforeEach(() => jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

const command = (status: number, id = 'u1'): IDataObject => ({
	...{ uuid: id, command_type: 'RestartDevice', request_type: 'RestartDevice', status },
	date_requested: accepted,
});

/** Waits for a command whose device lists these commands; time passes only in the pauses. */
async function wait(seconds: number, rows: IDataObject[], { isAgent = false } = {}) {
	const pauses: number[] = [];
	let slots = 0;
	const client = {
		sleep: async (ms: number) => {
			pauses.push(ms);
			jest.setSystemTime(Date.now() + ms);
			await Promise.resolve();
		},
		progress: () => undefined,
		ready: async () => {
			slots += 1;
			await Promise.resolve();
		},
		list: async () => await Promise.resolve({ rows, complete: true }),
	};
	const stop = () => false;
	const run = { client, caller: { isAgent }, stop } as unknown as Run;
	const item = { json: { id: 'd', command: 'RestartDevice', acceptedAt: accepted } };
	const [{ json }] = await awaitCommandResults(run, [item], seconds);
	return { json, pauses, slots, waitedMs: Date.now() - START };
}

describe('Wait for Result', () => {
	it('looks at growing intervals until the time is up, and says that the device has not obeyed', async () => {
		const { json, pauses, waitedMs } = await wait(120, [command(1)]);
		expect(pauses).toEqual([...[2, 3, 5, 8, 12, 20, 30, 30, 10]].map((each) => each * 1_000));
		expect([json.result, waitedMs]).toEqual(['pending', 120_000]);
	});

	it.each([2, 3_600])(
		'keeps an AI agent no longer than its client waits (%d s asked)',
		async (seconds) => {
			const { json, waitedMs } = await wait(seconds, [command(1)], { isAgent: true });
			expect([json.result, waitedMs]).toEqual(['pending', Math.min(seconds, 25) * 1_000]);
		},
	);

	it('never guesses between two commands, and gives up looking for one that is not clear', async () => {
		const { json, pauses } = await wait(600, [command(3), command(4, 'u2')]);
		expect(json).toMatchObject({ result: 'unknown', commandId: null });
		expect(json.resultDetail).toContain('2 RestartDevice commands');
		expect(pauses).toHaveLength(3);
	});

	it('waits for a free slot of the quota before each look', async () => {
		const { pauses, slots } = await wait(10, [command(2)]);
		expect(slots).toBeGreaterThanOrEqual(pauses.length);
	});
});
