import type { Area, Call } from '../api.mts';
import type { Row } from '../filter.mts';
import type { Platform } from '../tenant.mts';
import { htmlNotFound, invalidFields } from './answers.mts';
import type { Accepted, Kind, Shape } from './library-kind.mts';
import { kindRoutes, merge } from './library-kind.mts';

/** Platforms by request field. The collection documents the first four. */
const RUNS_ON: Record<string, Platform> = {
	runs_on_mac: 'Mac',
	runs_on_iphone: 'iPhone',
	runs_on_ipad: 'iPad',
	runs_on_tv: 'AppleTV',
	runs_on_vision: 'Vision',
};

const identifierOf = (id: string): string => `com.kandji.profile.custom.${id}`;

const SHAPE: Shape = {
	required: ['name'],
	text: ['name'],
	flags: ['active', ...Object.keys(RUNS_ON)],
	choices: {},
};

function accept(call: Call, current: Row | undefined): Accepted {
	const merged = merge(call, current, SHAPE);
	if ('reply' in merged) return merged;
	const file = call.files.find(({ field }) => field === 'file');
	if (!file && !current) {
		return { reply: invalidFields({ file: 'No file was submitted.' }) };
	}
	if (file?.content.length === 0) {
		return { reply: invalidFields({ file: 'The submitted file is empty.' }) };
	}
	const fields = { ...merged.fields };
	if (!Object.keys(RUNS_ON).some((key) => key in fields)) fields.runs_on_mac = true;
	if (!Object.keys(RUNS_ON).some((key) => fields[key])) {
		return { reply: invalidFields({ non_field_errors: 'At least one platform is required.' }) };
	}
	if (file) fields.profile = file.content.toString();
	return { fields };
}

/**
 * The profile as Kandji stores it: identifier, display name and UUID are rewritten at each write (docs/kandji-api.md
 * T37). Those of the profile itself come after its payloads, so the last of each key is meant.
 */
function rewritten(profile: string, values: Record<string, string>): string {
	return Object.entries(values).reduce((text, [key, value]) => {
		const pattern = new RegExp(
			`(<key>${key}</key>\\s*<string>)[^<]*(</string>)(?![\\s\\S]*<key>${key}</key>)`,
		);
		return text.replace(pattern, (_, before: string, after: string) => `${before}${value}${after}`);
	}, profile);
}

const KIND: Kind = {
	type: 'custom-profile',
	path: '/api/v1/library/custom-profiles',
	label: 'Custom Profile',
	gone: htmlNotFound,
	platforms: (fields) =>
		Object.entries(RUNS_ON).flatMap(([key, platform]) => (fields[key] ? [platform] : [])),
	accept,
	stored: (fields, { id, name }, tenant) => ({
		...fields,
		profile: rewritten(String(fields.profile), {
			PayloadIdentifier: identifierOf(id),
			PayloadDisplayName: name.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
			PayloadUUID: tenant.uuid().toUpperCase(),
		}),
	}),
	render: ({ id, fields, created_at, updated_at }) => ({
		active: fields.active ?? true,
		profile: fields.profile,
		mdm_identifier: identifierOf(id),
		runs_on_mac: fields.runs_on_mac ?? false,
		runs_on_iphone: fields.runs_on_iphone ?? false,
		runs_on_ipad: fields.runs_on_ipad ?? false,
		runs_on_tv: fields.runs_on_tv ?? false,
		runs_on_vision: fields.runs_on_vision ?? false,
		runs_on_android: false,
		runs_on_windows: false,
		created_at,
		updated_at,
	}),
};

/** Custom profiles of the library: multipart in, the profile's own text out. */
export const customProfilesArea: Area = { routes: kindRoutes(KIND) };
