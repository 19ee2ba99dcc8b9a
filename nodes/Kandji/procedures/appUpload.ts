import type { IDataObject } from 'n8n-workflow';

import type { Permission } from '../api/permissions';
import type { KandjiAnswer } from '../client/answers';
import { asNodeError } from '../client/errors';
import { isRecord, isSet, text } from '../util/json';
import { inputFile, postFile } from '../client/storage';
import { FILE_KEY, INPUT_FILE } from '../fields/common';
import { giveUp } from './run';
import type { RunCall, RunResult } from './run';
import { untilReady } from './untilReady';

/** The differences between the two kinds of app whose file goes to Kandji's storage first. */
export interface AppKind {
	path: '/library/custom-apps' | '/library/ipa-apps';
	/** Name of the file's name in the request for a place in storage. */
	nameKey: 'name' | 'filename';
	encode: 'form' | 'json';
	/** Endings of the files that Kandji does not check itself, by the value of `install_type`. */
	endings?: Record<string, string>;
	upload: Permission;
	create: Permission;
	update: Permission;
	/** Permission to ask for the status of an upload, where Kandji tells one. */
	status?: Permission;
}

/** Waits until Kandji has checked an uploaded file; its rejections come as status 200 (docs/kandji-api.md T13). */
async function untilValidated(call: RunCall, path: string, permission: Permission): Promise<void> {
	const backoff = {
		doing: 'checking the uploaded file',
		firstPauseMs: 1_000,
		maxPauseMs: 10_000,
	};
	await untilReady(call, backoff, async () => {
		const body = await call.client.get(path, { permission });
		const status = text(body, 'status');
		if (status.endsWith('_FAILED')) {
			giveUp(
				call,
				`Kandji did not accept the uploaded file: ${text(body, 'reason') || status}`,
				'Check the file and run the node again; the app in the library was not changed',
			);
		}
		return status === 'VALIDATED' ? status : undefined;
	});
}

/**
 * Throws when the name of a file says that it is no app of the chosen type: Kandji stores any file, and the app then
 * fails on every Mac. A name without an ending, or with the one of unnamed data, says nothing.
 */
function checkEnding(call: RunCall, { endings = {} }: AppKind, name: string): void {
	const ending = /\.([a-z]\w*)$/i.exec(name)?.[1].toLowerCase() ?? 'bin';
	const type = text(call.body.install_type);
	const fitting = type in endings ? [endings[type]] : Object.values(endings);
	if (ending === 'bin' || fitting.length === 0 || fitting.includes(ending)) return;
	const wanted = fitting.map((each) => `.${each}`).join(' or ');
	giveUp(
		call,
		`The file "${name}" is no ${wanted} file`,
		'Upload another file, or choose the Install Type that fits this one. Nothing was sent.',
	);
}

/** Sends the item's file to Kandji's storage and gives its file key. */
async function uploadFile(call: RunCall, kind: AppKind): Promise<string> {
	const file = await inputFile(call, text(call.settings[INPUT_FILE]));
	checkEnding(call, kind, file.name);
	const { body } = await call.client.request({
		method: 'POST',
		path: `${kind.path}/upload`,
		body: { [kind.nameKey]: file.name },
		permission: kind.upload,
	});
	const upload = isRecord(body) ? body : {};
	await postFile(call, upload, file);
	if (kind.status) {
		const path = `${kind.path}/upload/${encodeURIComponent(text(upload.id))}/status`;
		await untilValidated(call, path, kind.status);
	}
	return text(upload.file_key);
}

/** The advice of a save that failed after its file had been sent: nobody should send a gigabyte again for it. */
function withFileKey(advice: string | null | undefined, key: string): string {
	return [
		advice,
		`The file is uploaded. Mend what is wrong and run the node again with the File Key "${key}" instead of the file.`,
	]
		.filter(Boolean)
		.join('. ');
}

/**
 * Creates an app, or changes the one of `id`: the file goes to storage first unless a file key of an earlier upload
 * is given, and the request is repeated while Kandji answers 503 because it still processes the file.
 */
export async function saveApp(call: RunCall, kind: AppKind, id?: string): Promise<RunResult> {
	const body: IDataObject = { ...call.body };
	const uploads = !isSet(body[FILE_KEY]) && isSet(call.settings[INPUT_FILE]);
	if (uploads) body[FILE_KEY] = await uploadFile(call, kind);
	const backoff = {
		doing: 'processing the uploaded file',
		firstPauseMs: 1_000,
		maxPauseMs: 30_000,
	};
	const save = async () => {
		const answer = await call.client.request({
			method: id === undefined ? 'POST' : 'PATCH',
			path: id === undefined ? kind.path : `${kind.path}/${encodeURIComponent(id)}`,
			body,
			encode: kind.encode,
			permission: id === undefined ? kind.create : kind.update,
			accepts: [503],
		});
		return answer.status === 503 ? undefined : answer;
	};
	let saved: KandjiAnswer;
	try {
		saved = await untilReady(call, backoff, save);
	} catch (error) {
		const failure = asNodeError(call.client.node, error);
		if (uploads) failure.description = withFileKey(failure.description, text(body[FILE_KEY]));
		throw failure;
	}
	// Kandji's documented answer to a new in-house app is empty (docs/kandji-api.md T28).
	const known = id === undefined ? {} : { id };
	return [isRecord(saved.body) ? saved.body : { success: true, ...known, ...body }];
}
