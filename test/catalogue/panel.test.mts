import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { resources as catalogue } from '../../nodes/Kandji/catalogue';
import { locators } from '../../nodes/Kandji/locate/locators';
import { Kandji } from '../../nodes/Kandji/Kandji.node';
import { KandjiAssetSync } from '../../nodes/Kandji/KandjiAssetSync.node';
import { KandjiTrigger } from '../../nodes/Kandji/KandjiTrigger.node';

const types = [new Kandji(), new KandjiTrigger(), new KandjiAssetSync()];
const { description } = new Kandji();

/** Characters of a locator's mode that the editor shows before it cuts. */
const MODE_WIDTH = 9;

/** A collection of a node as it stands for one operation, or for the node where it has none. */
interface Place {
	title: string;
	type: (typeof types)[number];
	collection: INodeProperties;
	parameters: Record<string, string>;
}

const collections: Place[] = types.flatMap((type) =>
	type.description.properties
		.filter((property) => property.type === 'collection')
		.flatMap((collection) => {
			const { resource = [], operation = [] } = collection.displayOptions?.show ?? {};
			const shown = resource.flatMap((one) =>
				operation.map((each) => ({ resource: String(one), operation: String(each) })),
			);
			const places: Array<Record<string, string>> = shown.length > 0 ? shown : [{}];
			return places.map((parameters) => {
				const where = Object.values(parameters).join(' ');
				return {
					title: `${type.description.displayName} ${where} ${collection.displayName}`,
					type,
					collection,
					parameters,
				};
			});
		}),
);

const fieldsOf = ({ options = [] }: INodeProperties): INodeProperties[] =>
	options.filter((option): option is INodeProperties => 'type' in option);

/** What n8n marks red in a node with these parameters. */
function marks({ type }: Place, parameters: Record<string, unknown>): string[] {
	const node = { id: '1', name: 'Node', type: 'test', typeVersion: 1, position: [0, 0] };
	const issues = NodeHelpers.getNodeParametersIssues(
		type.description.properties,
		{ ...node, parameters } as never,
		type.description,
	);
	return Object.values(issues?.parameters ?? {}).flat();
}

describe.each(collections)('$title', (place) => {
	const { collection, type, parameters } = place;

	it('tells its fields apart in their descriptions', () => {
		const texts = fieldsOf(collection)
			.map((field) => field.description ?? '')
			.filter((text) => text !== '');
		expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
	});

	it('marks nothing red that was just added', () => {
		const usual = NodeHelpers.getNodeParameters(
			type.description.properties,
			parameters,
			true,
			false,
			null,
			type.description,
		);
		const before = marks(place, { ...usual, [collection.name]: {} });
		for (const field of fieldsOf(collection)) {
			const added = { [collection.name]: { [field.name]: field.default } };
			expect(marks(place, { ...usual, ...added })).toEqual(before);
		}
	});
});

describe('The panel', () => {
	const names = (property?: INodeProperties) =>
		((property?.options ?? []) as INodePropertyOptions[]).map(({ name }) => name);
	const resources = names(description.properties.find(({ name }) => name === 'resource'));
	const valueOf = (resource: string) =>
		catalogue.find(({ name }) => name === resource)?.value ?? '';

	it('begins with devices and what can be done to them', () => {
		expect(resources.slice(0, 2)).toEqual(['Device', 'Device Action']);
	});

	it('lists first what people use most, because n8n cannot search among actions', () => {
		const actions = resources.flatMap((resource) => {
			const selector = description.properties.find(
				({ name, displayOptions }) =>
					name === 'operation' && displayOptions?.show?.resource?.includes(valueOf(resource)),
			);
			return ((selector?.options ?? []) as INodePropertyOptions[]).map(({ action }) => action);
		});
		const rankOf = (action: string) => actions.indexOf(action) + 1;
		expect(rankOf('Get many devices')).toBe(1);
		expect(rankOf('Move device to blueprint, assign person, set tag')).toBe(3);
		expect(rankOf('Lock device')).toBe(17);
		expect(rankOf('Export apps or other inventory of fleet as CSV')).toBeLessThanOrEqual(40);
		expect(rankOf('Get many users')).toBeLessThanOrEqual(45);
		expect(rankOf('Get FileVault recovery key of device')).toBeLessThanOrEqual(60);
	});

	it('knows each operation that it shows first', () => {
		for (const { shownFirst = [], operations } of catalogue) {
			const values = operations.map(({ value }) => value);
			expect(shownFirst.filter((value) => !values.includes(value))).toEqual([]);
		}
	});

	it('begins a resource with an operation that harms nobody', () => {
		const initial = description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, default: value }) =>
				(displayOptions?.show?.resource ?? []).map(
					(resource) => `${String(resource)} ${String(value)}`,
				),
			);
		expect(initial).toContain('deviceAction blankPush');
		expect(initial.filter((each) => / (lock|erase|delete\w*|restart)$/.test(each))).toEqual([]);
	});

	it('puts what belongs to the past behind what replaces it', () => {
		const selectors = description.properties.filter(({ name }) => name === 'operation').map(names);
		const past = selectors.flatMap((all) =>
			all.filter((name) => name.startsWith('Legacy: ')).map((name) => ({ all, name })),
		);
		expect(past).not.toHaveLength(0);
		for (const { all, name } of past) {
			const successor = all.indexOf(name.replace('Legacy: ', ''));
			expect(successor).toBeGreaterThanOrEqual(0);
			expect(all.indexOf(name)).toBeGreaterThan(successor);
		}
	});

	it('names the modes of its pickers so that they are not cut', () => {
		const cut = locators
			.flatMap(({ field }) => field.modes ?? [])
			.filter(({ displayName }) => displayName.length > MODE_WIDTH);
		expect(cut.map(({ displayName }) => displayName)).toEqual([]);
	});

	it('needs no JSON written by hand', () => {
		const typed = (properties: Array<INodeProperties | INodePropertyCollection>): string[] =>
			properties.flatMap((property) =>
				'values' in property
					? typed(property.values)
					: [
							...(property.type === 'json' && !property.displayOptions ? [property.name] : []),
							...typed((property.options ?? []).filter((one) => !('value' in one)) as never),
						],
			);
		expect(typed(description.properties)).toEqual([]);
	});
});
