import { platformOptions, samePlatform } from '../../nodes/Kandji/api/platforms';

describe('Platforms', () => {
	it.each([
		['Vision', 'Apple Vision Pro'],
		['AppleTV', 'tvOS'],
		['mac', 'Mac'],
	])('%s and %s are the same', (one, other) => {
		expect(samePlatform(one, other)).toBe(true);
	});

	it.each([
		['iPad', 'iPhone'],
		['Mac', 'Windows'],
		['Linux', 'ChromeOS'],
	])('%s and %s are not', (one, other) => {
		expect(samePlatform(one, other)).toBe(false);
	});

	it('that nobody knows yet are the same by their word', () => {
		expect(samePlatform('Watch', 'watch')).toBe(true);
	});

	it('are offered as each place of the API names them', () => {
		const values = (place: 'record' | 'filter' | 'ade' | 'prism') =>
			platformOptions(place).map(({ value }) => value);
		expect(values('prism')).toEqual(['tvOS', 'iPad', 'iPhone', 'Mac']);
		expect(values('filter')).toContain('Apple Vision Pro');
		expect(values('record')).not.toContain('iPod');
	});
});
