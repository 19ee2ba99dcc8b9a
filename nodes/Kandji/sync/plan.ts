import { omit } from 'lodash';

import { assigneeFields, withAssigneeColumn } from './holder';
import { decideRow, planEntry } from './entries';
import type { PlanContext } from './entries';
import { refusedMappings } from './fields';
import { pairRecords } from './identity';
import { exceededLimits, exceededReason, withholdAll } from './limits';
import { PeopleIndex } from './people';
import { enrolledIds, otherTenantReason, pairedBefore } from './removal';
import { decideDisplayIds, decideTags } from './uniqueValues';
import type {
	LimitName,
	PlanEntry,
	PlanRow,
	SyncInputs,
	SyncPlan,
	SyncSettings,
} from './syncTypes';
import { keyOf, nested, ordered, textOf } from './values';

/** Returns the rows in an order that does not depend on the order of the inputs. */
function inOrder(rows: PlanRow[], { match, assetFields }: SyncSettings): PlanRow[] {
	const keyOfRow = ({ device, asset }: PlanRow) =>
		keyOf(device ? device[match.property] : asset && textOf(asset, match.field));
	const keyed = rows.map((row) => ({ row, key: keyOfRow(row) }));
	// Most keys differ, so the longer comparisons are rare.
	const rest = ({ device, asset }: PlanRow) =>
		[device?.id ?? '', asset ? textOf(asset, assetFields.id) : '', JSON.stringify(asset)].join(
			'\n',
		);
	return keyed
		.sort((one, other) => ordered(one.key, other.key) || ordered(rest(one.row), rest(other.row)))
		.map(({ row }) => row);
}

/** A new asset without the new person whom its limit does not allow. */
function withoutNewPerson(row: PlanRow, settings: SyncSettings): PlanRow {
	const isNew = ({ action, person }: PlanEntry) => action === 'create' && person?.create === true;
	if (!row.entries.some(isNew)) return row;
	const notAssigned = 'Not assigned, because Max New People is exceeded';
	const left = [...Object.keys(assigneeFields(null, settings)), settings.assetFields.lastUser];
	const entries = row.entries.map((entry): PlanEntry => {
		if (!isNew(entry)) return entry;
		const fields = omit(entry.fields, left);
		const reason = `${entry.reason}. ${notAssigned}`;
		return { ...entry, fields, body: nested(fields, null), person: null, reason };
	});
	return { ...row, entries, notAssigned };
}

/** Keeps the report's rows and plans nothing, because the devices are not those of the assets. */
const nothingPlanned = (row: PlanRow, reason: string, settings: SyncSettings): PlanRow => ({
	device: row.device,
	asset: row.asset,
	entries: [planEntry(row, { action: 'skip', reason: `Nothing is planned: ${reason}` }, settings)],
});

/**
 * Plans what has to happen so that the assets say what Kandji says, and Kandji what the assets say. Pure: the same
 * inputs and settings give the same plan, in any order. No action is planned more often than its limit allows.
 */
export function planSync(inputs: SyncInputs, given: SyncSettings): SyncPlan {
	const settings = withAssigneeColumn(inputs, given);
	const enrolled = enrolledIds(inputs);
	const pairs = pairRecords(inputs, settings, enrolled);
	const people = new PeopleIndex(inputs, settings);
	const contextOf = (isUpdated: boolean): PlanContext => {
		const displayIds = decideDisplayIds(pairs, inputs, settings, isUpdated);
		// A pair with a conflict is not written, so it gives up no tag.
		const written = pairs.filter((pair) => displayIds.conflict(pair) === undefined);
		const tags = decideTags(written, inputs, settings, isUpdated);
		return { inputs, settings, people, users: inputs.users, tags, displayIds, enrolled };
	};
	const context = contextOf(true);
	const rowsOf = (ofNew: PlanContext) =>
		inOrder(
			pairs.map((pair) => decideRow(pair, pair.asset === null ? ofNew : context)),
			settings,
		);
	const rows = rowsOf(context);
	const alert = (topic: string, reason: string) =>
		planEntry({ device: null, asset: null }, { action: 'attention', topic, reason }, settings);
	const notices = [...new Set(refusedMappings(settings))].map(
		(field) =>
			`"${field}" is not written by the field mapping: Options > Assignment decides about it`,
	);
	const otherTenant = settings.firstRun
		? undefined
		: otherTenantReason(pairs, inputs, settings, enrolled);
	if (otherTenant !== undefined) {
		const short = 'the devices are not those of the assets, see Attention';
		return {
			rows: rows.map((row) => nothingPlanned(row, short, settings)),
			alerts: [alert('otherTenant', otherTenant)],
			exceeded: [],
			notices,
		};
	}
	const cut = rows.some(({ entries }) => entries.some(({ key }) => key.startsWith('removal|')));
	const alerts =
		inputs.incomplete !== undefined && cut ? [alert('incomplete', inputs.incomplete)] : [];
	if (settings.firstRun) return { rows, alerts, exceeded: [], notices };
	const paired = pairedBefore(pairs, inputs, settings);
	const exceeded = exceededLimits(rows, settings.limits, paired, settings.assetFields.id);
	const names = new Set<LimitName>(exceeded.map(({ limit }) => limit));
	if (names.size === 0) return { rows, alerts, exceeded, notices };
	// Without the updates a new asset gets no value that one of them would free.
	const possible = names.has('updates') ? rowsOf(contextOf(false)) : rows;
	const limited = names.has('newPeople')
		? possible.map((row) => withoutNewPerson(row, settings))
		: possible;
	return {
		rows: limited.map((row) => ({
			...row,
			entries: withholdAll(row.entries, names),
		})),
		alerts: [...alerts, ...exceeded.map((one) => alert(`limit ${one.limit}`, exceededReason(one)))],
		exceeded,
		notices,
	};
}
