import type { Area, Call, Control, Reply } from '../api.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import { sorted } from '../filter.mts';
import { offsetSlice } from '../paging.mts';
import { isUuid } from '../replies.mts';
import type { Wanted } from './answers.mts';
import { commaList, invalidFields, selectBy } from './answers.mts';
import type { Behaviour } from './threat-seed.mts';
import { makeBehaviour } from './threat-seed.mts';
import { MAX, V2_TESTS, contains, from, subject, threatsOf, to, withinDays } from './threats.mts';

/** v2 shortens the classifications; the printed `infromational` works as well (docs/kandji-api.md 1.3). */
const SHORT: Record<string, string> = { mal: 'malicious', sus: 'suspicious', pup: 'pup' };
const STATUSES: Record<string, string> = { infromational: 'informational' };

const texts = (row: Behaviour): string[] => [
	row.device_info.name,
	row.parent_process.sha256,
	row.parent_process.image_path,
	row.target_process.sha256,
	row.target_process.image_path,
];

const ofDevice: Wanted<Behaviour> = (row, value) => row.device_info.id === value;
const search: Wanted<Behaviour> = (row, value) => contains(texts(row), value);

const FIRST_TESTS: Record<string, Wanted<Behaviour>> = {
	threat_id: (row, value) => row.threat_id === value,
	classification: (row, value) => row.classification === value.toLowerCase(),
	status: (row, value) => row.threat_status === value.toLowerCase(),
	detection_date_from: from,
	detection_date_to: to,
	device_id: ofDevice,
	malware_family: (row, value) => row.malware_family.includes(value),
	parent_process_name: (row, value) => row.parent_process.name === value,
	target_process_name: (row, value) => row.target_process.name === value,
	informational_tags: (row, value) =>
		commaList(value).some((tag) => row.informational_tags.includes(tag)),
	term: search,
};

const SECOND_TESTS: Record<string, Wanted<Behaviour>> = {
	...V2_TESTS,
	device_id: ofDevice,
	classifications: (row, value) =>
		commaList(value).some((short) => SHORT[short] === row.classification),
	statuses: (row, value) =>
		commaList(value).some((status) => (STATUSES[status] ?? status) === row.threat_status),
	search_term: search,
	detection_from: from,
	detection_to: to,
};

/** Sort keys that lie deeper in a row. */
const SORTABLE = (row: Behaviour): Behaviour & Row => ({
	...row,
	device_name: row.device_info.name,
	parent_process_name: row.parent_process.name,
	target_process_name: row.target_process.name,
	process: row.target_process.name,
	status: row.threat_status,
	severity: row.v2.severity,
	management_state: row.v2.management_state,
	associated_item: row.library_item.name,
});

/** `total_count` where the sibling says `count` (docs/kandji-api.md T15). */
function page(call: Call, rows: Behaviour[], render: (row: Behaviour) => Row): Reply {
	const order = call.query.get('sort_by');
	const places = new Map(rows.map((row) => [row.id, row]));
	const inOrder = order
		? sorted(rows.map(SORTABLE), order).flatMap(({ id }) => places.get(id) ?? [])
		: rows;
	const { count, next, previous, results } = offsetSlice(inOrder, call, { max: MAX, render });
	const counted = (wanted: Behaviour['classification']): number =>
		rows.filter(({ classification }) => classification === wanted).length;
	return {
		body: {
			total_count: count,
			next,
			previous,
			malicious_count: counted('malicious'),
			suspicious_count: counted('suspicious'),
			results,
		},
	};
}

const first = ({ v2: _later, ...row }: Behaviour): Row => row;
const second = ({ v2, ...row }: Behaviour): Row => ({ ...row, ...v2, id: row.id });

function listFirst(call: Call): Reply {
	const { behaviours } = threatsOf(call.tenant);
	const tests = { ...FIRST_TESTS, date_range: withinDays(call.tenant.now()) };
	return page(call, selectBy(behaviours, call.query, tests), first);
}

/** v2 lists one device at a time. */
function listSecond(call: Call): Reply {
	const id = call.query.get('device_id');
	if (!id) return invalidFields({ device_id: 'This field is required.' });
	if (!isUuid(id)) return invalidFields({ device_id: 'Enter a valid UUID.' });
	const { behaviours } = threatsOf(call.tenant);
	return page(call, selectBy(behaviours, call.query, SECOND_TESTS), second);
}

/** `POST /simulator/behavioral-detections`: one more, now; any field may be given. */
const add: Control = {
	path: '/behavioral-detections',
	about: 'Notice a suspicious process on a device, device_id if given.',
	act(tenant, { device_id: deviceId, ...given }) {
		const device = subject(tenant, { device_id: deviceId });
		if (!device) return undefined;
		const made = makeBehaviour(tenant, new Dice(tenant.uuid()), device, tenant.now());
		const row = Object.assign(made, given);
		threatsOf(tenant).behaviours.push(row);
		return first(row);
	},
};

/** What processes did on Macs, as judged by Avert. */
export const behavioralDetectionsArea: Area = {
	routes: [
		{
			method: 'GET',
			path: '/api/v1/behavioral-detections',
			permission: 'Threats > Get Behavioral Detections',
			handle: listFirst,
		},
		{
			method: 'GET',
			path: '/api/v2/threat/behavioral-detections/events',
			permission: 'Threats > Get Behavioral Detections - v2',
			handle: listSecond,
		},
	],
	control: [add],
};
