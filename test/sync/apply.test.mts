import type { IDataObject, INodeParameters } from 'n8n-workflow';

import {
	ATTENTION,
	control,
	CREATE,
	EMPTY,
	KANDJI,
	ROWS,
	simulator,
	sync,
	UPDATE,
	written,
} from './tenant.mts';

// Writing to Kandji: what is sent, what a failed write leaves, and how the next run heals it.

const CHANGED: INodeParameters = {
	assetFields: {
		assetTag: 'assetTag',
		assigneeEmail: 'email',
		lastUser: 'seen',
	},
	assignment: 'both',
	options: {
		assetTag: 'assets',
		assignmentWinner: 'changed',
		unassign: true,
		writeBack: 'apply',
	},
};

const activeUsers = () =>
	[...simulator.tenant.users.values()].filter(({ archived, active }) => !archived && active);

/** Assets of the whole fleet on which both sides agree, but `count` of them got another person and a tag. */
async function reassigned(count: number) {
	const emailOf = (device: IDataObject | null) =>
		(device?.user as IDataObject | null)?.email ?? null;
	const { json } = await sync(EMPTY);
	const devices = json[CREATE].map(({ device }) => device as IDataObject);
	const assets = written(json).map((each, index): IDataObject => {
		const email = emailOf(devices[index]);
		return { ...each, email, seen: email ?? 'nobody' };
	});
	const chosen = assets.filter((_, index) => emailOf(devices[index]) !== null).slice(0, count);
	const givenTo = chosen.map(({ email }) => activeUsers().find((one) => one.email !== email));
	for (const [index, one] of chosen.entries()) {
		one.assetTag = `NEW-${index}`;
		one.email = String(givenTo[index]?.email);
	}
	await control.forgetRequests();
	return { assets, chosen, givenTo };
}

const pathOf = (asset: IDataObject) => `/api/v1/devices/${String(asset.deviceId)}`;

test('all changes of one device are one request, and no request holds anything else', async () => {
	const { assets, chosen, givenTo } = await reassigned(3);
	const { json } = await sync(CHANGED, { assets });
	expect(json[KANDJI].map(({ action }) => action).sort()).toEqual(
		['assignInKandji', 'setAssetTag'].flatMap((action) => Array<string>(3).fill(action)),
	);
	const sent = await control.writes();
	expect(sent.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
		chosen.map((one) => `PATCH ${pathOf(one)}`).sort(),
	);
	for (const [index, one] of chosen.entries()) {
		const device = simulator.tenant.devices.get(String(one.deviceId));
		expect([device?.asset_tag, device?.user_id]).toEqual([`NEW-${index}`, givenTo[index]?.id]);
	}
});

test.each(['status', 'reset', 'truncate'] as const)(
	'a failed write (%s) leaves the row with the error and records nothing, and the next run heals it',
	async (kind) => {
		const { assets, chosen } = await reassigned(3);
		const [failing] = chosen;
		await control.fault({
			...{ method: 'PATCH', path: pathOf(failing), times: 1, kind },
			...(kind === 'status' ? { status: 400, body: { error: 'Tag is too long' } } : {}),
		});
		const { json, report, error } = await sync(CHANGED, { assets });
		expect(error).toBeUndefined();
		expect(report).toMatchObject({ failed: 1, kandjiChanges: 2 });

		const failed = json[ATTENTION].filter(
			({ device }) => (device as IDataObject | null)?.id === failing.deviceId,
		);
		expect(
			failed.map(({ action, reason }) => [action, /Not written: ./.test(String(reason))]),
		).toEqual(
			expect.arrayContaining([
				['assignInKandji', true],
				['setAssetTag', true],
			]),
		);
		const row = json[ROWS].find(({ deviceId }) => deviceId === failing.deviceId);
		expect(row).toMatchObject({ result: 'failed', reason: expect.stringContaining('Not written') });
		// The user of the asset is recorded as the last one only where Kandji took it.
		const recorded = json[UPDATE].map(({ asset }) => (asset as IDataObject).deviceId);
		expect(recorded.sort()).toEqual(
			chosen
				.slice(1)
				.map(({ deviceId }) => deviceId)
				.sort(),
		);

		const after = assets.map((each) => {
			const update = json[UPDATE].find(({ asset }) => (asset as IDataObject).id === each.id);
			return { ...each, ...(update?.fields as IDataObject | undefined) };
		});
		await control.forgetRequests();
		const next = await sync(CHANGED, { assets: after });
		expect((await control.writes()).map(({ path }) => path)).toEqual([pathOf(failing)]);
		expect(next.report).toMatchObject({ failed: 0, kandjiChanges: 1 });
		const healed = after.map((each) =>
			each.id === failing.id ? { ...each, seen: failing.email } : each,
		);
		const last = await sync(CHANGED, { assets: healed });
		expect([last.json[KANDJI], last.json[UPDATE]]).toEqual([[], []]);
	},
);

test('without the permission to update devices every change is said in Attention with the permission', async () => {
	const { assets } = await reassigned(2);
	await control.control('POST', '/tokens', {
		token: 'reader',
		permissions: ['Device Information > Device list', 'Users > List users'],
	});
	const { json, report, error } = await sync(CHANGED, { assets, token: 'reader' });
	expect(error).toBeUndefined();
	expect([json[KANDJI], json[UPDATE]]).toEqual([[], []]);
	expect(report).toMatchObject({ failed: 2, kandjiChanges: 0 });
	const reasons = json[ATTENTION].map(({ reason }) => String(reason));
	expect(reasons.filter((one) => one.includes('Not written'))).toHaveLength(4);
});
