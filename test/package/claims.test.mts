import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** The rows of docs/safety.md that name a test: claim, file, and words of the test's title. */
const claims = [
	...readFileSync(path.join(root, 'docs/safety.md'), 'utf8').matchAll(
		/^\| (?<claim>[^|]+?) \| `(?<file>test\/[^`]+)`: (?<title>[^|]+?) \|$/gm,
	),
].map(({ groups = {} }) => groups);

describe('What docs/safety.md claims', () => {
	it('is proved claim by claim', () => {
		expect(claims.length).toBeGreaterThan(20);
	});

	it.each(claims)('$claim: its test is there', ({ file, title }) => {
		expect(readFileSync(path.join(root, file), 'utf8')).toContain(title);
	});
});
