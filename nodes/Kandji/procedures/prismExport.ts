import { isSet, text } from '../util/json';
import { openFile } from '../client/storage';
import { parseCsv } from './csv';
import { giveUp } from './run';
import type { RunCall, RunResult } from './run';
import { untilReady } from './untilReady';

const BACKOFF = { doing: 'writing the export', firstPauseMs: 1_000, maxPauseMs: 10_000 };

/** The link to an export's file, undefined while Kandji still writes it. */
async function linkOf(call: RunCall, id: string): Promise<string | undefined> {
	const job = await call.client.get(`/prism/export/${encodeURIComponent(id)}`, {
		permission: 'Prism > Get category export?',
	});
	const reason = text(job, 'error_msg');
	const status = text(job, 'status');
	if (reason !== '' || /fail|error/i.test(status)) {
		giveUp(
			call,
			`Kandji could not write the export: ${reason || status}`,
			'Check the filter and the category',
		);
	}
	return status === 'success' ? text(job, 'signed_url') : undefined;
}

/**
 * Orders the export of a Prism category, waits for it, and fetches its CSV file without the token: one item with the
 * file, or one item per row, whose values are all texts. Both say which category they are of.
 */
export async function exportCategory(call: RunCall): Promise<RunResult> {
	const { context, client, body, item, settings } = call;
	const order = await client.request({
		method: 'POST',
		path: '/prism/export',
		body,
		permission: 'Prism > Request category export?',
	});
	const id = text(order.body, 'id');
	const link = await untilReady(call, BACKOFF, async () => await linkOf(call, id));
	const file = await openFile(call, link);
	const category = text(body.category);
	if (settings.exportAs === 'items') {
		const rows = parseCsv(await context.helpers.binaryToString(file, 'utf8'));
		return rows.map((row) => ({ category, ...row }));
	}
	const field = isSet(settings.outputField) ? text(settings.outputField) : 'data';
	const data = await context.helpers.prepareBinaryData(file, `kandji-${category}.csv`, 'text/csv');
	return {
		items: [
			{
				json: { id, category, fileName: data.fileName },
				binary: { [field]: data },
				pairedItem: { item },
			},
		],
	};
}
