import type { INodePropertyOptions } from 'n8n-workflow';

/** The places of the API that name platforms, each with words of its own (docs/kandji-api.md T02, T17, T19). */
type Place = 'record' | 'filter' | 'ade' | 'prism';

/** One kind of device: what people call it, and its name in each place that knows it. */
interface Platform extends Partial<Record<Place, string>> {
	name: string;
}

/** Every platform, once, as people look for it: by name. */
const PLATFORMS: Platform[] = [
	{ name: 'Android', record: 'Android', filter: 'Android' },
	{ name: 'Apple TV', record: 'AppleTV', filter: 'AppleTV', ade: 'AppleTV', prism: 'tvOS' },
	{ name: 'Apple Vision Pro', record: 'Vision', filter: 'Apple Vision Pro', ade: 'Vision' },
	{ name: 'iPad', record: 'iPad', filter: 'iPad', ade: 'iPad', prism: 'iPad' },
	{ name: 'iPhone', record: 'iPhone', filter: 'iPhone', ade: 'iPhone', prism: 'iPhone' },
	{ name: 'iPod', ade: 'iPod' },
	{ name: 'Mac', record: 'Mac', filter: 'Mac', ade: 'Mac', prism: 'Mac' },
	{ name: 'Windows', record: 'Windows', filter: 'Windows' },
];

/** The platforms that one place of the API knows, as options of a parameter. */
export function platformOptions(place: Place): INodePropertyOptions[] {
	return PLATFORMS.flatMap(({ name, [place]: value }) =>
		value === undefined ? [] : [{ name, value }],
	);
}

/** Whether two names mean the same platform, whatever place they come from and whatever their case. */
export function samePlatform(one: string, other: string): boolean {
	const platformOf = (word: string) =>
		PLATFORMS.find(({ name, ...places }) =>
			[name, ...Object.values(places)].some((known) => known.toLowerCase() === word.toLowerCase()),
		)?.name ?? word.toLowerCase();
	return platformOf(one) === platformOf(other);
}
