import type { IDataObject } from 'n8n-workflow';

import type { NormalizedDevice } from '../shapes/deviceShape';
import type { PeopleIndex } from './people';
import type { PlanPerson, SyncInputs, SyncSettings } from './syncTypes';
import { keyOf, readEmail, textOf, valueOf } from './values';

/** Everything that decides about an assignment. */
export interface AssignmentContext {
	device: NormalizedDevice;
	asset: IDataObject | null;
	/** The asset's assignee; both empty for nobody. */
	holder: { email: string; name: string };
	people: PeopleIndex;
	users: SyncInputs['users'];
	settings: SyncSettings;
}

/** Recorded as the last user when nobody is assigned: an empty field means that nothing was recorded yet. */
export const NOBODY = 'nobody';

/** The identifiers of a user or person. */
export type UserName = Pick<NonNullable<NormalizedDevice['user']>, 'email' | 'name'>;

/** How a user is recorded in an asset: the email, else the name. */
export const recordOf = (user: UserName | null): string => user?.email ?? user?.name ?? NOBODY;

/** Whether the asset is with this user: by email or, where one has none, by name. */
export function isSameHolder(holder: AssignmentContext['holder'], user: UserName): boolean {
	if (holder.email !== '' && user.email !== null) return keyOf(holder.email) === keyOf(user.email);
	return (
		holder.name !== '' && [user.name, user.email].some((each) => keyOf(holder.name) === keyOf(each))
	);
}

/** The fields of an asset that hold its assignee, filled for this person. */
export function assigneeFields(
	person: PlanPerson | null,
	{ assetFields }: SyncSettings,
): IDataObject {
	const { assigneeEmail, assigneeName } = assetFields;
	return {
		...(assigneeEmail === '' ? {} : { [assigneeEmail]: person?.email ?? null }),
		...(assigneeName === '' ? {} : { [assigneeName]: person?.name ?? null }),
	};
}

/** Whether most values of a column are emails. */
function holdsEmails(assets: IDataObject[], field: string): boolean {
	const filled = assets.map((asset) => readEmail(valueOf(asset, field))).filter(Boolean);
	return (
		filled.length > 0 && 2 * filled.filter((each) => each?.includes('@')).length > filled.length
	);
}

/** Returns the settings with a column such as "Assigned To" as the assignee's email when that is what it holds. */
export function withAssigneeColumn({ assets }: SyncInputs, settings: SyncSettings): SyncSettings {
	const { assigneeEmail, assigneeName } = settings.assetFields;
	if (assigneeEmail !== '' || assigneeName === '' || !holdsEmails(assets, assigneeName)) {
		return settings;
	}
	const assetFields = { ...settings.assetFields, assigneeEmail: assigneeName, assigneeName: '' };
	return { ...settings, assetFields };
}

/** The field that records the last user, where it has to be written. */
export function lastUserFields(
	asset: IDataObject | null,
	lastUser: string | undefined,
	{ assetFields, assignment }: SyncSettings,
): IDataObject {
	const field = assetFields.lastUser;
	if (assignment.winner !== 'changed' || field === '' || lastUser === undefined) return {};
	if (asset !== null && keyOf(lastUser) === keyOf(textOf(asset, field))) return {};
	return { [field]: lastUser };
}

/** The side that changed since both agreed, or why that is unknown. */
export function changedSide({
	device,
	holder,
	asset,
	settings,
}: AssignmentContext): 'kandji' | 'assets' | { unknown: string } {
	const last = asset === null ? NOBODY : textOf(asset, settings.assetFields.lastUser);
	const inKandji = recordOf(device.user);
	const inAssets = holder.email || holder.name || NOBODY;
	const both = `Kandji has ${inKandji}, the asset has ${inAssets}`;
	if (last === '')
		return { unknown: `It is unknown which side changed: ${both}. Correct one of them` };
	if (keyOf(inKandji) === keyOf(last)) return 'assets';
	if (keyOf(inAssets) === keyOf(last)) return 'kandji';
	return { unknown: `Both sides changed since they had ${last}: ${both}. Correct one of them` };
}
