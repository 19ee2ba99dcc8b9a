import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from '../../tools/setup.mjs';
import { manifest } from './description.mts';

const pages = globSync(['*.md', 'docs/**/*.md', 'workflows/*.md'], { cwd: root });

/** The anchor that repository pages and npm's give a heading. */
const anchorOf = (heading: string): string =>
	heading
		.toLowerCase()
		.replace(/[`*_]|\[|\]\([^)]*\)/g, '')
		.replace(/[^\p{L}\p{N} -]/gu, '')
		.replaceAll(' ', '-');

const anchorsOf = (file: string): string[] =>
	[...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading));

/** Where a page links to within the repository, pictures included. */
function linksOf(page: string): Array<{ link: string; file: string; anchor?: string }> {
	const text = readFileSync(path.join(root, page), 'utf8').replace(/```[\s\S]*?```/g, '');
	const targets = [
		...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link),
		...[...text.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, link]) => link),
	];
	return targets
		.filter((link) => !/^[a-z]+:/.test(link))
		.map((link) => {
			const [where, anchor] = link.split('#');
			const file = where === '' ? page : path.join(path.dirname(page), where);
			return { link, file: path.join(root, file), ...(anchor ? { anchor } : {}) };
		});
}

describe('The pages', () => {
	it.each(pages)('%s link only to what is there', (page) => {
		const broken = linksOf(page).filter(
			({ file, anchor }) =>
				!existsSync(file) ||
				(anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor)),
		);
		expect(broken.map(({ link }) => link)).toEqual([]);
	});

	it('of the package name the repository, from which its page takes relative pictures and links', () => {
		const { url } = manifest.repository as { url?: string };
		expect(url).toMatch(/^git\+https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
	});

	it('keep the places that the panel links to', () => {
		expect(anchorsOf(path.join(root, 'README.md'))).toContain('create-the-token');
	});

	it('set a clone up with two commands', () => {
		const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
		const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(readme) ?? [];
		expect(commands.trim().split('\n')).toEqual(['npm start', 'npm test']);
	});
});
