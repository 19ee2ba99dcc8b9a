import type { IDataObject } from 'n8n-workflow';

import { MemoryTables } from '../helpers/dataTables.mts';
import { runReady } from '../helpers/workflow.mts';

const ANN = { name: 'Ann Lee', department: 'IT', jobTitle: 'Admin' };
const hr = (more: IDataObject = {}) => ({ id: 1, email: 'ann@x.com', ...ANN, ...more });
const kandji = (more: IDataObject = {}) => ({
	...{ id: 'k1', email: 'Ann@X.com', ...ANN, archived: false, deviceCount: 2 },
	...more,
});

async function compare(rows: IDataObject[], users: IDataObject[], tables = new MemoryTables()) {
	const { items, error } = await runReady('user-directory-sync', {
		pins: { 'Run Now': [{}], 'HR Rows': rows, 'Kandji Users': users },
		start: 'Run Now',
		tables,
	});
	expect(error).toBeUndefined();
	return { report: items('Report')[0], people: tables.rows('People Directory') };
}

describe('user-directory-sync', () => {
	it.each<[string, IDataObject | undefined, IDataObject | undefined, string]>([
		['the same on both sides, emails in another case', hr(), kandji(), ''],
		['only in Kandji, with devices', undefined, kandji(), 'Only in Kandji and holds 2 devices'],
		[
			'only in Kandji, with one',
			undefined,
			kandji({ deviceCount: 1 }),
			'Only in Kandji and holds 1 device',
		],
		['only in Kandji, without', undefined, kandji({ deviceCount: 0 }), 'Only in Kandji'],
		['only in Kandji and archived', undefined, kandji({ archived: true }), ''],
		['only in HR', hr(), undefined, 'Only in HR'],
		['only in HR and left', hr({ status: 'Left' }), undefined, ''],
		[
			'left but active',
			hr({ status: 'terminated' }),
			kandji({ deviceCount: 0 }),
			'Left according to HR, active in Kandji',
		],
		['left and archived', hr({ status: 'inactive' }), kandji({ archived: true }), ''],
		[
			'at work but archived',
			hr({ status: 'Active' }),
			kandji({ archived: true }),
			'Works according to HR, archived in Kandji',
		],
		['another name', hr({ name: 'Ann Li' }), kandji(), 'name: "Ann Li" in HR, "Ann Lee" in Kandji'],
		[
			'another department and title',
			hr({ department: 'HR', jobTitle: 'Boss' }),
			kandji(),
			'department: "HR" in HR, "IT" in Kandji; jobTitle: "Boss" in HR, "Admin" in Kandji',
		],
		['a blank in HR', hr({ name: ' ', department: null }), kandji(), ''],
		['a blank in Kandji', hr(), kandji({ jobTitle: null }), ''],
		['no email', hr({ email: null }), undefined, 'No email in HR; Only in HR'],
	])('says the difference: %s', async (_, row, user, difference) => {
		const { people, report } = await compare(row ? [row] : [], user ? [user] : []);
		expect(people.map((each) => each.difference)).toEqual([difference]);
		expect(report.differences).toEqual(
			difference === '' ? [] : [{ email: people[0].email, name: people[0].name, difference }],
		);
	});

	it('names emails that occur twice, and counts the devices of both users', async () => {
		const twice = [kandji(), kandji({ id: 'k2', deviceCount: 3 })];
		const { people } = await compare([hr(), hr({ id: 2 })], twice);
		expect(people).toHaveLength(1);
		expect(people[0]).toMatchObject({
			devices: 5,
			difference: '2 rows in HR share the email; 2 users in Kandji share the email',
		});
	});

	it('lets HR win, fills its blanks from Kandji, and keeps no old row', async () => {
		const tables = new MemoryTables();
		await compare([hr({ id: 9, email: 'old@x.com' })], [], tables);
		const rows = [hr({ name: 'Ann Li', department: '' })];
		const { people, report } = await compare(rows, [kandji()], tables);
		expect(people).toEqual([
			expect.objectContaining({
				...{ email: 'ann@x.com', name: 'Ann Li', department: 'IT', jobTitle: 'Admin' },
				...{ inHr: 'Yes', inKandji: 'Yes', kandjiUserId: 'k1', devices: 2 },
			}),
		]);
		expect(report).toMatchObject({ people: 1, inBoth: 1, onlyInKandji: 0, onlyInHr: 0 });
	});

	it('counts who is on which side', async () => {
		const rows = [hr(), hr({ id: 2, email: 'bob@x.com', status: 'Left' })];
		const users = [kandji(), kandji({ id: 'k3', email: 'eve@x.com', archived: true })];
		const { people, report } = await compare(rows, users);
		expect(report).toMatchObject({ people: 3, inBoth: 1, onlyInKandji: 1, onlyInHr: 1 });
		expect(people.map(({ inHr, inKandji }) => [inHr, inKandji])).toEqual([
			['Yes', 'Yes'],
			['Left', 'No'],
			['No', 'Archived'],
		]);
	});

	it('writes nothing where both sides are empty', async () => {
		const { people, report } = await compare([], []);
		expect(people).toEqual([]);
		expect(report).toMatchObject({ people: 0, differences: [] });
	});
});
