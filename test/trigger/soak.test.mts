import type { IDataObject } from 'n8n-workflow';

import { Dice } from '../../simulator/dice.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { Control } from '../helpers/control.mts';
import { Host } from './host.mts';
import type { HostMode } from './host.mts';
import { Ledger, lineOf, SOAK_ACTION, SOAK_EVENTS } from './ledger.mts';

/** `npm run soak -- --mode A|B|C --seed N --changes N` sets these; the tests take a smaller run of each mode. */
const { SOAK_MODE, SOAK_SEED = '1', SOAK_CHANGES = '60' } = process.env;
const MODES = (['A', 'B', 'C'] as HostMode[]).filter((mode) => !SOAK_MODE || mode === SOAK_MODE);
const CHANGES = Number(SOAK_CHANGES);
const LIMIT_MS = 3_600_000;
const BUDGET_MS = 4_000;
const FAULTS = [
	{ kind: 'status', status: 429, headers: { 'retry-after': '0' } },
	{ kind: 'status', status: 403 },
	{ kind: 'status', status: 500 },
	{ kind: 'truncate' },
	{ kind: 'reset' },
	{ kind: 'html' },
] as const;
const PATHS = [
	'/api/v1/devices*',
	'/api/v1/users*',
	'/api/v1/blueprints*',
	'/api/v1/audit/*',
	'/api/v2/threat/*',
	'/api/v1/vulnerability-management/*',
	'/api/*',
];

let simulator: RunningSimulator;
let tenant: Control;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 320, users: 60, rate: 0, hourly: 0 });
	tenant = new Control(simulator);
});
afterAll(async () => await simulator.close());
beforeEach(async () => await tenant.reset());

/** Polls until nothing more comes, which may be delayed by what waits beyond the cap. */
async function drain(host: Host): Promise<void> {
	for (let quiet = 0; quiet < 2; ) {
		quiet = (await host.tick({ budgetMs: BUDGET_MS })).length === 0 ? quiet + 1 : 0;
	}
}

describe.each(MODES)(`A soak of ${CHANGES} changes, seed ${SOAK_SEED}, in host mode %s`, (mode) => {
	it(
		'tells every change once, and nothing that did not happen',
		async () => {
			const dice = new Dice(`soak ${mode} ${SOAK_SEED}`);
			const host = new Host(mode, simulator, {
				events: SOAK_EVENTS,
				filters: { auditActions: SOAK_ACTION },
				options: { mostEvents: 7, mostGone: 100 },
			});
			await host.activate();
			await host.tick();
			const ledger = new Ledger(simulator.tenant, tenant, dice);
			// n8n of modes A and B has nothing in its database before the first event.
			await ledger.happen();
			await drain(host);
			const repeated: IDataObject[] = [];
			while (ledger.expected.length < CHANGES) {
				ledger.nextRound();
				const until = ledger.expected.length + dice.int(1, 12);
				while (ledger.expected.length < Math.min(until, CHANGES)) await ledger.happen();
				if (dice.chance(0.4)) {
					const times = dice.pick([1, 2, 30]);
					await tenant.fault({ ...dice.pick(FAULTS), path: dice.pick(PATHS), times });
				}
				if (dice.chance(0.2)) host.restart();
				if (dice.chance(0.2)) {
					repeated.push(...(await host.tick({ crash: true, budgetMs: BUDGET_MS })));
				} else if (dice.chance(0.5)) {
					await host.tick({ budgetMs: BUDGET_MS });
				}
				await tenant.mend();
				await drain(host);
			}
			const once = new Map(host.delivered.map((item) => [String(item.eventId), item]));
			expect([...once.values()].map(lineOf).sort()).toEqual([...ledger.expected].sort());
			expect(host.delivered.length - once.size).toBe(repeated.length);
		},
		LIMIT_MS,
	);
});
