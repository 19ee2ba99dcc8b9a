import type { Area, Call, Reply } from '../api.mts';
import { offsetPage } from '../paging.mts';
import { notFound, record, refusal } from '../replies.mts';
import type { Blueprint, Tenant } from '../tenant.mts';
import { invalidFields, missing } from './answers.mts';
import { assignmentNodes } from './library-seed.mts';
import { itemsOn, libraryOf, recordLibrary } from './library.mts';

const PATH = '/api/v1/blueprints/:blueprint_id';
/** Types of which an assignment node takes one item. */
const SINGLE = new Set(['recovery-password', 'threat-security-policy']);

const GROUP = 'Blueprints Management';

function list(call: Call): Reply {
	const { tenant, params } = call;
	if (!tenant.blueprints.has(params.blueprint_id)) return notFound();
	const { items } = libraryOf(tenant);
	const rows = [...itemsOn(tenant, params.blueprint_id)].map((id) => ({
		id,
		name: items.get(id)?.name,
	}));
	return offsetPage(rows, call, { max: 300 });
}

/**
 * Where an item goes: the node of an assignment map, or `''` on a classic blueprint and on a map of one node without
 * one being named. The refusals are Kandji's own texts (docs/kandji-api.md T01).
 */
function target(call: Call): { node: string; named: boolean } | Reply {
	const blueprint = call.tenant.blueprints.get(call.params.blueprint_id);
	const body = record(call.body);
	const absent = missing(body, ['library_item_id']);
	if (!blueprint) return notFound();
	if (absent) return invalidFields(absent);
	const item = libraryOf(call.tenant).items.get(String(body.library_item_id));
	if (!item) return notFound();
	const given = body.assignment_node_id ? String(body.assignment_node_id) : undefined;
	const nodes = assignmentNodes(blueprint);
	if (blueprint.type === 'classic') {
		return given
			? refusal('assignment_node_id cannot be provided for Classic Blueprint')
			: { node: '', named: false };
	}
	if (given) return nodes.includes(given) ? { node: given, named: true } : notFound();
	return nodes.length === 1
		? { node: nodes[0], named: false }
		: refusal('Must provide assignment_node_id for Assignment Map Blueprint');
}

/** Assign and remove differ in two words; both answer the ids that are on the blueprint afterwards. */
function change(assign: boolean) {
	return (call: Call): Reply => {
		const found = target(call);
		if (!('node' in found)) return found;
		const { blueprint_id: blueprintId } = call.params;
		const { assignments, items } = libraryOf(call.tenant);
		const nodes = assignments.get(blueprintId) ?? new Map<string, Set<string>>();
		assignments.set(blueprintId, nodes);
		const ids = nodes.get(found.node) ?? new Set<string>();
		nodes.set(found.node, ids);
		const id = String(record(call.body).library_item_id);
		if (ids.has(id) === assign) {
			const state = assign ? 'already exists' : 'does not exist';
			const place = found.named ? 'in Assignment Node' : 'on Blueprint';
			return refusal(`Library Item ${state} ${place}`);
		}
		const type = items.get(id)?.type;
		const another = [...ids].some((each) => items.get(each)?.type === type);
		if (assign && another && SINGLE.has(String(type))) {
			return refusal('Assignment node can only have one of this Library Item type.');
		}
		if (assign) ids.add(id);
		else ids.delete(id);
		const item = items.get(id);
		if (item) recordLibrary(call, item, 'assignment_changed');
		return { body: [...itemsOn(call.tenant, blueprintId)] };
	};
}

/** A blueprint with the nodes of its map and what is in each: what people read off the map in a browser. */
export function describeBlueprint(tenant: Tenant, blueprint: Blueprint): Record<string, unknown> {
	const { id, name, type } = blueprint;
	const assigned = libraryOf(tenant).assignments.get(id);
	const nodes = assignmentNodes(blueprint).map((node) => ({
		id: node,
		library_items: [...(assigned?.get(node) ?? [])],
	}));
	return { id, name, type, nodes };
}

/** Library items on blueprints, classic and maps. */
export const blueprintLibraryArea: Area = {
	routes: [
		{
			method: 'GET',
			path: `${PATH}/list-library-items`,
			permission: `${GROUP} > List Library Items`,
			handle: list,
		},
		{
			method: 'POST',
			path: `${PATH}/assign-library-item`,
			permission: `${GROUP} > Assign Library Item`,
			handle: change(true),
		},
		{
			method: 'POST',
			path: `${PATH}/remove-library-item`,
			permission: `${GROUP} > Remove Library Item`,
			handle: change(false),
		},
	],
	seed: (tenant) => void libraryOf(tenant),
};
