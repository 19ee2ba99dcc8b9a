import { escaped, writtenAsset } from './snipe-it-rows.mts';
import { same } from './snipe-it-state.mts';
import type { Asset, SnipeItState, Table, Named } from './snipe-it-state.mts';

export type Body = Record<string, unknown>;

/** What every write answers, and every lookup that finds nothing: status 200, also for a failure. */
export interface Answer {
	status: 'success' | 'error';
	messages: unknown;
	payload: unknown;
}

export const refused = (messages: unknown, payload: unknown = null): Answer => ({
	status: 'error',
	messages,
	payload,
});

const done = (messages: string, payload: unknown): Answer => ({
	status: 'success',
	messages,
	payload,
});

const textOf = (value: unknown): string | null =>
	value === null || value === undefined ? null : String(value === true ? 1 : value);

/** Text without surrounding blanks, and nothing for empty text, as the framework of Snipe-IT hands it on. */
export function cleaned(body: Body): Body {
	return Object.fromEntries(
		Object.entries(body).map(([key, value]) => {
			const trimmed = typeof value === 'string' ? value.trim() : value;
			return [key, trimmed === '' ? null : trimmed];
		}),
	);
}

type Problems = Record<string, string[]>;

/** Checks the fields that a write names against what is there already. */
function problemsOf(state: SnipeItState, body: Body, asset: Asset | null): Problems {
	const problems: Problems = {};
	const others = state.present.filter((each) => each !== asset);
	const exists = (table: Table<Named>, field: string, called: string) => {
		if (body[field] !== undefined && body[field] !== null && !table.byId(body[field])) {
			problems[field] = [`The selected ${called} is invalid.`];
		}
	};
	exists(state.models, 'model_id', 'model id');
	exists(state.statuslabels, 'status_id', 'status id');
	exists(state.companies, 'company_id', 'company id');
	exists(state.users, 'assigned_user', 'assigned user');
	const tag = textOf(body.asset_tag);
	if (others.some((other) => same(other.tag, tag))) {
		problems.asset_tag = ['The asset tag must be unique.'];
	}
	const serial = textOf(body.serial);
	if (state.settings.uniqueSerial && others.some((other) => same(other.serial, serial))) {
		problems.serial = ['The serial must be unique.'];
	}
	if (String(body.name ?? '').length > 255) {
		problems.name = ['The name may not be greater than 255 characters.'];
	}
	const required: string[] = asset === null ? ['model_id', 'status_id', 'asset_tag'] : [];
	for (const field of required) {
		if (body[field] === undefined || body[field] === null) {
			problems[field] = [`The ${field.replaceAll('_', ' ')} field is required.`];
		}
	}
	const label = state.statuslabels.byId(body.status_id);
	if (body.assigned_user && label && label.type !== 'deployable') {
		problems.status_id = ['That asset status is not deployable.'];
	}
	return problems;
}

/** Custom fields that the asset's model does not have are dropped silently. */
function fill(state: SnipeItState, asset: Asset, body: Body): void {
	if ('name' in body) asset.name = textOf(body.name) ?? '';
	if ('asset_tag' in body) asset.tag = textOf(body.asset_tag) ?? asset.tag;
	if ('serial' in body) asset.serial = textOf(body.serial);
	if ('notes' in body) asset.notes = textOf(body.notes);
	if ('company_id' in body) asset.company = state.companies.byId(body.company_id) ?? null;
	asset.model = state.models.byId(body.model_id) ?? asset.model;
	asset.status = state.statuslabels.byId(body.status_id) ?? asset.status;
	for (const { column } of asset.model.fieldset?.fields ?? []) {
		if (column in body) asset.custom[column] = textOf(body[column]);
	}
	asset.updated = new Date();
}

function handOut(state: SnipeItState, asset: Asset, userId: unknown): void {
	const to = state.users.byId(userId);
	if (to === undefined) return;
	asset.holder = { type: 'user', to };
	asset.checkouts += 1;
	asset.updated = new Date();
}

/** POST /hardware. */
export function createAsset(state: SnipeItState, given: Body): Answer {
	const nextTag = String(state.assets.rows.length + 1).padStart(5, '0');
	const body =
		state.settings.autoIncrement && (given.asset_tag ?? null) === null
			? { ...given, asset_tag: nextTag }
			: given;
	const problems = problemsOf(state, body, null);
	if (Object.keys(problems).length > 0) return refused(problems);
	const model = state.models.byId(body.model_id);
	const status = state.statuslabels.byId(body.status_id);
	if (!model || !status) return refused('The model and status are required.');
	const asset = state.assets.add('', {
		...{ tag: '', serial: null, model, status, company: null, notes: null, holder: null },
		...{ custom: {}, deleted: false, checkouts: 0, checkins: 0 },
	});
	fill(state, asset, body);
	handOut(state, asset, body.assigned_user);
	return done('Asset created successfully.', writtenAsset(asset));
}

/** PATCH and PUT /hardware/{id}, which mean the same: what is not named stays. */
export function updateAsset(state: SnipeItState, asset: Asset, body: Body): Answer {
	const problems = problemsOf(state, body, asset);
	if (Object.keys(problems).length > 0) return refused(problems);
	fill(state, asset, body);
	handOut(state, asset, body.assigned_user);
	return done('Asset updated successfully.', writtenAsset(asset));
}

const called = (asset: Asset) => ({ asset: escaped(asset.tag) });

/** POST /hardware/{id}/checkout: only for an asset that nobody has and whose status allows it. */
export function checkOut(state: SnipeItState, asset: Asset, body: Body): Answer {
	const type = body.checkout_to_type ?? null;
	if (type === null) {
		return refused({ checkout_to_type: ['The checkout to type field is required.'] });
	}
	const label = state.statuslabels.byId(body.status_id);
	if ('status_id' in body && label?.type !== 'deployable') {
		return refused({ status_id: ['The selected status id is invalid.'] });
	}
	if (asset.holder !== null || asset.status.type !== 'deployable') {
		return refused('That asset is not available for checkout!', called(asset));
	}
	const user = state.users.byId(body.assigned_user);
	if (type !== 'user' || user === undefined) {
		return refused(`Checkout target for asset ${escaped(asset.tag)} is invalid.`, called(asset));
	}
	handOut(state, asset, user.id);
	if ('name' in body) asset.name = textOf(body.name) ?? '';
	return done('Asset checked out successfully.', called(asset));
}

/** POST /hardware/{id}/checkin. */
export function checkIn(asset: Asset): Answer {
	const payload = { asset_tag: escaped(asset.tag), model: escaped(asset.model.name) };
	if (asset.holder === null) return refused('That asset is already checked in.', payload);
	asset.holder = null;
	asset.checkins += 1;
	asset.updated = new Date();
	return done('Asset checked in successfully.', payload);
}

/** POST /models: name and number together are unique, and a category is needed. */
export function createModel(state: SnipeItState, body: Body): Answer {
	const name = textOf(body.name);
	const number = textOf(body.model_number);
	const category = state.categories.byId(body.category_id);
	const problems: Problems = {};
	if (name === null) problems.name = ['The name field is required.'];
	if (!category) problems.category_id = ['The category id field is required.'];
	const isTwin = state.models.rows.some(
		(model) => same(model.name, name) && (number === null || same(model.number, number)),
	);
	if (isTwin) problems.name = ['The name must be unique across models and model number.'];
	if (name === null || !category || isTwin) return refused(problems);
	const model = state.models.add(name, {
		number,
		category,
		manufacturer: state.manufacturers.byId(body.manufacturer_id) ?? null,
		fieldset: state.fieldsets.byId(body.fieldset_id) ?? null,
	});
	const { id } = model;
	const ids = { category_id: category.id, manufacturer_id: model.manufacturer?.id ?? null };
	const fieldset_id = model.fieldset?.id ?? null;
	return done('Model created successfully.', {
		id,
		name,
		model_number: number,
		...ids,
		fieldset_id,
	});
}

/** POST to a list whose rows need a unique name. */
export function createNamed(
	state: SnipeItState,
	list: 'categories' | 'manufacturers' | 'companies',
	body: Body,
): Answer {
	const name = textOf(body.name);
	if (name === null) return refused({ name: ['The name field is required.'] });
	const type = textOf(body.category_type);
	if (list === 'categories' && type === null) {
		return refused({ category_type: ['The category type field is required.'] });
	}
	const table: Table<Named> = state[list];
	if (table.rows.some((row) => same(row.name, name))) {
		return refused({ name: ['The name has already been taken.'] });
	}
	const row =
		list === 'categories' ? state.categories.add(name, { type: type ?? '' }) : table.add(name, {});
	return done('Created successfully.', { id: row.id, name });
}
