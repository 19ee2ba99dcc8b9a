import { z } from 'zod';

import { isRecord } from '../util/json';
import { compress, decompress } from './compress';
import { fingerprint } from './identity';
import { sharePeople, unsharePeople } from './people';
import type { DeviceFilters } from './settings';
import { SAVED_SNAPSHOT } from './snapshot';

/** What a log saves: up to where it was read. */
export const SAVED_LOG = z.object({
	/** Time of the newest row that was dealt with. */
	since: z.string(),
	/**
	 * Keys of the rows since then, less the overlap, that were dealt with, each with the minute of its time and, where a
	 * row has one, its status and how often that was told as changed.
	 */
	dealt: z.array(
		z.union([
			z.tuple([z.string(), z.number()]),
			z.tuple([z.string(), z.number(), z.string(), z.number()]),
		]),
	),
});

/** What a feed saves between polls. */
const SAVED_FEED = z.object({
	/** Fingerprint of the tenant; of another one, what was seen means nothing. */
	scope: z.string(),
	/** What the user had ticked. */
	ticks: z.array(z.string()).optional(),
	/** How the user had filtered. */
	filters: z.custom<DeviceFilters>(isRecord).optional(),
	snapshot: SAVED_SNAPSHOT.optional(),
	log: SAVED_LOG.optional(),
});

export type SavedFeed = z.infer<typeof SAVED_FEED>;

const STATE = z.object({
	feeds: z.record(SAVED_FEED),
});

/** Everything the trigger knows between two polls. */
export type TriggerState = z.infer<typeof STATE> & {
	/** Counts the polls that saved something. */
	rev: number;
};

/** Earlier forms packed the state in other ways; none of them was ever published. */
const VERSION = 'kandji3';
const CHECK_LENGTH = 12;

/** The one string that n8n keeps. */
export async function writeState({ rev, feeds }: TriggerState): Promise<string> {
	const body = await compress(JSON.stringify({ feeds: sharePeople(feeds) }));
	return `${VERSION} ${rev} ${fingerprint(body, CHECK_LENGTH)} ${body}`;
}

/** Version, rev and checksum: enough to tell two states apart. */
export function identityOf(written: unknown): string {
	return typeof written === 'string' ? written.split(' ', 3).join(' ') : '';
}

/** The state that was written; undefined for none, for a broken one and for one that something else wrote. */
export async function readState(written: unknown): Promise<TriggerState | undefined> {
	if (typeof written !== 'string') return undefined;
	const [version, rev, check] = written.split(' ', 3);
	const body = written.slice(identityOf(written).length + 1);
	if (version !== VERSION || check !== fingerprint(body, CHECK_LENGTH)) return undefined;
	try {
		const { feeds } = STATE.parse(JSON.parse(await decompress(body)));
		return { feeds: unsharePeople(feeds), rev: Number(rev) };
	} catch {
		return undefined;
	}
}
