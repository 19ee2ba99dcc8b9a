import type { IDataObject } from 'n8n-workflow';

import type { LimitName, SyncInputs, SyncSettings } from '../../nodes/Kandji/sync/syncTypes';
import { has, identityOf, plain, same } from './oracle.mts';
import { deedsOf } from './oracleDecisions.mts';
import type { Deed } from './oracleDecisions.mts';

// The table of limits in docs/asset-sync.md a second time.

/** What each limit counts, each record once. */
const COUNTS: Record<LimitName, (deed: Deed) => unknown> = {
	creates: ({ action, device }) => (action === 'create' ? device : undefined),
	updates: ({ action, asset }) =>
		['update', 'update lastUser', 'link', 'restore'].includes(action) ? asset : undefined,
	assignments: ({ action, asset }) => (action === 'assign' ? asset : undefined),
	unassignments: ({ action, asset }) => (/^unassign/.test(action) ? asset : undefined),
	removals: ({ action, asset }) => (action === 'retire' ? asset : undefined),
	newPeople: ({ newPerson }) => newPerson,
	kandjiWrites: ({ action, device }) =>
		/InKandji$|^setAssetTag$/.test(action) ? device : undefined,
};

/** How many assets were paired before the run. */
function pairedCount(inputs: SyncInputs, settings: SyncSettings): number {
	return settings.mode === 'import'
		? identityOf(inputs, settings).pairs.filter(({ asset }) => asset !== null).length
		: inputs.assets.filter(({ kandji }) => has(kandji) && plain(kandji) !== null).length;
}

/** Whether at least ten assets are linked and fewer than half of them have a device of this tenant. */
export function isOtherTenant(inputs: SyncInputs, settings: SyncSettings): boolean {
	const { pairs } = identityOf(inputs, settings);
	const isLocked = ({ status }: IDataObject) =>
		settings.assignment.lockValues.some((lock) => same(lock, status)) ||
		(settings.removal.action !== 'ignore' && same(status, 'Retired'));
	const linked = inputs.assets.filter(
		(asset) => has(asset.kandji) && plain(asset.kandji) !== null && !isLocked(asset),
	);
	const isFound = (asset: IDataObject) =>
		pairs.some((pair) => pair.asset === asset) ||
		[...inputs.enrolled].some((id) => same(id, asset.kandji)) ||
		[...inputs.enrolledSerials].some((serial) => same(serial, asset.serial)) ||
		[...inputs.awaiting].some((serial) => same(serial, asset.serial));
	return linked.length >= 10 && linked.filter(isFound).length < linked.length / 2;
}

/** What is left to do within the limits, and the names of the exceeded ones. */
export function withinLimits(inputs: SyncInputs, settings: SyncSettings) {
	const all = deedsOf(inputs, settings);
	const exceeded: LimitName[] = [];
	for (const [name, limit] of Object.entries(settings.limits) as Array<
		[LimitName, SyncSettings['limits'][LimitName]]
	>) {
		const counted = new Set(all.map(COUNTS[name]).filter((one) => one !== undefined));
		if (limit.count === undefined && limit.share === undefined) continue;
		const share = ((limit.share ?? 0) / 100) * pairedCount(inputs, settings);
		if (counted.size > (limit.count ?? 0) && counted.size > Math.floor(share)) exceeded.push(name);
	}
	// Without the updates a new asset gets no value that one of them would free.
	const isNew = ({ asset, device }: Deed) => asset === undefined && device !== undefined;
	const deeds = exceeded.includes('updates')
		? [...all.filter((deed) => !isNew(deed)), ...deedsOf(inputs, settings, false).filter(isNew)]
		: all;
	const isWithheld = (deed: Deed) =>
		exceeded.some(
			(name) =>
				COUNTS[name](deed) !== undefined && !(name === 'newPeople' && deed.action === 'create'),
		);
	const withheld = deeds.filter(isWithheld);
	const left = deeds
		.filter((deed) => !withheld.includes(deed))
		// A record of the last user goes with the change in Kandji that it records.
		.filter(
			({ action, device }) =>
				action !== 'update lastUser' ||
				!withheld.some((one) => one.device === device && /InKandji$/.test(one.action)),
		)
		.map((deed): Deed => {
			if (deed.newPerson === undefined || !exceeded.includes('newPeople')) return deed;
			const { email: _email, seen: _seen, ...fields } = deed.fields ?? {};
			return { ...deed, fields, newPerson: undefined };
		});
	return { deeds: left, exceeded };
}
