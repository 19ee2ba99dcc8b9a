import { ClientRequest } from 'node:http';

/** Milliseconds that the clock goes on with each turn of the loop, at most. */
const STEP_MS = 2;
/** How much faster than real time it goes at most, because unpacking a state is no turn of the loop. */
const SPEED = 20;
/** What goes on as ever: the network, and the turns of the loop that drive the clock. */
export const REAL = [
	'nextTick',
	'setImmediate',
	'clearImmediate',
	'queueMicrotask',
	'hrtime',
	'performance',
] as const;

/**
 * A clock that waits for nobody: it goes on with the turns of the loop, so that pauses and time limits cost next to none,
 * and a machine that is busy with other things makes few of them run out. Ends with the returned function.
 */
export function hurryClock(): () => void {
	const patient = ClientRequest.prototype.setTimeout;
	jest.useFakeTimers({ doNotFake: [...REAL] });
	// The time limits of requests are the socket's own otherwise, which real time ends.
	ClientRequest.prototype.setTimeout = function (this: ClientRequest, ms: number, late = () => {}) {
		const timer = setTimeout(late, ms);
		return this.once('close', () => clearTimeout(timer));
	};
	let running = true;
	let [last, ahead] = [performance.now(), 0];
	const turn = () => {
		if (!running) return;
		const now = performance.now();
		ahead = Math.min(ahead + (now - last) * SPEED, STEP_MS);
		last = now;
		const step = Math.floor(ahead);
		ahead -= step;
		if (step > 0) jest.advanceTimersByTime(step);
		setImmediate(turn);
	};
	turn();
	return () => {
		running = false;
		ClientRequest.prototype.setTimeout = patient;
		jest.useRealTimers();
	};
}
