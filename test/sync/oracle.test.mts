import fc from 'fast-check';

import { planSync } from '../../nodes/Kandji/sync/plan';
import type { PlanEntry, PlanRow, SyncPlan } from '../../nodes/Kandji/sync/syncTypes';
import { fleet, stageOf } from './fleets.mts';
import type { Fleet } from './fleets.mts';
import { upper } from './oracle.mts';
import type { Deed } from './oracleDecisions.mts';
import { isOtherTenant, withinLimits } from './oracleLimits.mts';

const LOOKS_ONLY = new Set(['skip', 'unchanged']);

/** The entry as the oracle says it: Attention with its subject, a write with its fields. */
function deedOf({ action, key, fields, person, device, asset }: PlanEntry): Deed[] {
	if (LOOKS_ONLY.has(action)) return [];
	const [topic] = key.split('|');
	if (topic === 'attention identity') {
		const ids = [device?.id, asset?.id].filter((id) => id !== undefined);
		return ids.map((id) => ({ asset: id, action: topic }));
	}
	const about = { device: device?.id, asset: asset?.id };
	if (action === 'attention') return [{ ...about, action: `attention ${topic}` }];
	const newPerson = person?.create ? { newPerson: upper(person.email) } : {};
	const named = topic === 'lastUser' ? 'update lastUser' : action;
	return [{ ...about, action: named, fields, ...newPerson }];
}

/** Deeds as texts in an order of their own, each once. */
const sorted = (deeds: Deed[]) =>
	[
		...new Set(
			deeds.map(({ device, asset, action, fields = {}, newPerson }) =>
				JSON.stringify([action, device, asset, newPerson, Object.entries(fields).sort()]),
			),
		),
	].sort();

const entriesOf = (rows: PlanRow[]) => rows.flatMap(({ entries }) => entries);

/** What the plan does, and what the oracle does, as comparable lists. */
function both(one: Fleet): { plan: SyncPlan; planned: string[]; wanted: string[]; why: string[] } {
	const { inputs, settings } = stageOf(one);
	const plan = planSync(inputs, settings);
	const planned = sorted(
		entriesOf(plan.rows)
			// Attention that identity needs names records beside each other; the oracle names each record.
			.flatMap(deedOf),
	);
	if (isOtherTenant(inputs, settings)) {
		return { plan, planned, wanted: [], why: ['otherTenant'] };
	}
	const { deeds, exceeded } = withinLimits(inputs, settings);
	return { plan, planned, wanted: sorted(deeds), why: exceeded };
}

describe('A second implementation of the rules', () => {
	test('plans the same for random fleets and settings', () => {
		fc.assert(
			fc.property(fleet, (one) => {
				const { plan, planned, wanted, why } = both(one);
				expect(planned).toEqual(wanted);
				const isOther = plan.alerts.some(({ key }) => key.startsWith('otherTenant'));
				expect([isOther, plan.exceeded.map(({ limit }) => limit).sort()]).toEqual([
					why.includes('otherTenant'),
					why.filter((name) => name !== 'otherTenant').sort(),
				]);
			}),
			{ numRuns: 3_000 },
		);
	});
});
