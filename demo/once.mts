import { say } from '../tools/setup.mjs';
import { outputsOf } from './execution.mts';
import type { Report } from './jobs/job.mts';
import type { Stage } from './stage.mts';
import type { OpenTenant } from './tenant.mts';

const FILE = 'device-inventory-sync';

/** The sync only reads Kandji, so a real tenant will do. */
type AnyStage = Stage<OpenTenant>;

interface SyncReport {
	devices: number;
	created: number;
	updated: number;
	unchanged: number;
	skipped: number;
	removed: number;
	attention: number;
	notInKandji: number;
}

/** A row of the sync's output Rows: one for every device and asset. */
interface SyncRow {
	result: string;
	deviceId: string | null;
	deviceName: string | null;
	reason: string;
}

/** A report with the rows of the same run. */
interface SyncRun extends SyncReport {
	rows: SyncRow[];
}

/** Number of the output Rows. */
const ROWS = 6;

/** The last line of `npm start -- --once`. */
export interface Outcome extends Report {
	devices: number;
	created: number;
	updated: number;
	unchanged: number;
	/** Devices that got no row, with those that a person must look at. */
	skipped: number;
	attention: number;
	removed: number;
	secondRun: { created: number; updated: number; unchanged: number };
	/** Duration of the first sync, from the click to the report. */
	seconds: number;
}

async function rowsInTable(stage: AnyStage): Promise<number> {
	return (await stage.table('Kandji Assets'))?.count ?? 0;
}

/** The devices that got no row, each with its reason. */
const leftOut = ({ rows }: SyncRun) =>
	rows.filter(({ deviceId, result }) => deviceId !== null && /^(skipped|attention)$/.test(result));

function show(title: string, report: SyncRun): void {
	const { devices, created, updated, unchanged, removed, attention, notInKandji } = report;
	const counts = { devices, created, updated, unchanged, removed, attention, notInKandji };
	const lines = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
	process.stdout.write(`${title}: ${lines.join(', ')}\n`);
	for (const { deviceName, deviceId, reason } of leftOut(report)) {
		process.stdout.write(`  skipped ${deviceName} (${deviceId}): ${reason}\n`);
	}
}

/** The inventory sync twice into an empty asset table: the first run fills it, the second must find nothing to do. */
export async function syncTwice(stage: AnyStage): Promise<Outcome> {
	const sync = async (): Promise<SyncRun> => {
		const [report] = await stage.run(FILE, { trigger: 'Run Now', result: 'Report' });
		if (report === undefined) throw new Error('The workflow ended without a report.');
		const [execution] = await stage.executions(FILE);
		const outputs = await outputsOf(stage.workspace.rest, execution, 'Kandji Asset Sync');
		return { ...(report as SyncReport), rows: (outputs[ROWS] ?? []) as SyncRow[] };
	};
	say('Syncing the fleet into an empty asset table ...');
	const started = performance.now();
	const first = await sync();
	const seconds = Math.round((performance.now() - started) / 100) / 10;
	const rows = await rowsInTable(stage);
	show('First run', first);
	process.stdout.write(`Rows in the Data Table "Kandji Assets": ${rows}\n`);
	say('Syncing again: nothing may change ...');
	const second = await sync();
	show('Second run', second);
	const { devices, created, updated, unchanged, attention, removed } = first;
	const skipped = leftOut(first).length;
	return {
		ok:
			created === rows &&
			created + skipped === devices &&
			second.created + second.updated === 0 &&
			second.unchanged === created &&
			(await rowsInTable(stage)) === rows,
		devices,
		created,
		updated,
		unchanged,
		skipped,
		attention,
		removed,
		secondRun: {
			created: second.created,
			updated: second.updated,
			unchanged: second.unchanged,
		},
		seconds,
	};
}
