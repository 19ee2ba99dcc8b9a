import type { INodePropertyOptions } from 'n8n-workflow';

/** Each way to sort and its reverse, which Kandji writes with a leading minus. */
export function bothWays(options: Array<{ name: string; value: string }>): INodePropertyOptions[] {
	return options.flatMap(({ name, value }) => [
		{ name, value },
		{ name: `${name} (Descending)`, value: `-${value}` },
	]);
}
