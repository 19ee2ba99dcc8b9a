import type { Area, Call, Handler, Reply } from '../api.mts';
import { Dice } from '../dice.mts';
import { offsetPage } from '../paging.mts';
import { noContent, notFound } from '../replies.mts';
import { seedBlueprints } from '../seed.mts';
import type { Blueprint, Tenant } from '../tenant.mts';
import { commaList } from './answers.mts';
import { audited } from './audited.mts';
import { create, update } from './blueprint-writes.mts';
import { enrolmentProfile, signOnUrl } from './enrolment-profile.mts';

const LARGEST_PAGE = 300;

/** A parameter's details are a text, a number, a list, an object or a truth value; most have none. */
const SETTINGS: ReadonlyArray<Record<string, unknown>> = [
	{},
	{ details: '1' },
	{ details: 5 },
	{ details: true },
	{ details: ['admin'] },
	{ details: [{ flag: 'aa', prefix: '^' }] },
	{ details: { days: 60 } },
	{ details: { corner: 'bl', modifier: 'none' } },
	{ details: { type: 'size', size: 5, unit: 'G', value: '5G', method: 1 } },
	{ details: { alert_no_backups: true, days_between_backups: 7 } },
	{ profile: 'com.example.screensaver' },
];

/** Parameters by id, each muted or not, run daily or not. */
const templateParams = (name: string): Record<string, unknown> =>
	Object.fromEntries(
		SETTINGS.map((settings, index) => [
			new Dice(`${name}:${index}`).uuid(),
			{ mute: index === 1, daily: index === 2, ...settings },
		]),
	);

/** Templates have whole numbers as ids; they come in categories (docs/kandji-api.md T20). */
const TEMPLATES = [
	{
		id: 1,
		name: 'Starting points',
		weight: 10,
		templates: [
			['Everyday Mac', 'Sensible settings for a Mac that one person uses.'],
			['Shared iPad', 'An iPad that changes hands every day.'],
		],
	},
	{
		id: 2,
		name: 'Benchmarks',
		weight: 20,
		templates: [
			['Hardened Mac', 'Strict settings for Macs that handle confidential data.'],
			['Meeting room', 'An Apple TV that shows the room calendar.'],
		],
	},
].map((category) => ({
	...category,
	templates: category.templates.map(([name, description], index) => ({
		id: category.id * 10 + index,
		name,
		description,
		category: category.id,
		icon: 'ss-files',
		color: 'aqua-800',
		params: templateParams(name),
		rating: 30 + 10 * index,
	})),
}));

const TEMPLATE_IDS = TEMPLATES.flatMap(({ templates }) => templates.map(({ id }) => id));

const deviceCounts = (tenant: Tenant): Map<string, number> =>
	tenant.derived('devices of blueprints', () => {
		const counts = new Map<string, number>();
		for (const { blueprint_id: id } of tenant.devices.values()) {
			counts.set(id, (counts.get(id) ?? 0) + 1);
		}
		return counts;
	});

/** A blueprint as the API shows it (docs/kandji-api.md 4.6). */
const blueprintRecord = (tenant: Tenant, blueprint: Blueprint): Record<string, unknown> => ({
	id: blueprint.id,
	name: blueprint.name,
	icon: blueprint.icon,
	color: blueprint.color,
	description: blueprint.description,
	params: blueprint.params,
	computers_count: deviceCounts(tenant).get(blueprint.id) ?? 0,
	enrollment_code: blueprint.enrollment_code,
	type: blueprint.type,
});

const DAY_MS = 86_400_000;
/** No source says when a device counts as missing. */
const MISSING_AFTER_DAYS = 30;

/** A blueprint as Update answers it: only there it has the number of missing devices. */
function updatedRecord(tenant: Tenant, blueprint: Blueprint): Record<string, unknown> {
	const since = new Date(tenant.now().getTime() - MISSING_AFTER_DAYS * DAY_MS).toISOString();
	const missing = [...tenant.devices.values()].filter(
		({ blueprint_id: id, last_check_in: seen }) => id === blueprint.id && seen < since,
	);
	return { ...blueprintRecord(tenant, blueprint), missing_computers_count: missing.length };
}

function list(call: Call): Reply {
	const { tenant, query } = call;
	const id = query.get('id');
	const ids = commaList(query.get('id__in'));
	const name = (query.get('name') ?? '').toLowerCase();
	const rows = [...tenant.blueprints.values()].filter(
		(blueprint) =>
			(!id || blueprint.id === id) &&
			(ids.length === 0 || ids.includes(blueprint.id)) &&
			blueprint.name.toLowerCase().includes(name),
	);
	return offsetPage(rows, call, {
		max: LARGEST_PAGE,
		render: (blueprint) => blueprintRecord(tenant, blueprint),
	});
}

const withBlueprint =
	(handle: (call: Call, blueprint: Blueprint) => Reply): Handler =>
	(call) => {
		const blueprint = call.tenant.blueprints.get(call.params.blueprint_id ?? '');
		return blueprint ? handle(call, blueprint) : notFound();
	};

function remove(call: Call, { id, name }: Blueprint): Reply {
	call.tenant.removeBlueprint(id);
	audited(call, 'delete', { type: 'blueprint', id }, { name });
	return noContent();
}

/** The profile as a file; a URL instead if the blueprint needs sign-on and the caller asked for it (docs/kandji-api.md T22). */
function profile({ tenant, query }: Call, blueprint: Blueprint): Reply {
	if (query.get('sso') === 'true' && blueprint.requires_authentication) {
		return { body: { url: signOnUrl(tenant, blueprint) } };
	}
	return {
		text: enrolmentProfile(tenant, blueprint),
		type: 'application/x-apple-aspen-config',
		headers: { 'Content-Disposition': 'attachment;filename=kandji-enroll.mobileconfig' },
	};
}

const all = '/api/v1/blueprints';
const one = `${all}/:blueprint_id`;
const may = (name: string): string => `Blueprints Management > ${name}`;

/** Blueprints, their templates and their manual enrolment profiles. */
export const blueprintsArea: Area = {
	seed: seedBlueprints,
	routes: [
		{ method: 'GET', path: all, permission: may('List Blueprints'), handle: list },
		{
			method: 'POST',
			path: all,
			permission: may('Create Blueprint'),
			handle: (call) => {
				const made = create(call, TEMPLATE_IDS);
				if ('refused' in made) return made.refused;
				// No devices are counted yet: the recorded answer has no number of them.
				const { computers_count: _none, ...body } = blueprintRecord(call.tenant, made.blueprint);
				return { status: 201, body };
			},
		},
		{
			method: 'GET',
			path: `${all}/templates/`,
			permission: may('Get Blueprint Templates'),
			handle: (call) => offsetPage(TEMPLATES, call, { max: LARGEST_PAGE }),
		},
		{
			method: 'GET',
			path: one,
			permission: may('Get Blueprint'),
			handle: withBlueprint(({ tenant }, blueprint) => ({
				body: blueprintRecord(tenant, blueprint),
			})),
		},
		{
			method: 'PATCH',
			path: one,
			permission: may('Update Blueprint'),
			handle: withBlueprint(
				(call, blueprint) =>
					update(call, blueprint) ?? { body: updatedRecord(call.tenant, blueprint) },
			),
		},
		{
			method: 'DELETE',
			path: one,
			permission: may('Delete Blueprint'),
			handle: withBlueprint(remove),
		},
		{
			method: 'GET',
			path: `${one}/ota-enrollment-profile`,
			permission: may('Get Manual Enrollment Profile'),
			handle: withBlueprint(profile),
		},
	],
};
