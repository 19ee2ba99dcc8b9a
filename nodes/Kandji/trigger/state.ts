import { z } from 'zod';

import { isRecord } from '../util/json';
import { fingerprint } from './fingerprint';
import { SAVED_SNAPSHOT } from './snapshot';
import type { DeviceFilters } from './triggerSettings';

/** A log as the state holds it: how far it was read. */
export const SAVED_LOG = z.object({
	/** Time of the newest row that was processed. */
	since: z.string(),
	/**
	 * Keys of the processed rows since then, less the overlap, each with the minute of its time and, where rows have a
	 * status, the status and how often a change of it was emitted.
	 */
	processedIds: z.array(
		z.union([
			z.tuple([z.string(), z.number()]),
			z.tuple([z.string(), z.number(), z.string(), z.number()]),
		]),
	),
});

/** The parts of a feed that the state holds. */
const SAVED_FEED = z.object({
	/** Fingerprint of the tenant; the records of another one mean nothing. */
	tenant: z.string(),
	/** The selected events of the last poll. */
	selected: z.array(z.string()).optional(),
	/** The filters of the last poll. */
	filters: z.custom<DeviceFilters>(isRecord).optional(),
	snapshot: SAVED_SNAPSHOT.optional(),
	log: SAVED_LOG.optional(),
});

/** A feed as the state holds it. */
export type SavedFeed = z.infer<typeof SAVED_FEED>;

/** When the heartbeat was emitted last. */
const SAVED_HEARTBEAT = z.object({ at: z.string(), hadStarted: z.boolean() });

const STATE = z.object({
	feeds: z.record(SAVED_FEED),
	heartbeat: SAVED_HEARTBEAT.optional(),
});

/** Everything that the trigger keeps between two polls. */
export type TriggerState = z.infer<typeof STATE> & {
	/** Number of the polls that changed the state. */
	pollNumber: number;
};

/** Form of the state; a state of another form cannot be read. */
const FORM = 'kandji1';
const CHECKSUM_LENGTH = 12;

async function through(
	stream: CompressionStream | DecompressionStream,
	bytes: Uint8Array<ArrayBuffer>,
): Promise<Buffer> {
	const all = new Response(new Blob([bytes]).stream().pipeThrough(stream));
	return Buffer.from(await all.arrayBuffer());
}

/** Returns the one string that n8n stores: form, poll number, checksum, and the deflated JSON as base64. */
export async function writeState({ pollNumber, ...state }: TriggerState): Promise<string> {
	const bytes = new TextEncoder().encode(JSON.stringify(state));
	const deflated = await through(new CompressionStream('deflate-raw'), bytes);
	const body = deflated.toString('base64');
	return `${FORM} ${pollNumber} ${fingerprint(body, CHECKSUM_LENGTH)} ${body}`;
}

/** Returns form, poll number and checksum of a stored state: enough to tell two states apart. */
export function stateHead(written: unknown): string {
	return typeof written === 'string' ? written.split(' ', 3).join(' ') : '';
}

/** Returns the state of a stored string; undefined for none, a damaged one, and one of another form. */
export async function readState(written: unknown): Promise<TriggerState | undefined> {
	if (typeof written !== 'string') return undefined;
	const [form, pollNumber, checksum] = written.split(' ', 3);
	const body = written.slice(stateHead(written).length + 1);
	if (form !== FORM || checksum !== fingerprint(body, CHECKSUM_LENGTH)) return undefined;
	try {
		const deflated = new Uint8Array(Buffer.from(body, 'base64'));
		const json = await through(new DecompressionStream('deflate-raw'), deflated);
		return { ...STATE.parse(JSON.parse(json.toString())), pollNumber: Number(pollNumber) };
	} catch {
		return undefined;
	}
}
