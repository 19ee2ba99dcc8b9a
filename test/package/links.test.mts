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

/** Where GitHub serves the files of the package's repository, for what npm's page does not resolve by itself. */
const served = `https://raw.githubusercontent.com/${
	/github\.com\/(.+)\.git$/.exec((manifest.repository as { url: string }).url)?.[1] ?? ''
}/HEAD/`;

/** Where a page links to within the repository, pictures included. */
function linksOf(page: string): Array<{ link: string; file: string; anchor?: string }> {
	const text = readFileSync(path.join(root, page), 'utf8').replace(/```[\s\S]*?```/g, '');
	const targets = [
		...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link),
		...[...text.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, link]) => link),
	];
	return targets
		.filter((link) => link.startsWith(served) || !/^[a-z]+:/.test(link))
		.map((link) => {
			const [where, anchor] = link.split('#');
			const beside = where.startsWith(served)
				? where.slice(served.length)
				: path.join(path.dirname(page), where);
			const file = where === '' ? page : beside;
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

	it.each(pages)('%s name only files that are there', (page) => {
		const text = readFileSync(path.join(root, page), 'utf8');
		const named = [...text.matchAll(/`(\w+(?:\/[\w.-]+)+\.m?ts)`/g)].map(([, file]) => file);
		const missing = named.filter(
			(file) =>
				!file.includes('NAME') &&
				!['', 'nodes/Kandji', 'test'].some((folder) => existsSync(path.join(root, folder, file))),
		);
		expect(missing).toEqual([]);
	});

	it('of the package serve their dark pictures from the repository, which npm resolves in src but not in srcset', () => {
		const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
		const sets = [...readme.matchAll(/srcset="([^"]+)"/g)].map(([, link]) => link);
		expect(sets.length).toBeGreaterThan(0);
		expect(sets.filter((link) => !link.startsWith(served))).toEqual([]);
	});

	it('show every picture of docs/images in light and dark, and none that no page shows', () => {
		const images = globSync('docs/images/*.png', { cwd: root }).map((file) => path.basename(file));
		const light = images.filter((file) => !file.endsWith('-dark.png'));
		const wanted = light.flatMap((file) => [file, file.replace('.png', '-dark.png')]);
		expect(images.sort()).toEqual(wanted.sort());
		const text = pages.map((page) => readFileSync(path.join(root, page), 'utf8')).join('\n');
		expect(images.filter((file) => !text.includes(`/${file}`))).toEqual([]);
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
