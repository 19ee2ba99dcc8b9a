import type { INodePropertyOptions } from 'n8n-workflow';

import { fold } from '../util/fold';

/** The places of the API that name platforms, each with words of its own (docs/kandji-api.md T02, T17, T19). */
type Place = 'record' | 'filter' | 'ade' | 'prism';

/** One kind of device: what people call it, and its name in each place that knows it. */
interface Platform extends Partial<Record<Place, string>> {
	name: string;
	/** Further words for it, such as its operating system, in small letters and without blanks. */
	also?: string[];
}

/** Every platform, once, as people look for it: by name. */
const PLATFORMS: Platform[] = [
	{ name: 'Android', record: 'Android', filter: 'Android' },
	{ name: 'Apple TV', record: 'AppleTV', filter: 'AppleTV', ade: 'AppleTV', prism: 'tvOS' },
	{
		name: 'Apple Vision Pro',
		record: 'Vision',
		filter: 'Apple Vision Pro',
		ade: 'Vision',
		also: ['visionos', 'visionpro', 'applevision'],
	},
	{ name: 'iPad', record: 'iPad', filter: 'iPad', ade: 'iPad', prism: 'iPad', also: ['ipados'] },
	{
		name: 'iPhone',
		record: 'iPhone',
		filter: 'iPhone',
		ade: 'iPhone',
		prism: 'iPhone',
		also: ['ios'],
	},
	{ name: 'iPod', ade: 'iPod', also: ['ipodtouch'] },
	{
		name: 'Mac',
		record: 'Mac',
		filter: 'Mac',
		ade: 'Mac',
		prism: 'Mac',
		also: ['macos', 'macosx', 'osx'],
	},
	{ name: 'Windows', record: 'Windows', filter: 'Windows', also: ['windowspc', 'pc'] },
];

/** Returns the platforms that one place of the API knows, as options of a parameter. */
export function platformOptions(place: Place): INodePropertyOptions[] {
	return PLATFORMS.flatMap(({ name, [place]: value }) =>
		value === undefined ? [] : [{ name, value }],
	);
}

const plainWord = (word: string) => fold(word).replace(/[\s-]/g, '');

/** The platform that a word means: its name anywhere in the API, its operating system, or a plural. */
function platformOf(word: string): Platform | undefined {
	const words = ({ also = [], ...names }: Platform) => [
		...Object.values(names).map(plainWord),
		...also,
	];
	const find = (said: string) => PLATFORMS.find((platform) => words(platform).includes(said));
	const said = plainWord(word);
	return find(said) ?? find(said.replace(/s$/, ''));
}

/** Returns what one place of the API calls the platform that a word means, undefined where it knows none. */
export function platformMeant(place: Place, word: string): string | undefined {
	return platformOf(word)?.[place];
}

/** Whether two words mean the same platform, from whichever place they come. */
export function samePlatform(one: string, other: string): boolean {
	const nameOf = (word: string) => platformOf(word)?.name ?? plainWord(word);
	return nameOf(one) === nameOf(other);
}
