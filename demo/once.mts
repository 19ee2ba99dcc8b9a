import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';

import { root, say } from '../tools/setup.mjs';
import { runWorkflow } from './execution.mts';
import { startN8n } from './n8n.mts';
import { prepareWorkspace } from './workspace.mts';
import type { Rest } from './rest.mts';
import type { Tenant } from './tenant.mts';

interface Report {
	devices: number;
	created: number;
	updated: number;
	unchanged: number;
	skipped: number;
	removed: number;
	attention: number;
	notInKandji: number;
	rows: Array<{
		result: string;
		deviceId: string | null;
		deviceName: string | null;
		reason: string;
	}>;
}

/** The last line of `npm start -- --once`. */
export interface Outcome {
	ok: boolean;
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

async function rowsInTable(rest: Rest): Promise<number> {
	const { id: project } = await rest.send<{ id: string }>('GET', '/projects/personal');
	const tables = await rest.send<{ data: Array<{ id: string; name: string }> }>(
		'GET',
		`/projects/${project}/data-tables`,
	);
	const table = tables.data.find(({ name }) => name === 'Kandji Assets');
	if (!table) return 0;
	const rows = await rest.send<{ count: number }>(
		'GET',
		`/projects/${project}/data-tables/${table.id}/rows?take=1`,
	);
	return rows.count;
}

/** The devices that got no row, each with its reason. */
const leftOut = ({ rows }: Report) =>
	rows.filter(({ deviceId, result }) => deviceId !== null && /^(skipped|attention)$/.test(result));

function show(title: string, report: Report): void {
	const { devices, created, updated, unchanged, removed, attention, notInKandji } = report;
	const counts = { devices, created, updated, unchanged, removed, attention, notInKandji };
	const told = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
	process.stdout.write(`${title}: ${told.join(', ')}\n`);
	for (const { deviceName, deviceId, reason } of leftOut(report)) {
		process.stdout.write(`  skipped ${deviceName} (${deviceId}): ${reason}\n`);
	}
}

/**
 * The inventory sync twice, in an n8n of its own with an empty asset table: the first run fills the
 * table, the second must find nothing to do.
 */
export async function syncOnce(tenant: Tenant): Promise<Outcome> {
	mkdirSync(path.join(root, '.demo'), { recursive: true });
	const folder = mkdtempSync(path.join(root, '.demo', 'once-'));
	say('Starting n8n ...');
	const n8n = await startN8n({ folder, port: 0 });
	try {
		const { rest, workflows } = await prepareWorkspace(n8n.url, tenant, 'device-inventory-sync');
		const sync = async () => {
			const steps = { trigger: 'Run Now', result: 'Report' };
			const [report] = await runWorkflow(rest, workflows['device-inventory-sync'], steps);
			if (report === undefined) throw new Error('The workflow ended without a report.');
			return report as Report;
		};
		say('Syncing the fleet into an empty asset table ...');
		const started = performance.now();
		const first = await sync();
		const seconds = Math.round((performance.now() - started) / 100) / 10;
		const rows = await rowsInTable(rest);
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
				(await rowsInTable(rest)) === rows,
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
	} finally {
		await n8n.close();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}
