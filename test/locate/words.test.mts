import { platformMeant, platformOptions, samePlatform } from '../../nodes/Kandji/api/platforms';
import { simulate } from '../engine/simulated.mts';
import { chosen } from '../../tools/harness/engine.mts';

const tenant = simulate({ devices: 60, users: 10 });
const PLACES = ['record', 'filter', 'ade', 'prism'] as const;

/** Every word that an output, a panel or a person has for a platform, by the name of the platform. */
const WORDS: Record<string, string[]> = {
	Android: ['android'],
	'Apple TV': ['tvOS', 'apple tv', 'Apple TVs', 'AppleTV'],
	'Apple Vision Pro': ['visionOS', 'Vision', 'Vision Pro', 'apple vision pro'],
	iPad: ['iPadOS', 'ipads', 'IPAD'],
	iPhone: ['iOS', 'iPhones', 'iphone'],
	Mac: ['macOS', 'Macs', 'mac', 'Mac OS X', 'MACOS'],
	Windows: ['windows', 'WINDOWS'],
};

describe('A word for a platform', () => {
	it.each(PLACES)(
		'that %s prints is accepted by every place that knows the platform',
		(printing) => {
			for (const { name, value } of platformOptions(printing)) {
				for (const place of PLACES) {
					const wanted = platformOptions(place).find((option) => option.name === name)?.value;
					expect([value, platformMeant(place, String(value))]).toEqual([value, wanted]);
					expect([name, platformMeant(place, name)]).toEqual([name, wanted]);
				}
			}
		},
	);

	it.each(Object.entries(WORDS))('%s is understood', (name, words) => {
		for (const word of words) expect([word, samePlatform(word, name)]).toEqual([word, true]);
	});

	it.each([
		['iOS', 'iPadOS'],
		['macOS', 'Windows'],
	])('%s and %s stay two', (one, other) => {
		expect(samePlatform(one, other)).toBe(false);
	});

	it.each([
		['macOS', 'Mac'],
		['Macs', 'Mac'],
		['Vision', 'Vision'],
		['tvOS', 'AppleTV'],
	])('from an expression ("%s") filters Get Many', async (word, platform) => {
		const { json, error } = await tenant.run({
			resource: 'device',
			operation: 'getAll',
			returnAll: true,
			output: 'raw',
			filters: { platform: `={{ "${word}" }}` },
		});
		expect(error).toBeUndefined();
		expect(json).toHaveLength(tenant.devices(platform).length);
		expect(json.every((row) => row.platform === platform)).toBe(true);
	});

	it('that nobody knows is refused instead of answering no devices', async () => {
		const { error } = await tenant.run({
			resource: 'device',
			operation: 'getAll',
			filters: { platform: '={{ "Chromebook" }}' },
		});
		expect(error?.message).toContain('"Platform" is none of the options');
		expect(error?.description).toContain('Mac');
		expect(await tenant.requests()).toEqual([]);
	});

	it('is understood in Prism, one or several', async () => {
		const { json, error } = await tenant.run({
			resource: 'prism',
			operation: 'getAll',
			category: 'device_information',
			returnAll: true,
			simplify: false,
			filters: { deviceFamilies: '={{ ["macOS", "Apple TV"] }}' },
		});
		expect(error).toBeUndefined();
		expect(new Set(json.map((row) => row.device__family))).toEqual(new Set(['Mac', 'tvOS']));
	});
});

describe('The filter Status', () => {
	const items = async (status: string, operation = 'getLibraryItems') =>
		await tenant.run({
			resource: 'device',
			operation,
			device: chosen(tenant.device('Mac').device_id),
			returnAll: true,
			simplify: false,
			filters: status === '' ? {} : { status },
		});

	it.each(['getLibraryItems', 'getParameters'])(
		'accepts each word that %s prints, in any case',
		async (operation) => {
			const all = (await items('', operation)).json;
			expect(all.length).toBeGreaterThan(3);
			for (const word of new Set(all.map(({ status }) => String(status)))) {
				const count = all.filter(({ status }) => status === word).length;
				for (const typed of [word, word.toLowerCase(), word.toUpperCase()]) {
					const { json } = await items(typed, operation);
					expect(json.length).toBeGreaterThanOrEqual(count);
				}
			}
		},
	);

	it.each([
		'PASS;PENDING',
		'pass, pending',
		'PASS PENDING',
		'["PASS","PENDING"]',
		"['pass', 'pending']",
		'={{ ["PASS", "PENDING"] }}',
	])('splits %s', async (status) => {
		const all = (await items('')).json;
		const wanted = all.filter((row) =>
			['pass', 'pending'].includes(String(row.status).toLowerCase()),
		);
		expect(wanted.length).toBeGreaterThan(0);
		expect((await items(status)).json).toEqual(wanted);
	});

	it('says what there is instead where nothing matches', async () => {
		const all = (await items('')).json;
		const { json, hints } = await items('INSTALLING');
		expect(json).toEqual([]);
		expect(hints[0].message).toMatch(
			new RegExp(`^0 of ${all.length} match Status; statuses here: [A-Za-z_]+ \\d+`),
		);
	});

	it.each(['FAIL', 'failing', 'ERRORS;FAIL', 'PASSED, FAIL'])(
		'does not answer "nothing matches" for %s, which Kandji does not know',
		async (status) => {
			const { json, error } = await items(status);
			expect(json).toEqual([]);
			expect(error?.message).toContain('holds words that Kandji does not know: ');
			expect(error?.description).toContain('statuses here: ');
		},
	);
});

it('A local filter for names folds what people type', async () => {
	const [{ id }] = tenant.simulator.tenant.users.values();
	await tenant.control('PATCH', `/users/${id}`, { name: 'Zoë O\u2019Brien' });
	const { json } = await tenant.run({
		resource: 'user',
		operation: 'getAll',
		returnAll: true,
		filters: { userName: "zoe o'brien" },
	});
	expect(json).toMatchObject([{ id }]);
});
