import { normalizeDevice } from '../../nodes/Kandji/shapes/deviceShape';

const tenant = { apiUrl: 'https://accuhive.api.kandji.io', webUrl: 'https://accuhive.kandji.io' };

it.each<[string, unknown, string[]]>([
	['names', ['loaner', 'sales'], ['loaner', 'sales']],
	['names and blanks', [' loaner ', '', ' ', null], ['loaner']],
	['nothing', [], []],
	['no list', 'loaner', []],
	['nothing at all', undefined, []],
])('Tags that Kandji gives as %s are names', (_, tags, expected) => {
	expect(normalizeDevice({ device_id: 'd1', tags } as never, tenant as never).tags).toEqual(
		expected,
	);
});
