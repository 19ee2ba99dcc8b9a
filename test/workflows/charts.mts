import type { IDataObject } from 'n8n-workflow';

/** A bar of a chart of the dashboard. */
interface Bar {
	label: string;
	value: number;
	of?: number;
	bad?: boolean;
}

/** A chart of the dashboard, as its Code nodes put it out. */
export type Chart = IDataObject & {
	kind: string;
	title: string;
	bars: Bar[];
	rows: IDataObject[];
};

/** Returns the chart with a title. Throws when there is none. */
export function chartOf(charts: IDataObject[], title: string): Chart {
	const found = charts.find((each) => each.title === title);
	if (!found) throw new Error(`No chart "${title}"`);
	return found as Chart;
}
