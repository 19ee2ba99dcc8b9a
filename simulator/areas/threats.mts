import type { Area, Call, Control, Reply } from '../api.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import { sorted } from '../filter.mts';
import { offsetSlice } from '../paging.mts';
import type { Device, Tenant } from '../tenant.mts';
import type { Wanted } from './answers.mts';
import { commaList, invalidFields, selectBy } from './answers.mts';
import type { Threat, ThreatState } from './threat-seed.mts';
import { makeThreat, seedThreats } from './threat-seed.mts';

/** Largest page of the threat listings. */
export const MAX = 1_000;
const DAY_MS = 86_400_000;

export const threatsOf = (tenant: Tenant): ThreatState =>
	tenant.area('threats', () => seedThreats(tenant));

/** Moments without a zone are UTC, in rows and in queries (docs/kandji-api.md T04). */
const utc = (text: string): number =>
	Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);

interface Detected {
	detection_date: string;
	v2: Threat['v2'];
}

/** `date_range=7`: the last seven days. */
export const withinDays =
	(now: Date): Wanted<Detected> =>
	({ detection_date: at }, days) =>
		utc(at) >= now.getTime() - Number(days) * DAY_MS;

export const from: Wanted<Detected> = ({ detection_date: at }, value) => utc(at) >= utc(value);
export const to: Wanted<Detected> = ({ detection_date: at }, value) => utc(at) <= utc(value);

/** What only the second version can filter by. */
export const V2_TESTS: Record<string, Wanted<Detected>> = {
	management_state: ({ v2 }, value) => commaList(value).includes(v2.management_state),
	severities: ({ v2 }, value) => commaList(value).includes(v2.severity),
	tags: ({ v2 }, value) => v2.tags.some((tag) => commaList(value).includes(tag)),
};

export const contains = (texts: readonly string[], value: string): boolean =>
	texts.some((text) => text.toLowerCase().includes(value.toLowerCase()));

/** Filters are lower case, results upper case (docs/kandji-api.md T15). */
const TESTS: Record<string, Wanted<Threat>> = {
	classification: (row, value) => row.classification.toLowerCase() === value.toLowerCase(),
	device_id: (row, value) => row.device_id === value,
	term: (row, value) => contains([row.device_name, row.file_hash, row.file_path], value),
};

const STATUSES = ['quarantined', 'not_quarantined', 'released', 'resolved'];

function page(call: Call, rows: Threat[], render: Render): Reply {
	const { count, next, previous, results } = offsetSlice(
		sorted(rows, call.query.get('sort_by')),
		call,
		{ max: MAX, render },
	);
	const counted = (wanted: Threat['classification']): number =>
		rows.filter(({ classification }) => classification === wanted).length;
	return {
		body: {
			count,
			next,
			previous,
			malware_count: counted('MALWARE'),
			pup_count: counted('PUP'),
			results,
		},
	};
}

/** A threat outlives its device, but no longer says where it was: null, as in the recorded examples. */
const GONE = {
	device_serial_number: null,
	blueprint_id: null,
	blueprint_name: null,
	library_item_name: null,
	library_item_id: null,
	pup_posture: null,
	malware_posture: null,
};

type Render = (threat: Threat) => Row;
const shown = ({ devices }: Tenant, { v2: _later, ...row }: Threat): Row =>
	devices.has(row.device_id) ? row : { ...row, ...GONE };
const first =
	(tenant: Tenant): Render =>
	(threat) =>
		shown(tenant, threat);
const second =
	(tenant: Tenant): Render =>
	(threat) => ({ ...threat.v2, ...shown(tenant, threat) });

/** v1, deprecated but alive. */
function listFirst(call: Call): Reply {
	const rows = selectBy(threatsOf(call.tenant).threats, call.query, {
		...TESTS,
		date_range: withinDays(call.tenant.now()),
		status: (row, value) => row.status.toLowerCase() === value.toLowerCase(),
	});
	return page(call, rows, first(call.tenant));
}

/** v2: `statuses` is required; `date_range` counts only without the two dates. */
function listSecond(call: Call): Reply {
	const { query, tenant } = call;
	const statuses = commaList(query.get('statuses'));
	if (statuses.length === 0) return invalidFields({ statuses: 'This field is required.' });
	const unknown = statuses.find((status) => !STATUSES.includes(status));
	if (unknown) return invalidFields({ statuses: `"${unknown}" is not a valid choice.` });
	const dated = query.get('detection_date_from') ?? query.get('detection_date_to');
	const rows = selectBy(threatsOf(tenant).threats, query, {
		...TESTS,
		...V2_TESTS,
		...(dated ? {} : { date_range: withinDays(tenant.now()) }),
		detection_date_from: from,
		detection_date_to: to,
		statuses: (row) => statuses.includes(row.status.toLowerCase()),
	});
	return page(call, rows, second(tenant));
}

/** The device that a control request names, or the first Mac. */
export function subject(tenant: Tenant, given: Row): Device | undefined {
	if (given.device_id) return tenant.devices.get(String(given.device_id));
	return [...tenant.devices.values()].find(({ platform }) => platform === 'Mac');
}

/** `POST /simulator/threats`: one more detection, now; any field may be given. */
const add: Control = {
	path: '/threats',
	about: 'Find malware on a device, device_id if given.',
	act(tenant, given) {
		const device = subject(tenant, given);
		if (!device) return undefined;
		const made = makeThreat(tenant, new Dice(tenant.uuid()), device, tenant.now());
		const threat = Object.assign(made, given);
		threatsOf(tenant).threats.push(threat);
		return shown(tenant, threat);
	},
};

/** Malware and unwanted programs that Avert found. */
export const threatsArea: Area = {
	routes: [
		{
			method: 'GET',
			path: '/api/v1/threat-details',
			permission: 'Threats > Get Threat Details',
			handle: listFirst,
		},
		{
			method: 'GET',
			path: '/api/v2/threat/threat-details',
			permission: 'Threats > Get Threat Details - v2',
			handle: listSecond,
		},
	],
	control: [add],
	seed: (tenant) => void threatsOf(tenant),
};
