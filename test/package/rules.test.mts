import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodePropertyOptions, Themed } from 'n8n-workflow';

import { root } from '../../tools/setup.mjs';
import { credentials, everyProperty, manifest, nodes } from './description.mts';

/** What n8n's documentation of codex files lists; AI is for n8n's own nodes. */
const categories = [
	'Analytics',
	'Communication',
	'Data & Storage',
	'Development',
	'Finance & Accounting',
	'Marketing & Content',
	'Miscellaneous',
	'Productivity',
	'Sales',
	'Utility',
];
const maxHint = 120;
const graphicsContrast = 3;

function luminance(colour: string): number {
	const [red, green, blue] = [1, 3, 5].map((start) => {
		const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The best contrast (WCAG) that a colour of the drawing has with the background. */
function contrast(svg: string, background: string): number {
	const behind = luminance(background);
	const colours = [...svg.matchAll(/(?:fill|stroke|stop-color)[=:]["' ]*(#[0-9a-f]{6})/gi)];
	return Math.max(
		...colours.map(([, colour]) => {
			const [bright, dark] = [luminance(colour), behind].sort((left, right) => right - left);
			return (bright + 0.05) / (dark + 0.05);
		}),
	);
}

describe('The package', () => {
	it('is one package under the MIT licence with the keyword that n8n searches for', () => {
		expect(manifest.repository.directory).toBeUndefined();
		expect(manifest.license).toBe('MIT');
		expect(manifest.keywords).toContain('n8n-community-node-package');
	});
});

describe.each(credentials)('The credential $name', ({ name, file, instance }) => {
	it('is named after its file, as n8n expects of an API credential', () => {
		expect(name).toMatch(/^[A-Z]\w*Api$/);
		expect(file).toBe(`dist/credentials/${name}.credentials.js`);
		expect(instance.name).toBe(name[0].toLowerCase() + name.slice(1));
	});
});

describe.each(nodes)('The node $name', ({ name, file, instance: { description } }) => {
	const properties = everyProperty(description.properties);
	const choices = properties.flatMap(({ where, property: { type, options = [] } }) =>
		type === 'options' || type === 'multiOptions'
			? [{ where, options: options as INodePropertyOptions[] }]
			: [],
	);
	const offending = (wrong: (option: INodePropertyOptions) => boolean) =>
		choices.flatMap(({ where, options }) =>
			options.filter(wrong).map((option) => `${where}: ${option.name}`),
		);

	it('is named after its file in camel case and uses n8n colours only', () => {
		expect(path.basename(file)).toBe(`${name}.node.js`);
		expect(description.name).toBe(name[0].toLowerCase() + name.slice(1));
		expect(description.iconColor).toBeUndefined();
		expect(description.defaults.color).toBeUndefined();
	});

	it('needs one credential', () => {
		expect(description.credentials).toHaveLength(1);
	});

	it('is filed under categories that n8n knows, without subcategories', () => {
		const codex = JSON.parse(
			readFileSync(path.join(root, file.replace(/\.js$/, '.json')), 'utf8'),
		) as { node: string; categories: string[]; subcategories?: unknown };
		expect(codex.node).toBe(`n8n-nodes-kandji.${description.name}`);
		expect(codex.categories).not.toHaveLength(0);
		expect(codex.categories.filter((category) => !categories.includes(category))).toEqual([]);
		expect(codex.subcategories).toBeUndefined();
	});

	it('gives every parameter a default', () => {
		const without = properties.filter(({ property }) => property.default === undefined);
		expect(without.map(({ where }) => where)).toEqual([]);
	});

	it('offers the options of every choice in alphabetical order, except what stands in the order of use', () => {
		const unsorted = choices.filter(({ where, options }) => {
			// Most workflows need the events of devices, and few of the resources and operations.
			if (['/events', '/resource', '/operation'].includes(where)) return false;
			const names = options.map((option) => option.name.toLowerCase());
			return names.some((text, index) => index > 0 && names[index - 1].localeCompare(text) > 0);
		});
		expect(unsorted.map(({ where }) => where)).toEqual([]);
	});

	it('offers no option twice and none with an asterisk', () => {
		const doubled = choices.filter(
			({ options }) => new Set(options.map(({ value }) => value)).size < options.length,
		);
		expect(doubled.map(({ where }) => where)).toEqual([]);
		expect(offending((option) => option.name.includes('*'))).toEqual([]);
	});

	it('keeps hints short', () => {
		const long = properties.filter(({ property: { hint = '' } }) => hint.length > maxHint);
		expect(long.map(({ where }) => where)).toEqual([]);
	});

	it('hides no optional JSON at the top level', () => {
		const open = description.properties.filter(
			({ type, required }) => type === 'json' && !required,
		);
		expect(open.map((property) => property.name)).toEqual([]);
	});

	it('fixes no account, tenant or partner in its code', () => {
		const code = readFileSync(path.join(root, file), 'utf8');
		expect(code).not.toMatch(
			/(partner|affiliate|reseller|account|tenant|customer|client)_?id['"]?\s*[:=]\s*['"]/i,
		);
	});

	it.each([
		['light', '#ffffff'],
		['dark', '#2b2b2b'],
	] as const)('has an icon that can be seen in the %s theme', (theme, background) => {
		const icon = (description.icon as Exclude<Themed<string>, string>)[theme];
		const drawing = path.resolve(root, path.dirname(file), icon.replace('file:', ''));
		expect(contrast(readFileSync(drawing, 'utf8'), background)).toBeGreaterThan(graphicsContrast);
	});
});
