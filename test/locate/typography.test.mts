import { fold, findPlainPiece } from '../../nodes/Kandji/util/fold';
import { simulate } from '../engine/simulated.mts';
import { chosen } from '../../tools/harness/engine.mts';

const tenant = simulate({ devices: 60, users: 30 });

const WRITTEN = 'Zoë\u2019s MacBook\u00a0Pro \u2013 16';

/** How people type it. */
const TYPED = [
	WRITTEN,
	"Zoë's MacBook Pro - 16",
	"zoe's macbook pro - 16",
	'ZOE\u2018S MACBOOK PRO \u2014 16',
	"Zoe\u0308's MacBook  Pro \u2011 16",
];

it.each(TYPED)('A device is found by its name typed as %s', async (typed) => {
	const { device_id: id } = tenant.device('Mac');
	await tenant.control('PATCH', `/devices/${id}`, { device_name: WRITTEN });
	const { json, error } = await tenant.run({
		resource: 'device',
		operation: 'get',
		device: chosen(typed),
		output: 'raw',
	});
	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ device_id: id }]);
});

it('A name without a plain piece is found too', async () => {
	const { device_id: id } = tenant.device('Mac');
	for (const name of ['\u5c71\u7530', 'Zoë', '\u2019']) {
		await tenant.control('PATCH', `/devices/${id}`, { device_name: name });
		const { json } = await tenant.run({
			resource: 'device',
			operation: 'get',
			device: chosen(name === 'Zoë' ? 'zoe' : name),
			output: 'raw',
		});
		expect(json).toMatchObject([{ device_id: id }]);
	}
});

it('A user is found by a name typed without its accents', async () => {
	const [{ id }] = tenant.simulator.tenant.users.values();
	await tenant.control('PATCH', `/users/${id}`, { name: 'Søren O\u2019Brien\u2011Łuć' });
	const { json } = await tenant.run({
		resource: 'user',
		operation: 'get',
		user: chosen("soren o'brien-luc"),
		output: 'raw',
	});
	expect(json).toMatchObject([{ id }]);
});

it('Of two names that differ in an accent only, the one written the same is meant', async () => {
	const [one, two] = tenant.devices('Mac');
	await tenant.control('PATCH', `/devices/${one.device_id}`, { device_name: 'Rene Mac' });
	await tenant.control('PATCH', `/devices/${two.device_id}`, { device_name: 'René Mac' });
	const get = async (name: string) =>
		await tenant.run({ resource: 'device', operation: 'get', device: chosen(name), output: 'raw' });
	expect((await get('René Mac')).json).toMatchObject([{ device_id: two.device_id }]);
	expect((await get('Rene Mac')).json).toMatchObject([{ device_id: one.device_id }]);
	expect((await get('rene mac')).json).toMatchObject([{ device_id: one.device_id }]);
	expect((await get('rèné mac')).error?.message).toContain('2 devices match');
});

it('A serial number stays exact: no accent or hyphen is folded away', async () => {
	const { device_id: id } = tenant.device('Mac');
	await tenant.control('PATCH', `/devices/${id}`, { serial_number: 'AB-12' });
	const { error } = await tenant.run({
		resource: 'device',
		operation: 'get',
		device: chosen('AB\u201112'),
		output: 'raw',
	});
	expect(error?.message).toContain('No device matches');
});

it.each([
	['ガ', 'カ'],
	['straße', 'strase'],
	['a b', 'ab'],
	['1-2', '12'],
])('%s and %s stay two names', (one, other) => {
	expect(fold(one)).not.toBe(fold(other));
});

it.each([
	["Zoë's MacBook Pro", 'MacBook'],
	['\u5c71\u7530', ''],
	['ada@example.com', 'ada@example.com'],
	['14.1', '14.1'],
])('The longest plain piece of %s is "%s"', (text, piece) => {
	expect(findPlainPiece(text)).toBe(piece);
});
