import type { INodeParameters } from 'n8n-workflow';

import { resources } from '../../nodes/Kandji/catalogue';
import { asTool, simulate } from '../engine/simulated.mts';
import { chosen } from '../../tools/harness/engine.mts';

const tenant = simulate({ devices: 40, users: 12 });

/** What operations need besides the device. */
const NEEDED: Record<string, INodeParameters> = {
	addTags: { tags: 'one' },
	removeTags: { tags: 'one' },
	update: { updateFields: { assetTag: 'A-1' }, content: 'x', noteId: '1' },
	create: { content: 'x' },
	delete: { noteId: '1' },
	get: { noteId: '1' },
	getCommandStatus: { command: 'DeviceLock', acceptedAt: '2026-01-01T00:00:00Z' },
	refreshCellularPlans: { esimServerUrl: 'https://esim.example.com' },
	setName: { deviceName: 'New' },
	unlockAccount: { userName: 'ada' },
	setDataRoaming: { enabled: true },
	setPersonalHotspot: { enabled: true },
	setRemoteDesktop: { enabled: true },
};

const operations = resources.flatMap(({ value: resource, operations: all }) =>
	all
		.filter(({ path }) => path?.[0]?.name === 'device')
		.map(({ value: operation, risk = '', confirm }) => ({ resource, operation, risk, confirm })),
);

describe('Every operation that takes a device', () => {
	const run = async (
		{ resource, operation, confirm }: (typeof operations)[number],
		device: INodeParameters[string],
		node = {},
	) =>
		await tenant.run(
			{
				...{ resource, operation, ...NEEDED[operation], device },
				...(confirm ? { confirmation: tenant.device('Mac').serial_number } : {}),
			},
			{ node },
		);
	/** Names a phone as somebody would who wants to be taken for another device; returns what was sent about it. */
	const rename = async (device_name: string) => {
		const { device_id: id } = tenant.device('iPhone');
		await tenant.control('PATCH', `/devices/${id}`, { device_name });
		return async () => (await tenant.requests()).filter(({ path }) => path.includes(id));
	};

	it('is found in the catalogue', () => {
		expect(operations.length).toBeGreaterThanOrEqual(46);
	});

	it.each(operations)(
		'$resource > $operation does not mix up a serial number and the name of a phone',
		async (each) => {
			for (const mode of ['serialNumber', 'list']) {
				// Another Mac each time, because the operation may have deleted the first one.
				const { serial_number: serial } = tenant.device('Mac');
				const aboutPhone = await rename(serial);
				const { error } = await run(each, chosen(serial, mode));
				expect(String(error?.message)).not.toMatch(/match|is only/);
				expect(await aboutPhone()).toEqual([]);
			}
			const madeUp = 'ZZ12345678';
			const aboutRenamed = await rename(madeUp);
			const { error } = await run(each, chosen(madeUp, 'serialNumber'));
			expect(error?.message).toContain(`No device matches "${madeUp}" as its serial number`);
			const isRisky = ['disruptive', 'destructive'].includes(each.risk);
			for (const node of isRisky ? [{}, asTool] : []) {
				const { error: refused } = await run(each, chosen(madeUp, 'list'), node);
				expect(refused?.message).toMatch(
					/is only the name of a device, so nothing was done|may not/,
				);
			}
			expect(await aboutRenamed()).toEqual([]);
		},
	);
});
