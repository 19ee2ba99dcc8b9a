import type { Area, Call, Handler, Reply } from '../api.mts';
import { offsetPage } from '../paging.mts';
import { fieldErrors, noContent, notFound, record } from '../replies.mts';
import { seedTags } from '../seed.mts';
import type { Tag } from '../tenant.mts';

const LARGEST_PAGE = 300;

const withTag =
	(handle: (call: Call, tag: Tag) => Reply): Handler =>
	(call) => {
		const tag = call.tenant.tags.get(call.params.tag_id ?? '');
		return tag ? handle(call, tag) : notFound();
	};

/** The name that the body gives, or the answer that refuses it. */
function nameFrom({ tenant, body }: Call, own?: Tag): string | Reply {
	const { name } = record(body);
	if (name === undefined) return fieldErrors({ name: ['This field is required.'] });
	if (typeof name !== 'string') return fieldErrors({ name: ['Not a valid string.'] });
	if (name.trim() === '') return fieldErrors({ name: ['This field may not be blank.'] });
	const taken = [...tenant.tags.values()].some((tag) => tag !== own && tag.name === name);
	return taken ? fieldErrors({ name: ['tag with this name already exists.'] }) : name;
}

function create(call: Call): Reply {
	const name = nameFrom(call);
	if (typeof name !== 'string') return name;
	const tag = { id: call.tenant.uuid(), name };
	call.tenant.tags.set(tag.id, tag);
	return { status: 201, body: tag };
}

/** Devices carry names, so a renamed tag is renamed there too, and a deleted one vanishes. */
function rename(call: Call, tag: Tag, name: string | null): void {
	for (const device of call.tenant.devices.values()) {
		if (!device.tags.includes(tag.name)) continue;
		device.tags = device.tags.flatMap((each) => (each === tag.name ? (name ?? []) : each));
	}
}

const one = '/api/v1/tags/:tag_id';

/** Tags: list, create, rename, delete. */
export const tagsArea: Area = {
	seed: seedTags,
	routes: [
		{
			method: 'GET',
			path: '/api/v1/tags',
			permission: 'Tags > Get Tags',
			handle: (call) => {
				const search = (call.query.get('search') ?? '').toLowerCase();
				const rows = [...call.tenant.tags.values()];
				const found = rows.filter(({ name }) => name.toLowerCase().includes(search));
				return offsetPage(found, call, { max: LARGEST_PAGE });
			},
		},
		{ method: 'POST', path: '/api/v1/tags', permission: 'Tags > Create Tag', handle: create },
		{
			method: 'PATCH',
			path: one,
			permission: 'Tags > Update Tag',
			handle: withTag((call, tag) => {
				const name = nameFrom(call, tag);
				if (typeof name !== 'string') return name;
				rename(call, tag, name);
				tag.name = name;
				return { body: tag };
			}),
		},
		{
			method: 'DELETE',
			path: one,
			permission: 'Tags > Delete Tag',
			handle: withTag((call, tag) => {
				rename(call, tag, null);
				call.tenant.tags.delete(tag.id);
				return noContent();
			}),
		},
	],
};
