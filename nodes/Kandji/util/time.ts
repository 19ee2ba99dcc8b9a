/**
 * Whether so many milliseconds have passed since a moment (epoch milliseconds). True after a clock was set back, because
 * the moment lies ahead then and nobody can say how long ago it was.
 */
export function isOver(ms: number, since: number, now = Date.now()): boolean {
	return now < since || now >= since + ms;
}
