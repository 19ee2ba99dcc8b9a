import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { Reply, UploadedFile } from './api.mts';
import { detail } from './replies.mts';

/** A request's body after parsing, or the answer that refuses it (400, 415). */
export type Parsed = { body: unknown; files: UploadedFile[] } | { refused: Reply };

/** The words of a Python JSON parser for what is wrong at `position`. */
function complaint(text: string, position: number): string {
	const before = text.slice(0, position).trimEnd();
	const last = before.at(-1);
	if (last === '{' || (last === ',' && before.lastIndexOf('{') > before.lastIndexOf('['))) {
		return 'Expecting property name enclosed in double quotes';
	}
	if (last === undefined || last === ':' || last === '[' || last === ',') return 'Expecting value';
	return /[{,]\s*"[^"]*"$/.test(before) ? "Expecting ':' delimiter" : "Expecting ',' delimiter";
}

/** 400 `{"detail": "JSON parse error - Expecting …"}`, with line, column and character like the real one. */
export function jsonRefusal(text: string, error: unknown): Reply {
	const message = error instanceof Error ? error.message : '';
	const token = /Unexpected token '(.)'/s.exec(message)?.[1];
	const found = /at position (\d+)/.exec(message)?.[1];
	const guessed = token === undefined ? text.length : Math.max(0, text.indexOf(token));
	const position = found === undefined ? guessed : Number(found);
	const lines = text.slice(0, position).split('\n');
	const where = `line ${lines.length} column ${(lines.at(-1) ?? '').length + 1} (char ${position})`;
	return detail(400, `JSON parse error - ${complaint(text, position)}: ${where}`);
}

async function multipart(request: FastifyRequest): Promise<Parsed> {
	const body: Record<string, string> = {};
	const files: UploadedFile[] = [];
	const keep = async (part: MultipartFile): Promise<void> => {
		const content = await part.toBuffer();
		files.push({
			field: part.fieldname,
			filename: part.filename,
			type: part.mimetype,
			content,
			after: Object.keys(body),
		});
	};
	try {
		for await (const part of request.parts()) {
			if (part.type !== 'file') body[part.fieldname] = String(part.value);
			// Kandji's own publishers give every part a file name (docs/kandji-api.md T13).
			else if (part.fieldname === 'file') await keep(part);
			else body[part.fieldname] = (await part.toBuffer()).toString();
		}
	} catch {
		return { refused: detail(400, 'Multipart form parse error - Invalid boundary in multipart') };
	}
	return { body, files };
}

/** Reads JSON, form-urlencoded and multipart bodies; other types are refused with 415, as Kandji does. */
export async function readBody(request: FastifyRequest): Promise<Parsed> {
	const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
	if (type === 'multipart/form-data') return await multipart(request);
	const raw = Buffer.isBuffer(request.body) ? request.body : undefined;
	if (!raw || raw.length === 0) return { body: undefined, files: [] };
	const text = raw.toString();
	if (type === 'application/x-www-form-urlencoded') {
		return { body: Object.fromEntries(new URLSearchParams(text)), files: [] };
	}
	if (type !== 'application/json') {
		return { refused: detail(415, `Unsupported media type "${type}" in request.`) };
	}
	try {
		return { body: JSON.parse(text) as unknown, files: [] };
	} catch (error) {
		return { refused: jsonRefusal(text, error) };
	}
}
