import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';

import { root } from '../../tools/setup.mjs';

interface Manifest {
	version: string;
	keywords: string[];
	files: string[];
	license: string;
	repository: { directory?: string };
	dependencies?: Record<string, string>;
	devDependencies: Record<string, string>;
	peerDependencies: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

export const manifest = JSON.parse(
	readFileSync(path.join(root, 'package.json'), 'utf8'),
) as Manifest;

function load<T>(files: string[]): Array<{ file: string; name: string; instance: T }> {
	return files.map((file) => {
		const name = path.basename(file).split('.')[0];
		const classes = require(path.join(root, file)) as Record<string, new () => T>;
		return { file, name, instance: new classes[name]() };
	});
}

/** The nodes as n8n loads them: built, by the class that carries the file's name. */
export const nodes = load<INodeType>(manifest.n8n.nodes);

export const credentials = load<ICredentialType>(manifest.n8n.credentials);

/** Every parameter of a description, those inside collections included, with the path to it. */
export function everyProperty(
	properties: INodeProperties[],
	where = '',
): Array<{ where: string; property: INodeProperties }> {
	return properties.flatMap((property) => {
		const here = `${where}/${property.name}`;
		const inner = (property.options ?? []).flatMap((option) => {
			if ('values' in option) return everyProperty(option.values, `${here}/${option.name}`);
			return 'type' in option ? everyProperty([option as INodeProperties], here) : [];
		});
		return [{ where: here, property }, ...inner];
	});
}
