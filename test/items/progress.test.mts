import { progressText } from '../../nodes/Kandji/items/progress';

const names = (count: number) => Array.from({ length: count }, (_, number) => `d${number}`);

it.each<[string, Parameters<typeof progressText>[0], string]>([
	['nothing', { done: [], unknown: [], notSent: [] }, 'Nothing was carried out before.'],
	[
		'some of each',
		{ done: ['a', 'b'], unknown: ['c'], notSent: ['d'] },
		'Carried out before this: a, b. Perhaps carried out: c. Not sent: d.',
	],
	[
		'only what waits',
		{ done: [], unknown: [], notSent: ['d'] },
		'Nothing was carried out before. Not sent: d.',
	],
	[
		'ten names',
		{ done: names(10), unknown: [], notSent: [] },
		`Carried out before this: ${names(10).join(', ')}.`,
	],
	[
		'more than ten names',
		{ done: names(13), unknown: [], notSent: [] },
		`Carried out before this: ${names(10).join(', ')} and 3 more.`,
	],
])('The progress of a run is shown with %s', (_, progress, words) => {
	expect(progressText(progress)).toBe(words);
});
