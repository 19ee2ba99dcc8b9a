import { parseCsv } from '../../nodes/Kandji/procedures/csv';

describe('CSV of a Prism export', () => {
	it.each([
		[
			'plain rows',
			'a,b\r\n1,2\r\n3,4\r\n',
			[
				{ a: '1', b: '2' },
				{ a: '3', b: '4' },
			],
		],
		['a missing line break at the end', 'a,b\n1,2', [{ a: '1', b: '2' }]],
		['commas in quotes', 'a,b\n"1,5",2\n', [{ a: '1,5', b: '2' }]],
		['doubled quotes', 'a,b\n"say ""hi""",2\n', [{ a: 'say "hi"', b: '2' }]],
		['line breaks in quotes', 'a,b\n"one\r\ntwo\nthree",2\n', [{ a: 'one\r\ntwo\nthree', b: '2' }]],
		[
			'empty fields',
			'a,b,c\n,"",x\n,,\n',
			[
				{ a: '', b: '', c: 'x' },
				{ a: '', b: '', c: '' },
			],
		],
		['an empty last field without a line break', 'a,b\n1,', [{ a: '1', b: '' }]],
		['rows that are too short', 'a,b\n1\n', [{ a: '1', b: '' }]],
		['blank lines', 'a,b\n\n1,2\n\n', [{ a: '1', b: '2' }]],
		['old Mac line breaks', 'a,b\r1,2\r', [{ a: '1', b: '2' }]],
		['a byte order mark', '\uFEFFa,b\n1,2\n', [{ a: '1', b: '2' }]],
		['a header alone', 'a,b\n', []],
		['nothing', '', []],
	])('reads %s', (_, csv, rows) => {
		expect(parseCsv(csv)).toEqual(rows);
	});

	it('reads 50,000 rows in well under two seconds', () => {
		const csv = `id,name\n${'1,"a ""long"" name, with a comma"\n'.repeat(50_000)}`;
		const start = performance.now();
		expect(parseCsv(csv)).toHaveLength(50_000);
		expect(performance.now() - start).toBeLessThan(2_000);
	});
});
