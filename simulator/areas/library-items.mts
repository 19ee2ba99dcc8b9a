import type { Area, Call, Reply } from '../api.mts';
import { offsetPage } from '../paging.mts';
import { notFound } from '../replies.mts';
import { itemOnDevice } from './item-status.mts';
import { itemsOn, libraryOf } from './library.mts';

const PATH = '/api/v1/library/library-items/:library_item_id';

/** Newest first; an item that was deleted keeps its history. */
function activity(call: Call): Reply {
	const { tenant, params, query } = call;
	const entries = libraryOf(tenant).activity.get(params.library_item_id);
	if (!entries) return notFound();
	const wanted = (['activity_type', 'user_id', 'user_email'] as const).filter((key) =>
		query.get(key),
	);
	const rows = entries
		.filter((entry) => wanted.every((key) => entry[key] === query.get(key)))
		.reverse();
	return offsetPage(rows, call, { max: 300 });
}

/** One row for each device whose blueprint has the item. */
function statuses(call: Call): Reply {
	const { tenant, params, query } = call;
	const item = libraryOf(tenant).items.get(params.library_item_id);
	if (!item) return notFound();
	const holding = new Set(
		[...tenant.blueprints.keys()].filter((id) => itemsOn(tenant, id).has(item.id)),
	);
	const only = query.get('computer_id');
	const rows = [...tenant.devices.values()].filter(
		({ device_id: id, blueprint_id: on }) => holding.has(on) && (!only || id === only),
	);
	return offsetPage(rows, call, {
		max: 300,
		render: (device) => ({ ...itemOnDevice(tenant, device, item), type: item.type }),
	});
}

/** History and spread of any library item. */
export const libraryItemsArea: Area = {
	routes: [
		{
			method: 'GET',
			path: `${PATH}/activity`,
			permission: 'Library > Get Library Item Activity',
			handle: activity,
		},
		{
			method: 'GET',
			path: `${PATH}/status`,
			permission: 'Library > Get Library Item Statuses',
			handle: statuses,
		},
	],
};
