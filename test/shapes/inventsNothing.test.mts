import { normalizeAdeDevice } from '../../nodes/Kandji/shapes/adeDeviceShape';
import { normalizeBlueprint } from '../../nodes/Kandji/shapes/blueprintShape';
import { simplifyDetails } from '../../nodes/Kandji/shapes/detailsShape';
import {
	assignedUser,
	normalizeDevice,
	simplifyDevice,
} from '../../nodes/Kandji/shapes/deviceShape';
import { numberOrNull } from '../../nodes/Kandji/shapes/kandjiValues';
import { simplifyPrism } from '../../nodes/Kandji/shapes/prismShape';
import { normalizeUser, simplifyUser } from '../../nodes/Kandji/shapes/userShape';

const tenant = { apiUrl: 'https://accuhive.api.kandji.io', webUrl: 'https://accuhive.kandji.io' };

describe('Of a record that says nothing but its ID, a shape invents nothing', () => {
	const invented = (shape: object) =>
		Object.entries(shape).filter(
			([key, value]) =>
				!['id', 'url'].includes(key) &&
				value !== null &&
				!(Array.isArray(value) && value.length === 0),
		);

	it.each<[string, object]>([
		['a normalized device', normalizeDevice({ device_id: 'd1' }, tenant as never)],
		['a simplified device', simplifyDevice({ device_id: 'd1' })],
		['simplified details', simplifyDetails({ general: { device_id: 'd1' } })],
		['a normalized user', normalizeUser({ id: 'u1' })],
		['a simplified user', simplifyUser({ id: 'u1' })],
		['a normalized blueprint', normalizeBlueprint({ id: 'b1' }, tenant as never)],
		['a normalized ADE device', normalizeAdeDevice({ id: 'a1' })],
		['the user of a device', assignedUser({ id: 'u1' }) ?? {}],
	])('%s', (_, shape) => {
		expect(invented(shape)).toEqual([]);
		expect(shape).toHaveProperty('id');
	});
});

describe('A normalized ADE device', () => {
	const ids = { blueprintId: 'b1', userId: 'u1' };

	it.each([
		['blueprint_id and user_id', { blueprint_id: 'B1', user_id: 'U1' }],
		['blueprint and user as IDs', { blueprint: 'B1', user: 'U1' }],
		['blueprint and user as objects', { blueprint: { id: 'B1', name: 'x' }, user: { id: 'U1' } }],
		['both', { blueprint: 'B1', blueprint_id: 'B1', user: 'U1', user_id: 'U1' }],
	])('has the IDs of a row with %s', (_, row) => {
		expect(normalizeAdeDevice({ id: 'a1', ...row })).toMatchObject(ids);
	});
});

it.each([
	[0, 0],
	['3', 3],
	['', null],
	[null, null],
	[undefined, null],
	['many', null],
	[{}, null],
])('The number of %p is %p', (value, expected) => {
	expect(numberOrNull(value)).toBe(expected);
});

it('A category of Prism that nobody knows keeps its first own fields', () => {
	expect(simplifyPrism({ device_id: 'd', device__name: 'x', zeta: 1, created_at: 'now' })).toEqual({
		zeta: 1,
		device__name: 'x',
		serial_number: null,
		device__user_email: null,
		blueprint_name: null,
		device_id: 'd',
	});
});
