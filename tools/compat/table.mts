import { checks } from './checks.mts';
import { compareVersions } from './versions.mts';

/** What one run of one n8n showed. */
export interface Row {
	n8n: string;
	/** The Node that it ran under. */
	node: string;
	/** By the name of the check: whether it held, or what was wrong. Missing where it was not tried. */
	held: Partial<Record<string, true | string>>;
}

const BEGIN = '<!-- written by npm run compat -->\n';
const END = '<!-- end of the run -->';

const cell = (outcome: true | string | undefined): string => {
	if (outcome === undefined) return '–';
	return outcome === true ? '✓' : `✗ ${outcome.replaceAll('|', '\\|').replaceAll('\n', ' ')}`;
};

const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;

/** The document with this row in its table, sorted by version, in the place of an older row of the same version. */
export function withRow(document: string, { n8n, node, held }: Row): string {
	const begin = document.indexOf(BEGIN) + BEGIN.length;
	const end = document.indexOf(END);
	if (begin < BEGIN.length || end < begin)
		throw new Error('The document has no place for the table.');
	const [, , ...rows] = document.slice(begin, end).trim().split('\n');
	const names = checks.map(({ name }) => name);
	const versionOf = (row: string) => row.split('|')[1]?.trim() ?? '';
	const all = [
		...rows.filter((row) => row !== '' && versionOf(row) !== n8n),
		line([n8n, node, ...names.map((name) => cell(held[name]))]),
	].sort((left, right) => compareVersions(versionOf(left), versionOf(right)));
	const head = ['n8n', 'Node', ...names];
	const fresh = [line(head), line(head.map(() => '---')), ...all].join('\n');
	return `${document.slice(0, begin)}\n${fresh}\n\n${document.slice(end)}`;
}
