import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import {
	Panel,
	panelChoice,
	panelList,
	panelNumber,
	panelSwitch,
	panelText,
} from '../../nodes/Kandji/fields/panel';
import type { PanelSchema } from '../../nodes/Kandji/fields/panel';
import { kandjiNode } from '../../tools/harness/engine.mts';

const sides: INodeProperties = {
	displayName: 'Winning Side',
	name: 'winner',
	type: 'options',
	default: 'kandji',
	options: [
		{ name: 'Assets', value: 'assets' },
		{ name: 'Kandji Wins', value: 'kandji' },
	],
};

const properties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		options: [
			{ displayName: 'Max Changes', name: 'maxChanges', type: 'number', default: 25 },
			{ displayName: 'Dry Run', name: 'dryRun', type: 'boolean', default: true },
			{ displayName: 'Expiry Days', name: 'days', type: 'string', default: '' },
			{ displayName: 'Field', name: 'field', type: 'string', default: '' },
			sides,
		],
	},
	{
		displayName: 'Field Mapping',
		name: 'mapping',
		type: 'fixedCollection',
		default: {},
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [{ displayName: 'Asset Field', name: 'assetField', type: 'string', default: '' }],
			},
		],
	},
];

const OPTIONS = z.object({
	maxChanges: panelNumber({ min: 1, absent: 25 }),
	dryRun: panelSwitch({ absent: false }),
	days: panelList(panelNumber({}), { absent: [30] }),
	field: panelText(),
	winner: panelChoice<string>(sides, { absent: 'kandji' }),
});

const read = <T,>(name: string, given: unknown, schema: PanelSchema<T>) =>
	new Panel(kandjiNode(), properties, () => given).read(name, schema);

const options = (given: object) => read('options', given, OPTIONS);

describe('Settings of a panel', () => {
	it('have their absent value where they were not added', () => {
		expect(options({})).toEqual({
			maxChanges: 25,
			dryRun: false,
			days: [30],
			field: '',
			winner: 'kandji',
		});
	});

	it('are read as expressions and people write them', () => {
		expect(
			options({ maxChanges: ' 7 ', dryRun: 'TRUE', days: '30, 7', field: ' a ', winner: 'ASSETS' }),
		).toEqual({ maxChanges: 7, dryRun: true, days: [30, 7], field: 'a', winner: 'assets' });
		expect(options({ winner: 'kandji wins', days: [1] })).toMatchObject({
			winner: 'kandji',
			days: [1],
		});
		expect(read('list', 'a, "b, c", ,d', panelList(panelText()))).toEqual(['a', 'b, c', 'd']);
	});

	const nothing = [undefined, null, '', '  '];
	it.each(['maxChanges', 'dryRun', 'winner'])(
		'stop the run where the expression of %s gives nothing',
		(name) => {
			for (const given of nothing) expect(() => options({ [name]: given })).toThrow(/ is empty$/);
			for (const given of ['undefined', '[object Object]', {}, [{}]]) {
				expect(() => options({ [name]: given })).toThrow(
					/^(Max Changes|Dry Run|Winning Side) is n/,
				);
			}
		},
	);

	it.each(['undefined', 'null', '[object Object]', {}, []])('take %j for no text', (given) => {
		if (String(given) !== '') {
			expect(() => options({ field: given })).toThrow(/^Field is not a text/);
		}
		expect(() => read('name', given, panelText({ needed: true }))).toThrow(/^name is /);
	});

	it.each([0, 1.5, 'many', Number.NaN, '1e400', true])('take %j for no count', (given) => {
		expect(() => options({ maxChanges: given })).toThrow(
			/^Max Changes is not a whole number of at least 1, but /,
		);
	});

	it('say within which bounds a number must be', () => {
		const share = panelNumber({ min: 0, max: 100, fraction: true });
		expect(read('options', 2.5, share)).toBe(2.5);
		expect(() => read('options', 101, share)).toThrow('Options is not a number from 0 to 100');
	});

	it('name the field and where it stands, as the panel shows them', () => {
		const schema = z.object({
			field: z.array(z.object({ assetField: panelText({ needed: true }) })),
		});
		let error: unknown;
		try {
			read('mapping', { field: [{ assetField: 'a' }, { assetField: '' }] }, schema);
		} catch (thrown) {
			error = thrown;
		}
		expect(error).toMatchObject({
			message: 'Asset Field is empty',
			description:
				'Fill it in. Correct "Asset Field" under Field Mapping > Field > Row 2, or the expression that fills it',
		});
	});

	it('say what can be chosen instead', () => {
		expect(() => options({ winner: 'me' })).toThrow(
			expect.objectContaining({
				message: 'Winning Side is none of its options, but "me"',
				description:
					'Choose one of: Assets, Kandji Wins. Correct "Winning Side" under Options, or the expression that fills it',
			}),
		);
	});

	it('refuse an empty list where one is needed', () => {
		const needed = panelList(panelText(), { needed: 'no event is chosen' });
		for (const given of [undefined, [], '', ' , ']) {
			expect(() => read('options', given, needed)).toThrow('Options is empty: no event is chosen');
		}
	});
});
