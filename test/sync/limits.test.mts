import { allowedCount, LIMITS, parseLimit } from '../../nodes/Kandji/sync/limits';

test.each([
	['30', { count: 30 }],
	[' 0 ', { count: 0 }],
	['40%', { share: 40 }],
	['12.5 %', { share: 12.5 }],
	['OFF', {}],
])('A limit written as "%s" is read', (written, expected) => {
	expect(parseLimit(written)).toEqual(expected);
});

test.each(['', 'none', '-1', '101%', '2.5', '10 devices', 'undefined', 'NaN'])(
	'"%s" is no limit, and not "off" either',
	(written) => {
		expect(parseLimit(written)).toBeUndefined();
	},
);

test.each([
	['creates', 0, 10],
	['creates', 100, 25],
	['assignments', 40, 10],
	['unassignments', 49, 5],
	['unassignments', 200, 20],
	['removals', 10, 5],
	['removals', 69, 6],
	['newPeople', 1_000, 100],
	['kandjiWrites', 10_000, 25],
	['updates', 10, Number.POSITIVE_INFINITY],
] as const)('The default of %s for %i paired assets is %d', (name, paired, allowed) => {
	expect(allowedCount(LIMITS[name].default, paired)).toBe(allowed);
});
