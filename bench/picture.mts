/** The picture of docs/PERFORMANCE.md: throughput against latency. */
import { init, use } from 'echarts/core';
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

import { PER_SECOND } from './nodes.mts';
import type { Measured, Part } from './result.mts';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 720;
const HEIGHT = 400;

/** Requests a second against latency, as SVG, from what the part `items` measured. */
export function picture(results: Array<{ part: Part; measured: Measured }>): string {
	const rows = results.find(({ part }) => part.name === 'items')?.measured.rows ?? [];
	const line = (column: string, work: string) =>
		rows
			.filter((row) => row.Work === work && row.Machine === 'idle' && row[column] !== '')
			.map((row) => [row['Latency, ms'], row[column]]);
	const ours = 'Requests a second';
	const series = [
		{
			name: 'Kandji’s ceiling',
			data: line(ours, 'Get Details').map(([latency]) => [latency, PER_SECOND]),
		},
		{ name: 'Get Details', data: line(ours, 'Get Details') },
		{ name: 'Asset tags written', data: line(ours, 'Asset tags') },
		{ name: 'HTTP Request node, details', data: line('Of HTTP Request a second', 'Get Details') },
	];
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		title: { text: 'Items a second against the latency of Kandji', left: 'center' },
		legend: { bottom: 0 },
		grid: { left: 60, right: 30, top: 50, bottom: 80 },
		xAxis: {
			type: 'log',
			name: 'ms a request',
			nameLocation: 'middle',
			nameGap: 28,
			min: 40,
			max: 1_200,
		},
		yAxis: { type: 'value', name: 'items a second', min: 0, max: 60 },
		series: series.map((one) => ({ ...one, type: 'line', symbolSize: 8 })),
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	return `${svg}\n`;
}
