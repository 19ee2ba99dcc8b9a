import { modesTable } from '../helpers/modesTable.mts';
import type { Mode } from '../helpers/modesTable.mts';
import { TriggerBench } from './trigger-bench.mts';
import type { EmittedEvent } from './trigger-bench.mts';

const LIMIT_MS = 900_000;
const MODES: Mode[] = ['A', 'B', 'C'];

const AFTER_PUBLISHING = 'n8n dies after publishing, before the first scheduled poll';
const AFTER_QUIET = 'n8n dies after quiet polls, before the first event ever';
const AFTER_EVENTS = 'n8n dies after events';
const RENAMED = 'The node gets another name while the workflow is not published';

/** What became of the changes, in the words of the docs; an event that comes again under its id counts once. */
function outcome(emitted: EmittedEvent[], ...expected: string[]): string {
	const lines = [...new Map(emitted.map(({ line, eventId }) => [eventId, line])).values()];
	if (lines.length === 0) return 'new baseline';
	const same = lines.sort().join() === expected.sort().join();
	return same ? 'nothing is lost' : `emitted ${lines.join()}`;
}

interface Experience {
	/** By what happened, as the docs put it. */
	outcomes: Record<string, string>;
	/** Items that came again. */
	repeated: number;
}

/** Lets one n8n of a mode live and die beside four published workflows, and says what became of what changed. */
async function experience(mode: Mode): Promise<Experience> {
	const bench = await TriggerBench.open(mode);
	try {
		const { tenant, simulator } = bench;
		const idsOf = (wanted: string) =>
			[...simulator.tenant.devices.values()]
				.filter(({ platform, is_removed: removed }) => platform === wanted && !removed)
				.map(({ device_id: id }) => id);
		const [[windows], [iPad], [iPhone], [first, second, third, fourth]] = [
			'Windows',
			'iPad',
			'iPhone',
			'Mac',
		].map(idsOf);
		const names = { events: ['device.nameChanged'], often: true };
		const seldom = await bench.publish({ ...names, platform: 'Windows', often: false });
		const quiet = await bench.publish({ ...names, platform: 'iPad' });
		const renamed = await bench.publish({ ...names, platform: 'iPhone' });
		const events = ['device.enrolled', 'device.removed', 'device.assetTagChanged'];
		const busy = await bench.publish({ events, often: true, platform: 'Mac' });

		await tenant.change(first, { asset_tag: 'Alive' });
		await tenant.remove(second);
		const { device_id: added } = await tenant.enrol({ platform: 'Mac' });
		await bench.toldAtLeast(busy, 3);
		// Nothing happened to the others: what their polls found, n8n saves in mode C alone.
		await bench.polled(quiet, 2);
		await bench.publishAgain(renamed, {
			name: 'Renamed Trigger',
			meanwhile: async () => await tenant.change(iPhone, { device_name: 'While it had no name' }),
		});
		await bench.polled(renamed, 2);

		await bench.kill();
		await tenant.change(windows, { device_name: 'While dead' });
		await tenant.change(iPad, { device_name: 'While dead' });
		await tenant.change(third, { asset_tag: 'While dead' });
		await bench.start();
		// Where the scheduler keeps its plan, a start is no publishing, and the next minute of this one is far away.
		await bench.publishAgain(seldom);
		await bench.toldAtLeast(quiet, 1);
		await bench.toldAtLeast(busy, 4);
		await tenant.change(fourth, { asset_tag: 'Alive again' });
		await bench.toldAtLeast(busy, 5);
		// An event that comes twice would have come by now.
		await bench.polled(busy, 2);

		const emitted = await bench.emitted(busy);
		const outcomes = {
			[AFTER_PUBLISHING]: outcome(await bench.emitted(seldom), `device.nameChanged ${windows}`),
			[AFTER_QUIET]: outcome(await bench.emitted(quiet), `device.nameChanged ${iPad}`),
			[AFTER_EVENTS]: outcome(
				emitted,
				...[first, third, fourth].map((id) => `device.assetTagChanged ${id}`),
				`device.enrolled ${added}`,
				`device.removed ${second}`,
			),
			[RENAMED]: outcome(await bench.emitted(renamed), `device.nameChanged ${iPhone}`),
		};
		return {
			outcomes,
			repeated: emitted.length - new Set(emitted.map(({ eventId }) => eventId)).size,
		};
	} finally {
		await bench.close();
	}
}

describe('A trigger in a real n8n', () => {
	const shown = new Map<Mode, Experience>();

	beforeAll(async () => {
		// Side by side, because each waits for n8n's clock most of the time.
		const live = async (mode: Mode) => void shown.set(mode, await experience(mode));
		const ends = await Promise.allSettled(MODES.map(live));
		for (const end of ends) if (end.status === 'rejected') throw end.reason;
	}, LIMIT_MS);

	it.each(MODES)('delivers in mode %s what docs/trigger.md says', (mode) => {
		const promised = Object.entries(modesTable('a real n8n'));
		expect(shown.get(mode)?.outcomes).toEqual(
			Object.fromEntries(promised.map(([what, outcomes]) => [what, outcomes[mode]])),
		);
	});

	it('repeats nothing where no poll can overtake the saving of the one before', () => {
		expect([shown.get('A')?.repeated, shown.get('C')?.repeated]).toEqual([0, 0]);
	});
});
