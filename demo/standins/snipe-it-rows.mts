import type { Asset, Field, Holder, Model, Named, User } from './snipe-it-state.mts';

/** Snipe-IT answers text as HTML has it. */
export function escaped(text: string): string;
export function escaped(text: string | null): string | null;
export function escaped(text: string | null): string | null {
	return (
		text
			?.replaceAll('&', '&amp;')
			.replaceAll('<', '&lt;')
			.replaceAll('>', '&gt;')
			.replaceAll('"', '&quot;')
			.replaceAll("'", '&#039;') ?? null
	);
}

const datetime = (date: Date) => {
	const formatted = date.toISOString().slice(0, 19).replace('T', ' ');
	return { datetime: formatted, formatted };
};

const reference = (row: Named | null) =>
	row === null ? null : { id: row.id, name: escaped(row.name) };

const dates = ({ created, updated }: Named) => ({
	created_at: datetime(created),
	updated_at: datetime(updated),
});

/** A row of the lists that have nothing of their own. */
export const namedRow = (row: Named): object => ({
	id: row.id,
	name: escaped(row.name),
	...dates(row),
});

export const fieldRow = (field: Field): object => ({
	...namedRow(field),
	db_column_name: field.column,
	format: '',
	type: 'text',
	required: false,
});

export const modelRow = (model: Model): object => ({
	...namedRow(model),
	model_number: escaped(model.number),
	category: reference(model.category),
	manufacturer: reference(model.manufacturer),
	fieldset: reference(model.fieldset),
	default_fieldset_values: (model.fieldset?.fields ?? []).map(({ name, column }) => ({
		name: escaped(name),
		db_column_name: column,
		default_value: null,
		format: '',
		required: false,
	})),
});

const firstName = (name: string) => name.split(' ')[0];
const lastName = (name: string) => name.split(' ').slice(1).join(' ');

export const userRow = (user: User): object => ({
	...namedRow(user),
	first_name: escaped(firstName(user.name)),
	last_name: escaped(lastName(user.name)),
	username: escaped(user.username),
	email: escaped(user.email),
	activated: true,
});

function assignedTo(holder: Holder | null): object | null {
	if (holder === null) return null;
	const { type, to } = holder;
	if (type !== 'user') return { ...reference(to), type };
	const { username, email, name } = to;
	return {
		id: to.id,
		username: escaped(username),
		name: escaped(name),
		first_name: escaped(firstName(name)),
		last_name: escaped(lastName(name)),
		email: escaped(email),
		employee_number: null,
		type,
	};
}

/** An asset as lists and lookups show it: references nested, custom fields by their names, text escaped. */
export const assetRow = (asset: Asset): object => ({
	...namedRow(asset),
	asset_tag: escaped(asset.tag),
	serial: escaped(asset.serial ?? ''),
	model: reference(asset.model),
	model_number: escaped(asset.model.number),
	status_label: {
		...reference(asset.status),
		status_type: asset.status.type,
		// An asset that somebody has is deployed, also where the label says otherwise.
		status_meta: asset.holder === null ? asset.status.type : 'deployed',
	},
	category: reference(asset.model.category),
	manufacturer: reference(asset.model.manufacturer),
	company: reference(asset.company),
	notes: escaped(asset.notes),
	assigned_to: assignedTo(asset.holder),
	checkin_counter: asset.checkins,
	checkout_counter: asset.checkouts,
	custom_fields: Object.fromEntries(
		(asset.model.fieldset?.fields ?? []).map(({ name, column }) => [
			name,
			{
				field: column,
				value: escaped(asset.custom[column] ?? ''),
				field_format: 'ANY',
				element: 'text',
			},
		]),
	),
});

/** An asset as a write answers it: the row of the database, flat and unescaped. */
export const writtenAsset = (asset: Asset): object => ({
	id: asset.id,
	name: asset.name === '' ? null : asset.name,
	asset_tag: asset.tag,
	serial: asset.serial,
	model_id: asset.model.id,
	status_id: asset.status.id,
	company_id: asset.company?.id ?? null,
	notes: asset.notes,
	assigned_to: asset.holder?.to.id ?? null,
	...Object.fromEntries(
		(asset.model.fieldset?.fields ?? []).map(({ column }) => [
			column,
			asset.custom[column] ?? null,
		]),
	),
	created_at: asset.created.toISOString(),
	updated_at: asset.updated.toISOString(),
});
