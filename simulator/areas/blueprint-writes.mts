import type { Call, Reply } from '../api.mts';
import { fieldErrors, record, refusalList } from '../replies.mts';
import type { Blueprint, Tenant } from '../tenant.mts';
import { truth } from './answers.mts';
import { audited } from './audited.mts';

const REQUIRED = ['This field is required.'];
const CODE = /^\d{6}$/;

/** A field of the form: dotted keys of a form (docs/kandji-api.md T10), or the same nested in JSON. */
const field = (body: unknown, name: string): unknown => {
	const flat = record(body)[name];
	const [outer = '', inner = ''] = name.split('.');
	return flat ?? (inner ? record(record(body)[outer])[inner] : undefined);
};

const text = (body: unknown, name: string): string | undefined => {
	const value = field(body, name);
	return value === undefined || value === null ? undefined : String(value);
};

/** Why the name or the code cannot be had; `own` is the blueprint that may keep its own. */
function taken(call: Call, own?: Blueprint): Reply | undefined {
	const name = text(call.body, 'name');
	const code = text(call.body, 'enrollment_code.code');
	const others = [...call.tenant.blueprints.values()].filter((each) => each !== own);
	if (name !== undefined && name.trim() === '') {
		return fieldErrors({ name: ['This field may not be blank.'] });
	}
	if (others.some((each) => each.name === name)) {
		return fieldErrors({ name: ['blueprint with this name already exists.'] });
	}
	const clash = others.some(({ enrollment_code: theirs }) => theirs.code === code);
	if (code === undefined || (CODE.test(code) && !clash)) return undefined;
	const why = clash ? 'This code is already in use.' : 'Enter a code of six digits.';
	return { status: 400, body: { enrollment_code: { code: [why] } } };
}

/** Copies what the body says onto the blueprint; colour and icon are ignored for a map (docs/kandji-api.md T10). */
function apply(body: unknown, blueprint: Blueprint): void {
	const active = field(body, 'enrollment_code.is_active');
	blueprint.name = text(body, 'name') ?? blueprint.name;
	blueprint.description = text(body, 'description') ?? blueprint.description;
	blueprint.enrollment_code = {
		code: text(body, 'enrollment_code.code') ?? blueprint.enrollment_code.code,
		is_active: active === undefined ? blueprint.enrollment_code.is_active : truth(active),
	};
	if (blueprint.type === 'map') return;
	blueprint.color = text(body, 'color') ?? blueprint.color;
	blueprint.icon = text(body, 'icon') ?? blueprint.icon;
}

/** What a new blueprint starts from, or why it cannot. */
function source(
	{ body, tenant }: Call,
	templates: readonly number[],
): { type: Blueprint['type']; from?: Blueprint } | { refused: Reply } {
	const kind = text(body, 'source.type');
	const id = text(body, 'source.id') ?? '';
	const asked = text(body, 'type') ?? 'classic';
	if (asked !== 'classic' && asked !== 'map') {
		return { refused: fieldErrors({ type: [`"${asked}" is not a valid choice.`] }) };
	}
	if (kind === undefined || kind === '') return { type: asked };
	const from = kind === 'blueprint' ? tenant.blueprints.get(id) : undefined;
	const exists = from !== undefined || (kind === 'template' && templates.includes(Number(id)));
	if (!exists) {
		return { refused: { status: 400, body: { source: { id: [`"${id}" does not exist.`] } } } };
	}
	if (from && from.type !== asked) {
		const reason = 'Blueprint type does not match the source blueprint type';
		return { refused: refusalList(reason) };
	}
	return { type: asked, from };
}

const freeCode = (tenant: Tenant): string => {
	const used = new Set([...tenant.blueprints.values()].map((each) => each.enrollment_code.code));
	let code = '';
	while (code === '' || used.has(code)) code = tenant.faker.string.numeric(6);
	return code;
};

function missing(body: unknown): Reply | undefined {
	if (text(body, 'name') === undefined) return fieldErrors({ name: REQUIRED });
	const active = field(body, 'enrollment_code.is_active');
	return active === undefined
		? { status: 400, body: { enrollment_code: { is_active: REQUIRED } } }
		: undefined;
}

/** Creates a blueprint: empty, from a template (by its number) or as a copy of another of the same type. */
export function create(
	call: Call,
	templates: readonly number[],
): { blueprint: Blueprint } | { refused: Reply } {
	const { body, tenant } = call;
	const absent = missing(body);
	if (absent) return { refused: absent };
	const start = source(call, templates);
	if ('refused' in start) return start;
	const refused = taken(call);
	if (refused) return { refused };
	const blueprint: Blueprint = {
		id: tenant.uuid(),
		name: '',
		icon: start.from?.icon ?? 'ss-files',
		color: start.from?.color ?? 'aqua-800',
		description: start.from?.description ?? '',
		type: start.type,
		params: { ...start.from?.params },
		enrollment_code: { code: freeCode(tenant), is_active: true },
		requires_authentication: false,
	};
	apply(body, blueprint);
	tenant.blueprints.set(blueprint.id, blueprint);
	audited(call, 'create', { type: 'blueprint', id: blueprint.id }, { name: blueprint.name });
	return { blueprint };
}

/** Changes a blueprint, or says why not. */
export function update(call: Call, blueprint: Blueprint): Reply | undefined {
	const refused = taken(call, blueprint);
	if (refused) return refused;
	apply(call.body, blueprint);
	audited(call, 'update', { type: 'blueprint', id: blueprint.id }, { name: blueprint.name });
	return undefined;
}
