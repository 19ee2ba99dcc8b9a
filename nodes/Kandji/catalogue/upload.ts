import type { IDataObject } from 'n8n-workflow';

import type { Permission } from '../api/permissions';
import { isRecord, isSet, text } from '../client/json';
import { fileOf, postFile } from '../client/storage';
import type { Field } from '../fields/field';
import { refuse, refuseEmpty, requireTogether } from './checks';
import type { Condition } from './checks';
import { untilReady } from './patience';
import type { RunCall, RunResult } from './run';

/** Which binary field of the input item holds the file to send. */
export const inputFileField: Field = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the input field that holds the file',
	description: 'Name of the binary field of the input item that holds the file',
};

/** What differs between the two kinds of app whose file goes to Kandji's storage first. */
export interface AppKind {
	path: '/library/custom-apps' | '/library/ipa-apps';
	/** Name in the request of the file's name in the request for a place in storage. */
	nameKey: 'name' | 'filename';
	encode: 'form' | 'json';
	upload: Permission;
	create: Permission;
	update: Permission;
	/** Checked before a new app's file is sent; an existing app may hold the needed values already. */
	conditions: Condition[];
	/** Permission to ask for the status of an upload, where Kandji tells one. */
	status?: Permission;
}

/** Waits until Kandji has checked an uploaded file; its refusals come as status 200 (API.md T13). */
async function untilValidated(call: RunCall, path: string, permission: Permission): Promise<void> {
	const patience = {
		doing: 'checking the uploaded file',
		firstPauseMs: 1_000,
		longestPauseMs: 10_000,
	};
	await untilReady(call, patience, async () => {
		const body = await call.client.get(path, { permission, item: call.item });
		const status = text(body, 'status');
		if (status.endsWith('_FAILED')) {
			refuse(
				call,
				`Kandji did not accept the uploaded file: ${text(body, 'reason') || status}`,
				'Check the file and run the node again; the app in the library was not changed',
			);
		}
		return status === 'VALIDATED' ? status : undefined;
	});
}

/** Sends the item's file to Kandji's storage and gives its file key. */
async function uploadFile(call: RunCall, kind: AppKind): Promise<string> {
	const file = await fileOf(call, text(call.settings.binaryPropertyName));
	const { body } = await call.client.request({
		method: 'POST',
		path: `${kind.path}/upload`,
		body: { [kind.nameKey]: file.name },
		permission: kind.upload,
		item: call.item,
	});
	const upload = isRecord(body) ? body : {};
	await postFile(call, upload, file);
	if (kind.status) {
		const path = `${kind.path}/upload/${encodeURIComponent(text(upload.id))}/status`;
		await untilValidated(call, path, kind.status);
	}
	return text(upload.file_key);
}

/**
 * Creates an app, or changes the one of `id`: the file goes to storage first unless a file key of an earlier upload
 * is given, and the request is repeated while Kandji answers 503 because it still processes the file.
 */
export async function saveApp(call: RunCall, kind: AppKind, id?: string): Promise<RunResult> {
	if (id === undefined) requireTogether(call, call.body, kind.conditions);
	const body: IDataObject = { ...call.body };
	if (!isSet(body.file_key) && isSet(call.settings.binaryPropertyName)) {
		body.file_key = await uploadFile(call, kind);
	}
	if (id !== undefined && Object.keys(body).length === 0) refuseEmpty(call);
	const patience = {
		doing: 'processing the uploaded file',
		firstPauseMs: 1_000,
		longestPauseMs: 30_000,
	};
	const saved = await untilReady(call, patience, async () => {
		const answer = await call.client.request({
			method: id === undefined ? 'POST' : 'PATCH',
			path: id === undefined ? kind.path : `${kind.path}/${encodeURIComponent(id)}`,
			body,
			encode: kind.encode,
			permission: id === undefined ? kind.create : kind.update,
			item: call.item,
			accepts: [503],
		});
		return answer.status === 503 ? undefined : answer;
	});
	// Kandji's documented answer to a new in-house app is empty (API.md T28).
	const known = id === undefined ? {} : { id };
	return [isRecord(saved.body) ? saved.body : { success: true, ...known, ...body }];
}

/**
 * Sends the body's fields and, where the operation names a binary field, the item's file as multipart, and gives the
 * record that Kandji answers.
 */
export async function sendMultipart(
	call: RunCall,
	request: { method: 'POST' | 'PATCH'; path: string; permission: Permission },
): Promise<RunResult> {
	const field = text(call.settings.binaryPropertyName);
	if (field === '' && Object.keys(call.body).length === 0) refuseEmpty(call);
	const form = new FormData();
	for (const [name, value] of Object.entries(call.body)) form.append(name, String(value));
	if (field !== '') form.append('file', await fileOf(call, field));
	const { body } = await call.client.request({
		...request,
		body: form,
		encode: 'multipart',
		item: call.item,
	});
	return [isRecord(body) ? body : { success: true }];
}
