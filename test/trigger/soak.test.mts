import { appendFileSync } from 'node:fs';
import { setImmediate as turnOfLoop } from 'node:timers/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Dice } from '../../simulator/dice.mts';
import { startSimulator } from '../../simulator/server.mts';
import type { RunningSimulator } from '../../simulator/server.mts';
import { platformOptions } from '../../nodes/Kandji/api/platforms';
import { Control } from '../../simulator/controlClient.mts';
import { hurryClock } from '../../tools/harness/clock.mts';
import { everythingTicked } from '../../tools/harness/everyEvent.mts';
import { Host } from '../../tools/harness/host.mts';
import type { HostMode } from '../../tools/harness/host.mts';
import { Ledger, lineOf, SOAK_ACTION } from './ledger.mts';
import type { SoakFilters } from './ledger.mts';
import { AGENT_HOURS } from './ledgerDevices.mts';
import { EXPIRY_DAYS } from './ledgerMachines.mts';

/** `npm run soak -- --mode A|B|C --seed N-M --changes N` sets these; the tests take a smaller run of each mode. */
const { SOAK_MODE, SOAK_SEED = '4', SOAK_CHANGES = '60', SOAK_REPORT } = process.env;
const MODES = (['A', 'B', 'C'] as HostMode[]).filter((mode) => !SOAK_MODE || mode === SOAK_MODE);
const [FIRST, LAST = FIRST] = SOAK_SEED.split('-').map(Number);
const RUNS = MODES.flatMap((mode) =>
	Array.from({ length: LAST - FIRST + 1 }, (_, index): [HostMode, number] => [mode, FIRST + index]),
);
const CHANGES = Number(SOAK_CHANGES);
/** Every fourth seed has a fleet of two pages, which can shift; the others have one, and so many polls more a minute. */
const devicesOf = (seed: number) => (seed % 4 === 0 ? 320 : 80);
const LIMIT_MS = 7_200_000;
const BUDGET_MS = 4_000;
const FAULTS = [
	{ kind: 'status', status: 429, headers: { 'retry-after': '0' } },
	{ kind: 'status', status: 403 },
	{ kind: 'status', status: 500 },
	{ kind: 'truncate' },
	{ kind: 'reset' },
	{ kind: 'html' },
	{ kind: 'hang' },
	{ kind: 'repeat' },
] as const;
const PATHS = [
	'/api/v1/devices*',
	'/api/v1/users*',
	'/api/v1/blueprints*',
	'/api/v1/audit/*',
	'/api/v2/threat/*',
	'/api/v1/vulnerability-management/*',
	'/api/v1/integrations/*',
	'/api/v1/prism/*',
	'/api/v1/library/*',
	'/api/*',
];

/** One soak: a tenant, an n8n that is not well, and the ledger. */
class Soak {
	readonly host: Host;
	readonly ledger: Ledger;
	/** Items that n8n handed on before it died. */
	readonly repeated: IDataObject[] = [];
	/** What went wrong beside the changes, how often. */
	readonly mishaps = { faults: 0, shifts: 0, crashes: 0, restarts: 0, publishings: 0 };
	private readonly dice: Dice;
	private readonly tenant: Control;
	private most = 15;

	constructor(mode: HostMode, seed: number, simulator: RunningSimulator) {
		this.dice = new Dice(`soak ${mode} ${seed}`);
		this.tenant = new Control(simulator);
		this.ledger = new Ledger(simulator.tenant, this.tenant, this.dice);
		this.ledger.filters = this.filtersOf(seed, simulator);
		this.host = new Host(mode, simulator, this.parameters(simulator));
	}

	/** Publishes, and begins with what n8n needs to have something in its database. */
	async begin(): Promise<void> {
		await this.ledger.prepare();
		await this.host.activate();
		// Every feed has its baseline then.
		await this.host.drain();
		while (this.ledger.expected.length === 0) await this.ledger.happen();
		await this.settle();
	}

	/** Some changes, and polls of a Kandji and an n8n that may fail. */
	async round(simulator: RunningSimulator, until: number): Promise<void> {
		const { dice, ledger, host, tenant } = this;
		ledger.nextRound();
		const wanted = Math.min(ledger.expected.length + dice.int(1, 30), until);
		// Changes of a kind that finds nothing to change come to nothing.
		for (let tries = 0; ledger.expected.length < wanted && tries < 90; tries++) {
			await ledger.happen();
		}
		for (let planned = dice.int(0, 3); planned > 0; planned--) await this.plan();
		if (dice.chance(0.2)) {
			this.mishaps.restarts += 1;
			host.restart();
		}
		if (dice.chance(0.2)) await this.publishAgain(simulator);
		const shifting = dice.chance(0.7) ? this.shift() : undefined;
		if (dice.chance(0.3)) {
			this.mishaps.crashes += 1;
			this.repeated.push(...(await host.tick({ crash: true, budgetMs: BUDGET_MS })));
		} else {
			await host.tick({ budgetMs: BUDGET_MS });
		}
		await shifting;
		await tenant.mend();
		await this.settle();
	}

	/** Polls until nothing more comes. A quiet poll may be the first look at an app's removal, which a second one confirms. */
	private async settle(): Promise<void> {
		await this.host.drain();
		await this.host.drain();
	}

	private async plan(): Promise<void> {
		const { dice } = this;
		const fault = dice.pick(FAULTS);
		const times = dice.pick([1, 2, 30]);
		await this.tenant.fault({ ...fault, path: dice.pick(PATHS), times });
		this.mishaps.faults += 1;
	}

	/** Somebody changes how much a poll may tell, and publishes again. */
	private async publishAgain(simulator: RunningSimulator): Promise<void> {
		this.most = this.dice.pick([5, 15, 40]);
		this.host.set(this.parameters(simulator));
		// Refused while a planned fault takes a permission away; n8n then goes on with what it had.
		await this.host.activate('update').catch(() => undefined);
		this.mishaps.publishings += 1;
	}

	/** Devices come and go, and change, while the pages of a listing are being read. */
	private async shift(): Promise<void> {
		this.mishaps.shifts += 1;
		for (let changes = 0; changes < 4; changes++) {
			for (let turns = this.dice.int(5, 60); turns > 0; turns--) await turnOfLoop();
			await this.ledger.happen();
		}
	}

	private filtersOf(seed: number, { tenant }: RunningSimulator): SoakFilters {
		if (seed % 3 === 1) return {};
		if (seed % 3 === 2) return { platforms: ['Mac', 'iPhone'] };
		return { blueprints: [...tenant.blueprints.keys()].filter((_, index) => index % 2 === 0) };
	}

	private parameters({ tenant }: RunningSimulator): INodeParameters {
		return {
			...everythingTicked(tenant),
			staleDays: 300,
			agentHours: AGENT_HOURS,
			minOsVersions: Object.fromEntries(platformOptions('record').map(({ value }) => [value, '1'])),
			expiryDays: EXPIRY_DAYS.join(),
			filters: { ...this.ledger.filters, auditActions: SOAK_ACTION },
			options: { maxEvents: this.most, maxRemovalShare: 100, expensiveMinutes: 0 },
		};
	}
}

/** Whether an item is about a change in the tenant. */
const isChange = ({ event }: IDataObject) => event !== 'trigger.heartbeat';

/** How often each line comes. */
const counted = (lines: string[]) => {
	const counts: Record<string, number> = {};
	for (const line of lines) counts[line] = (counts[line] ?? 0) + 1;
	return counts;
};

/** Lines that come more often in the first list than in the second. */
function excess(lines: string[], than: string[]): string[] {
	const others = counted(than);
	return Object.entries(counted(lines)).flatMap(([line, count]) =>
		Array.from({ length: Math.max(0, count - (others[line] ?? 0)) }, () => line),
	);
}

/** Tells how a soak ended, in one line of JSON. */
function report(summary: object): void {
	if (!SOAK_REPORT) return;
	const line = `${JSON.stringify(summary)}\n`;
	process.stderr.write(line);
	appendFileSync(SOAK_REPORT, line);
}

let simulator: RunningSimulator;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 320, users: 60, rate: 0, hourly: 0 });
});
afterAll(async () => await simulator.close());

describe.each(RUNS)(`A soak of ${CHANGES} changes in host mode %s with seed %d`, (mode, seed) => {
	it(
		'tells every change once, and nothing that did not happen',
		async () => {
			await new Control(simulator).control('POST', '/reset', { devices: devicesOf(seed) });
			const soak = new Soak(mode, seed, simulator);
			const calm = hurryClock();
			try {
				await soak.begin();
				while (soak.ledger.expected.length < CHANGES) await soak.round(simulator, CHANGES);
			} finally {
				calm();
			}
			const { host, ledger, repeated } = soak;
			const changes = host.delivered.filter(isChange);
			expect(host.delivered.filter((item) => 'sample' in item)).toEqual([]);
			const once = new Map(changes.map((item) => [String(item.eventId), item]));
			const emitted = [...once.values()].map(lineOf);
			const summary = {
				mode,
				seed,
				changes: ledger.expected.length,
				kinds: [...new Set(ledger.expected.map((line) => line.split(' ')[0]))].sort(),
				lost: excess(ledger.expected, emitted),
				false: excess(emitted, ledger.expected),
				repeated: changes.length - once.size - repeated.filter(isChange).length,
				polls: host.polls,
				...soak.mishaps,
			};
			report(summary);
			expect(summary).toMatchObject({ lost: [], false: [], repeated: 0 });
		},
		LIMIT_MS,
	);
});
