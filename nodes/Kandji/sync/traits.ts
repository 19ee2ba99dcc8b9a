import { samePlatform } from '../api/platforms';
import type { NormalizedDevice } from '../shapes/deviceShape';

/**
 * The parts of a model's marketing text: "MacBook Pro (13-inch, 2018)" is a MacBook Pro with a 13" display of 2018.
 * Parts that the text does not name are null.
 */
export function modelParts(model: string | null): {
	modelName: string | null;
	displaySize: string | null;
	modelYear: string | null;
} {
	if (model === null) return { modelName: null, displaySize: null, modelYear: null };
	const inches = /(\d+(?:\.\d+)?)[\s-]?inch/i.exec(model)?.[1];
	const year = /\b(20\d{2})\b/.exec(model)?.[1];
	const name = model.replace(/\s*\(.*$/, '').replace(/\s+\d+(?:\.\d+)?[\s-]?inch\b/i, '');
	return {
		modelName: name.trim() || model,
		displaySize: inches === undefined ? null : `${inches}"`,
		modelYear: year ?? null,
	};
}

const LAPTOP = 'Laptop';
const DESKTOP = 'Desktop';
const PHONE = 'Phone';
const TABLET = 'Tablet';

/** The kind of the models of a platform: the first word that a model's name has; `/^/` fits all. */
const TYPES: Record<string, Array<[pattern: RegExp, type: string]>> = {
	Mac: [
		[/MacBook/i, LAPTOP],
		[/iMac|Mac mini|Mac Studio|Mac Pro/i, DESKTOP],
	],
	iPhone: [[/^/, PHONE]],
	iPad: [[/^/, TABLET]],
	AppleTV: [[/^/, 'TV']],
	Vision: [[/^/, 'Headset']],
	Windows: [
		[/Surface (Pro|Go)|Tablet/i, TABLET],
		[/Latitude|XPS|ThinkPad|ThinkBook|EliteBook|ProBook|ZBook|Surface (Laptop|Book)/i, LAPTOP],
		[/Laptop|Notebook|Book\b|Travel(M|m)ate|Swift|Spectre|Envy|Inspiron 1\d/i, LAPTOP],
		[/OptiPlex|ThinkCentre|ThinkStation|EliteDesk|ProDesk|Desktop|Tower|NUC/i, DESKTOP],
	],
	Android: [
		[/\bTab(let)?\b|\bPad\b/i, TABLET],
		[/Pixel|Galaxy|Phone|Moto|Xperia|Nokia|Redmi|OnePlus/i, PHONE],
	],
};

/** Laptop, Desktop, Phone, Tablet, TV or Headset, as platform and model tell; null where they do not. */
export function deviceType({
	platform,
	model,
}: Pick<NormalizedDevice, 'platform' | 'model'>): string | null {
	if (platform === null) return null;
	const types =
		TYPES[platform] ??
		Object.entries(TYPES).find(([name]) => samePlatform(name, platform))?.[1] ??
		[];
	return types.find(([pattern]) => pattern.test(model ?? ''))?.[1] ?? null;
}

const SYSTEMS: Record<string, string> = {
	Mac: 'macOS',
	iPhone: 'iOS',
	iPad: 'iPadOS',
	AppleTV: 'tvOS',
	Vision: 'visionOS',
};

/** Name and version of the system, e.g. "macOS 26.1"; null where Kandji knows no version. */
export function systemOf({
	platform,
	osVersion,
}: Pick<NormalizedDevice, 'platform' | 'osVersion'>): string | null {
	if (platform === null || osVersion === null) return null;
	return `${SYSTEMS[platform] ?? platform} ${osVersion}`;
}
