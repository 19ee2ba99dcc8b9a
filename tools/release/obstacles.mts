/** What a release is judged by. */
export interface Candidate {
	manifest: {
		version: string;
		homepage: string;
		author: { email: string };
		repository: { url: string };
	};
	changelog: string;
	/** Address of the remote `origin`, '' where there is none. */
	origin: string;
	branch: string;
	/** Files that git would list as changed. */
	changed: string[];
	tags: string[];
	/** Published files by path, as text. */
	files: Record<string, string>;
}

/** `git+https://github.com/a/b.git` and `git@github.com:a/b.git` are both `a/b`. */
export function repositoryOf(address: string): string {
	return /[:/]([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(address)?.[1] ?? '';
}

const heading = (version: string) =>
	new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - (.+)$`, 'm');

/** What the changelog says of a version, without its heading; '' where it says nothing. */
export function changesOf(changelog: string, version: string): string {
	const found = heading(version).exec(changelog);
	if (!found) return '';
	const rest = changelog.slice(found.index + found[0].length);
	return rest.split(/^## /m, 1)[0].trim();
}

/** The changelog with a date in the place of "Unreleased"; what people wrote in it stays as it is. */
export function withDate(changelog: string, version: string, date: string): string {
	return changelog.replace(heading(version), `## [${version}] - ${date}`);
}

/** What stands in the way of releasing a version, each with what to do; nothing when it can go. */
export function obstacles(candidate: Candidate, version: string): string[] {
	const { manifest, changelog, origin, branch, changed, tags, files } = candidate;
	const own = repositoryOf(origin);
	const named = repositoryOf(manifest.repository.url);
	const others = Object.entries(files)
		.filter(([, text]) => named !== own && text.includes(named))
		.map(([file]) => file);
	const found: Array<[boolean, string]> = [
		[!/^\d+\.\d+\.\d+$/.test(version), `"${version}" is no version such as 0.2.0.`],
		[
			origin === '',
			'This clone has no remote "origin": clone the repository that npm shall name, so that provenance can be checked.',
		],
		[
			origin !== '' && named !== own,
			`package.json names the repository ${named}, but "origin" is ${own}: npm refuses provenance then. Replace it in ${['package.json', ...others].join(', ')}.`,
		],
		[
			/\.(invalid|example|test)$/.test(manifest.author.email),
			`The author's email ${manifest.author.email} reaches nobody: write one that does into package.json.`,
		],
		[branch !== 'main', `A release is made on main, not on ${branch || 'a detached commit'}.`],
		[changed.length > 0, `Commit or undo first: ${changed.join(', ')}.`],
		[tags.includes(version), `The tag ${version} exists already.`],
		[
			changesOf(changelog, version) === '',
			`CHANGELOG.md has nothing under "## [${version}] - Unreleased": write what changes for users.`,
		],
	];
	return found.filter(([applies]) => applies).map(([, words]) => words);
}
