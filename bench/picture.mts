/** The picture of docs/PERFORMANCE.md: throughput against latency, as an SVG that needs no library. */
import { PER_SECOND } from './nodes.mts';
import type { Measured, Part } from './result.mts';

interface Series {
	name: string;
	color: string;
	points: Array<[latencyMs: number, perSecond: number]>;
}

const WIDTH = 720;
const HEIGHT = 400;
const PLOT = { left: 60, right: 690, top: 50, bottom: 310 };
const LATENCIES = [50, 100, 200, 400, 1_000];
const MAX_PER_SECOND = 60;
const STEP = 10;

/** Latencies are drawn by their logarithm, from 40 to 1,200 ms. */
const x = (latencyMs: number): number =>
	Math.round(
		PLOT.left + ((PLOT.right - PLOT.left) * Math.log(latencyMs / 40)) / Math.log(1_200 / 40),
	);
const y = (perSecond: number): number =>
	Math.round(PLOT.bottom - ((PLOT.bottom - PLOT.top) * perSecond) / MAX_PER_SECOND);

const text = (at: [number, number], words: string, more = ''): string =>
	`<text x="${at[0]}" y="${at[1]}" ${more}>${words}</text>`;
const line = ([x1, y1]: [number, number], [x2, y2]: [number, number]): string =>
	`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/>`;

function axes(): string[] {
	const rows = Array.from({ length: MAX_PER_SECOND / STEP + 1 }, (_, index) => index * STEP);
	return [
		...rows.flatMap((value) => [
			line([PLOT.left, y(value)], [PLOT.right, y(value)]),
			text([PLOT.left - 8, y(value) + 4], String(value), 'text-anchor="end"'),
		]),
		...LATENCIES.map((value) =>
			text([x(value), PLOT.bottom + 20], String(value), 'text-anchor="middle"'),
		),
		text([WIDTH / 2, PLOT.bottom + 42], 'ms a request', 'text-anchor="middle"'),
		text([PLOT.left - 40, PLOT.top - 14], 'items a second'),
	];
}

function drawn({ name, color, points }: Series, index: number): string[] {
	const path = points.map(([latency, rate]) => `${x(latency)},${y(rate)}`).join(' ');
	const legendX = PLOT.left + index * 165;
	return [
		`<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
		...points.map(
			([latency, rate]) => `<circle cx="${x(latency)}" cy="${y(rate)}" r="4" fill="${color}"/>`,
		),
		`<circle cx="${legendX}" cy="${HEIGHT - 20}" r="4" fill="${color}"/>`,
		text([legendX + 10, HEIGHT - 16], name),
	];
}

/** Returns requests a second against latency as SVG, from what the part `items` measured. */
export function picture(results: Array<{ part: Part; measured: Measured }>): string {
	const rows = results.find(({ part }) => part.name === 'items')?.measured.rows ?? [];
	const pointsOf = (column: string, work: string) =>
		rows
			.filter(
				(row) =>
					row.Work === work &&
					row.Machine === 'idle' &&
					row.Counter === 'fixed' &&
					row[column] !== '',
			)
			.map((row): [number, number] => [Number(row['Latency, ms']), Number(row[column])]);
	const details = pointsOf('Requests a second', 'Get Details');
	const series: Series[] = [
		{
			name: 'Kandji’s limit',
			color: '#888888',
			points: details.map(([latency]) => [latency, PER_SECOND]),
		},
		{ name: 'Get Details', color: '#2f6fdf', points: details },
		{
			name: 'Asset tags written',
			color: '#d97706',
			points: pointsOf('Requests a second', 'Asset tags'),
		},
		{
			name: 'HTTP Request, details',
			color: '#b91c1c',
			points: pointsOf('Of HTTP Request a second', 'Get Details'),
		},
	];
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333">`,
		'<rect width="100%" height="100%" fill="#fff"/>',
		text(
			[WIDTH / 2, 22],
			'Items a second against the latency of Kandji',
			'text-anchor="middle" font-size="16"',
		),
		...axes(),
		...series.flatMap(drawn),
		'</svg>\n',
	].join('\n');
}
