import type { Area, Call, Handler, Reply } from '../api.mts';
import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import { bareArray } from '../paging.mts';
import { fieldErrors, notFound, record } from '../replies.mts';
import type { Device, Note, Tenant } from '../tenant.mts';
import { withDevice } from './device-record.mts';

const escape = (text: string): string =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Notes come back as HTML (docs/kandji-api.md T24): plain text becomes a paragraph, HTML stays. */
const html = (content: string): string =>
	/^\s*<\w/.test(content) ? content : `<p>${escape(content)}</p>`;

const shown = ({ note_id, created_at, updated_at, author, content }: Note): Note => ({
	note_id,
	created_at,
	updated_at,
	author,
	content,
});

const REMARKS = [
	'Battery replaced, see ticket.',
	'Spare charger is in the cabinet on the second floor.',
	'Screen has a scratch, user has accepted it.',
	'Goes back to the lessor at the end of the lease.',
];

/** One device in ten has been remarked upon before. */
function seed(tenant: Tenant): void {
	for (const { device_id, last_enrollment } of tenant.devices.values()) {
		const dice = new Dice(`${device_id}:notes`);
		if (!dice.chance(0.1)) continue;
		const at = isoMicro(new Date(last_enrollment.replace(' ', 'T')));
		tenant.notes.set(device_id, [
			{
				note_id: dice.uuid(),
				created_at: at,
				updated_at: at,
				author: 'Service desk',
				content: html(dice.pick(REMARKS)),
			},
		]);
	}
}

/** The text that the body gives, or the answer that refuses it. */
function contentFrom(body: unknown): string | Reply {
	const { content } = record(body);
	if (content === undefined) return fieldErrors({ content: ['This field is required.'] });
	if (typeof content !== 'string') return fieldErrors({ content: ['Not a valid string.'] });
	return content.trim() === ''
		? fieldErrors({ content: ['This field may not be blank.'] })
		: html(content);
}

function create({ tenant, body, tokenName }: Call, { device_id }: Device): Reply {
	const content = contentFrom(body);
	if (typeof content !== 'string') return content;
	const at = isoMicro(tenant.now());
	const note: Note = {
		note_id: tenant.uuid(),
		created_at: at,
		updated_at: at,
		author: tokenName,
		content,
	};
	const notes = tenant.notes.get(device_id);
	if (notes) notes.push(note);
	else tenant.notes.set(device_id, [note]);
	return { status: 201, body: shown(note) };
}

const withNote = (handle: (call: Call, note: Note, notes: Note[]) => Reply): Handler =>
	withDevice((call, { device_id }) => {
		const notes = call.tenant.notes.get(device_id) ?? [];
		const note = notes.find(({ note_id }) => note_id === call.params.note_id);
		return note ? handle(call, note, notes) : notFound();
	});

const all = '/api/v1/devices/:device_id/notes';
const one = `${all}/:note_id`;

/** Notes on a device; the author is the token's name. */
export const notesArea: Area = {
	seed,
	routes: [
		{
			method: 'GET',
			path: all,
			permission: 'Device Information > Get Device Notes',
			handle: withDevice(({ tenant }, { device_id }) =>
				bareArray((tenant.notes.get(device_id) ?? []).map(shown)),
			),
		},
		{
			method: 'POST',
			path: all,
			permission: 'Device Information > Create Device Note',
			handle: withDevice(create),
		},
		{
			method: 'GET',
			path: one,
			permission: 'Device Information > Retrieve Device Note',
			handle: withNote((_call, note) => ({ body: shown(note) })),
		},
		{
			method: 'PATCH',
			path: one,
			permission: 'Device Information > Update Device Note',
			handle: withNote(({ tenant, body }, note) => {
				const content = contentFrom(body);
				if (typeof content !== 'string') return content;
				Object.assign(note, { content, updated_at: isoMicro(tenant.now()) });
				return { body: shown(note) };
			}),
		},
		{
			method: 'DELETE',
			path: one,
			permission: 'Device Information > Delete Device Note',
			handle: withNote(({ tenant }, note, rows) => {
				rows.splice(rows.indexOf(note), 1);
				return { body: { note_id: note.note_id, deleted_at: isoMicro(tenant.now()) } };
			}),
		},
	],
};
