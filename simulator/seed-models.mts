import type { Platform } from './tenant.mts';

/** A kind of hardware. Capacity is in GB, memory too. */
export interface Model {
	platform: Platform;
	/** As the listing shows it: the marketing name. */
	name: string;
	/** As the details show it; on Windows and Android the maker. */
	identifier: string;
	chip: string;
	cores: number;
	memory: number;
	capacity: number;
	cellular: boolean;
}

type Row = [
	name: string,
	identifier: string,
	chip: string,
	cores: number,
	memory: number,
	capacity: number,
];

const models = (platform: Platform, cellular: boolean, rows: Row[]): Model[] =>
	rows.map(([name, identifier, chip, cores, memory, capacity]) => ({
		platform,
		name,
		identifier,
		chip,
		cores,
		memory,
		capacity,
		cellular,
	}));

/** What the fleet is made of. The first of a platform is its most usual one. */
export const MODELS: readonly Model[] = [
	...models('Mac', false, [
		['MacBook Air (M2, 2022)', 'Mac14,2', 'Apple M2', 8, 16, 256],
		['MacBook Pro (14-inch, M3, Nov 2023)', 'Mac15,3', 'Apple M3', 8, 16, 512],
		['MacBook Pro (14-inch, M4, Nov 2024)', 'Mac16,1', 'Apple M4', 10, 24, 512],
		['MacBook Pro (16-inch, M3 Max, Nov 2023)', 'Mac15,9', 'Apple M3 Max', 16, 64, 1000],
		['MacBook Air (13-inch, M3, 2024)', 'Mac15,12', 'Apple M3', 8, 16, 512],
		['iMac (24-inch, M3, 2023)', 'Mac15,5', 'Apple M3', 8, 16, 512],
		['Mac mini (M2, 2023)', 'Mac14,3', 'Apple M2', 8, 8, 256],
		['MacBook Pro (16-inch, 2019)', 'MacBookPro16,1', '6-Core Intel Core i7', 6, 16, 512],
	]),
	...models('iPhone', true, [
		['iPhone 15', 'iPhone15,4', 'A16', 6, 6, 128],
		['iPhone 16 Pro', 'iPhone17,1', 'A18 Pro', 6, 8, 256],
		['iPhone 14', 'iPhone14,7', 'A15', 6, 6, 128],
		['iPhone SE (3rd generation)', 'iPhone14,6', 'A15', 6, 4, 64],
	]),
	...models('iPad', false, [
		['iPad (10th generation) (Wi-Fi)', 'iPad13,18', 'A14', 6, 4, 64],
		['iPad Air 11-inch (M2) (Wi-Fi)', 'iPad14,8', 'M2', 8, 8, 128],
	]),
	...models('iPad', true, [
		['iPad Pro 11-inch (4th generation) (Cellular)', 'iPad14,4', 'M2', 8, 8, 256],
	]),
	...models('AppleTV', false, [['Apple TV 4K (3rd generation)', 'AppleTV14,1', 'A15', 5, 4, 64]]),
	...models('Vision', false, [['Apple Vision Pro', 'RealityDevice14,1', 'Apple M2', 8, 16, 256]]),
	...models('Windows', false, [
		['Latitude 5440', 'Dell Inc.', 'x64', 10, 16, 512],
		['ThinkPad T14 Gen 4', 'LENOVO', 'x64', 12, 32, 1000],
		['HP EliteBook 840 G10', 'HP', 'x64', 10, 16, 512],
	]),
	...models('Android', true, [
		['Pixel 9', 'Google', 'Tensor G4', 8, 12, 128],
		['Galaxy S24', 'samsung', 'Exynos 2400', 10, 8, 256],
		['Galaxy Tab Active5', 'samsung', 'Exynos 1380', 8, 6, 128],
	]),
];

/** The model of a device: by name, or the platform's first one where a test has invented a name. */
export function modelOf({ platform, model }: { platform: Platform; model: string }): Model {
	const same = MODELS.filter((each) => each.platform === platform);
	return same.find(({ name }) => name === model) ?? (same[0] as Model);
}

/** Systems of a platform, newest first: version as the listing shows it, and build. */
export const SYSTEMS: Record<Platform, ReadonlyArray<readonly [version: string, build: string]>> = {
	Mac: [
		['26.1', '25B78'],
		['26.0.1', '25A362'],
		['15.7.2', '24G325'],
		['15.6.1', '24G90'],
		['14.8.1', '23J30'],
	],
	iPhone: [
		['26.1', '23B85'],
		['26.0.1', '23A355'],
		['18.7.2', '22H124'],
		['17.7', '21H16'],
	],
	iPad: [
		['26.1', '23B85'],
		['18.7.2', '22H124'],
		['17.7.10', '21H450'],
	],
	AppleTV: [
		['26.1', '23J579'],
		['18.6', '22M84'],
	],
	Vision: [
		['26.1', '23N47'],
		['2.6', '22O785'],
	],
	Windows: [
		['25H2', '26200'],
		['24H2', '26100'],
		['23H2', '22631'],
	],
	Android: [
		['16', 'BP31.250610.004'],
		['15', 'AP4A.250405.002'],
		['14', 'UP1A.231005.007'],
	],
};

/** Platforms by their share of the fleet, in per cent. */
export const SHARES: ReadonlyArray<readonly [Platform, number]> = [
	['Mac', 54],
	['iPhone', 19],
	['iPad', 12],
	['Windows', 7],
	['Android', 4],
	['AppleTV', 3],
	['Vision', 1],
];

/** The first devices, so that a small fleet has every platform too. */
export const FIRST: readonly Platform[] = [
	'Mac',
	'iPhone',
	'Mac',
	'iPad',
	'Mac',
	'Windows',
	'Android',
	'AppleTV',
	'Mac',
	'Vision',
];
