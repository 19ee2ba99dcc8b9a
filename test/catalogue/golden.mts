import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { LoggedRequest } from '../../simulator/simulator.mts';
import type { Fixtures } from './fixtures.mts';

/** `npm run regenerate` sets this: write the golden files instead of comparing with them. */
export const updating = process.env.UPDATE_GOLDEN === '1';

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** What storage adds to the names of files: uploaded ones, and exports. */
const RANDOM = /(?<=_)[0-9a-f]{8}(?=\.\w+$)|(?<=export-)\d{4}-\d\d-\d\d/;
/** Fields that storage signs, different each time. */
const SIGNED = /^(x-amz-|policy$)/i;

/** A text with the tenant's ids as `<name of the field>`. */
function named(text: string, fixtures: Fixtures): string {
	const known = Object.entries(fixtures).filter(([, id]) => id !== '');
	return known
		.reduce((rest, [name, id]) => rest.replaceAll(id, `<${name}>`), text)
		.replace(UUID, '<id>')
		.replace(RANDOM, '<random>');
}

function shown(value: unknown, fixtures: Fixtures): string {
	const text = JSON.stringify(
		value,
		(key, inner: unknown) =>
			SIGNED.test(key) ? '<signed>' : typeof inner === 'string' ? named(inner, fixtures) : inner,
		2,
	);
	return text.replace(/^/gm, '  ');
}

/** A request as the golden files tell it: method and path, query, content type, body. */
function describeRequest(
	{ method, path: where, query, contentType, body, token }: LoggedRequest,
	fixtures: Fixtures,
): string {
	const parameters = [...new URLSearchParams(query)].map(
		([name, value]) =>
			`  ${name} = ${SIGNED.test(name) ? '<signed>' : named(value, fixtures) || '(empty)'}`,
	);
	const type = contentType?.split(';')[0];
	return [
		`${method} ${named(decodeURIComponent(where), fixtures)}${token ? '' : ' (without token)'}`,
		...parameters,
		...(type && body !== undefined ? [`  ${type}`, shown(body, fixtures)] : []),
	].join('\n');
}

/** What one run sent, each request once: polling repeats itself as often as it takes. */
export function toldRequests(requests: LoggedRequest[], fixtures: Fixtures): string {
	return [...new Set(requests.map((request) => describeRequest(request, fixtures)))].join('\n');
}

/** A golden file: the requests of one resource's operations, each run under its title. */
export class Golden {
	private readonly file: string;

	private readonly kept: Map<string, string>;

	private readonly fresh = new Map<string, string>();

	private readonly titles: string[];

	constructor(resource: string, titles: string[]) {
		this.titles = titles;
		this.file = path.join(__dirname, 'golden', `${resource}.txt`);
		const text = existsSync(this.file) ? readFileSync(this.file, 'utf8') : '';
		this.kept = new Map(
			text.split(/^# /m).flatMap((section) => {
				const [title, ...lines] = section.split('\n');
				return title === '' ? [] : [[title, lines.join('\n').trim()] as const];
			}),
		);
	}

	/** Notes what a run sent and gives what the file says that it sends. */
	expected(title: string, requests: string): string | undefined {
		this.fresh.set(title, requests);
		return updating ? requests : this.kept.get(title);
	}

	/** Titles in the file that no run has any more. */
	get stale(): string[] {
		return updating ? [] : [...this.kept.keys()].filter((title) => !this.titles.includes(title));
	}

	/** Writes the file anew when asked to; runs that were left out keep what the file says. */
	save(): void {
		if (!updating) return;
		const sections = this.titles.map((title) => {
			const requests = this.fresh.get(title) ?? this.kept.get(title) ?? '';
			return `# ${title}\n${requests}\n`;
		});
		writeFileSync(this.file, sections.join('\n'));
	}
}
