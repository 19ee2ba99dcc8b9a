import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { categoryField } from '../../nodes/Kandji/catalogue/prismFields';

/** What each documented request takes besides paging, as `METHOD /path: names`, in query or body. */
const documented = readFileSync(path.join(__dirname, 'parameters.txt'), 'utf8')
	.trim()
	.split('\n')
	.map((line) => {
		const [request, names] = line.split(': ');
		return { request, names: names.split(' ') };
	});

const categories = new RegExp(
	`/prism/(${categoryField.options.map(({ value }) => value).join('|')})$`,
);

/** The names that the golden requests carry, by request: what n8n really sends. */
function sent(): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	let names = new Set<string>();
	for (const file of globSync('golden/*.txt', { cwd: __dirname })) {
		for (const line of readFileSync(path.join(__dirname, file), 'utf8').split('\n')) {
			const request = /^(?:GET|POST|PATCH|DELETE) \S+/.exec(line)?.[0].replace(/<[^>]+>/g, '{x}');
			if (request !== undefined) {
				names = found.get(request) ?? new Set();
				found.set(request, names);
			}
			const name = /^ {2}(\S+) = |^ +"([^"]+)":/.exec(line);
			if (name) names.add(name[1] ?? name[2]);
		}
	}
	return found;
}

/** Parameters that are left out on purpose: another one says it better, or a profile cannot run there. */
const LEFT_OUT: Record<string, string[]> = {
	'GET /api/v1/devices': ['user'],
	'POST /api/v1/library/custom-profiles': ['runs_on_android', 'runs_on_windows'],
	'PATCH /api/v1/library/custom-profiles/{x}': ['runs_on_android', 'runs_on_windows'],
};

describe('A documented request', () => {
	const carried = sent();

	it.each(documented)('$request takes every documented parameter', ({ request, names }) => {
		const here = carried.get(request.replace(categories, '/prism/device_information'));
		// A file is listed with its name, type and size under `files`.
		const missing = names.filter(
			(name) => !here?.has(name === 'file' ? 'files' : name) && !LEFT_OUT[request]?.includes(name),
		);
		expect(missing).toEqual([]);
	});
});
