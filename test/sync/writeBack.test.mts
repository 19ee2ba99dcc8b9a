import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ATTENTION, control, CREATE, EMPTY, KANDJI, ROWS, sync, written } from './tenant.mts';

describe('write-back', () => {
	const back = (more: INodeParameters, main: INodeParameters = {}): INodeParameters => ({
		...main,
		assetFields: { assetTag: 'tag' },
		options: { assetTag: 'assets', writeBack: 'apply', ...more },
	});

	async function tagged(count: number) {
		const assets = written((await sync(EMPTY)).json).map(
			(each, index): IDataObject => ({
				...each,
				tag: index < count ? `NEW-${index}` : null,
			}),
		);
		await control.control('DELETE', '/requests');
		return assets;
	}

	test('writes each tag once, and the next run has nothing to write', async () => {
		const assets = await tagged(3);
		const { json, report } = await sync(back({}), { assets });
		expect(json[KANDJI].map(({ action }) => action)).toEqual(Array(3).fill('setAssetTag'));
		expect(report.kandjiChanges).toBe(3);
		expect(await control.writes()).toHaveLength(3);
		expect((await sync(back({}), { assets })).json[KANDJI]).toEqual([]);
	});

	test('plan only and preview write nothing', async () => {
		const assets = await tagged(2);
		const planned = await sync(back({ writeBack: 'plan' }), { assets });
		expect(planned.json[KANDJI]).toHaveLength(2);
		const previewed = await sync(back({}, { preview: true }), { assets });
		expect(previewed.json.slice(CREATE, KANDJI + 1).flat()).toEqual([]);
		expect(previewed.report).toEqual({
			...planned.report,
			preview: true,
			summary: `Preview, nothing is written. ${String(planned.report.summary)}`,
		});
		expect(previewed.json[ROWS]).toEqual(planned.json[ROWS]);
		expect(await control.writes()).toEqual([]);
	});

	test('more changes than Max Kandji Writes: none is made, and the report is still there', async () => {
		const assets = await tagged(3);
		const { json, report, error } = await sync(back({ maxKandjiWrites: '2' }), { assets });
		expect(error).toBeUndefined();
		expect(report).toMatchObject({ withheld: 3, kandjiChanges: 0 });
		expect(json[KANDJI]).toEqual([]);
		expect(json[ATTENTION].map(({ reason }) => reason)).toEqual(
			expect.arrayContaining([expect.stringContaining('Max Kandji Writes allows 2')]),
		);
		expect(await control.writes()).toEqual([]);
	});

	test('a write that fails is said in Attention and the report; the others are made', async () => {
		const assets = await tagged(3);
		const path = `/api/v1/devices/${String(assets[1].deviceId)}`;
		await control.control('POST', '/faults', {
			method: 'PATCH',
			path,
			times: 1,
			kind: 'status',
			status: 400,
			body: { error: 'No' },
		});
		const { json, report, error } = await sync(back({}), { assets });
		expect(error).toBeUndefined();
		expect(report).toMatchObject({ failed: 1, kandjiChanges: 2 });
		expect(json[KANDJI]).toHaveLength(2);
		expect(json[ATTENTION].map(({ reason }) => reason)).toEqual(
			expect.arrayContaining([expect.stringContaining('Not written')]),
		);
	});
});
