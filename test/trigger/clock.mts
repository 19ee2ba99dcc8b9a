import { ClientRequest } from 'node:http';

/** Milliseconds that the clock goes on with each turn of the loop. */
const STEP_MS = 2;
/** What goes on as ever: the network, and the turns of the loop that drive the clock. */
const REAL = [
	'nextTick',
	'setImmediate',
	'clearImmediate',
	'queueMicrotask',
	'hrtime',
	'performance',
] as const;

/**
 * A clock that waits for nobody: each turn of the loop takes the same time, so that pauses and time limits cost next to
 * none, and a machine that is busy with other things makes none of them run out. Ends with the returned function.
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
	const turn = () => {
		if (!running) return;
		jest.advanceTimersByTime(STEP_MS);
		setImmediate(turn);
	};
	turn();
	return () => {
		running = false;
		ClientRequest.prototype.setTimeout = patient;
		jest.useRealTimers();
	};
}
