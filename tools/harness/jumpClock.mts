import { REAL } from './clock.mts';

/**
 * A clock that stands still while the machine works and jumps to the next timer when everything waits. Time limits alone
 * (`AbortSignal.timeout`) do not let it jump, because nothing waits for them. Ends with the returned function.
 */
export function jumpClock(): () => void {
	const limitOf = AbortSignal.timeout;
	jest.useFakeTimers({ doNotFake: [...REAL] });
	let limits = 0;
	AbortSignal.timeout = (ms: number) => {
		const controller = new AbortController();
		limits += 1;
		setTimeout(() => {
			limits -= 1;
			controller.abort(new DOMException('The time is over', 'TimeoutError'));
		}, ms);
		return controller.signal;
	};
	let running = true;
	const turn = () => {
		if (!running) return;
		if (jest.getTimerCount() > limits) {
			const before = Date.now();
			jest.advanceTimersToNextTimer();
			// A timer takes a millisecond at least, as in Node.
			if (Date.now() === before) jest.advanceTimersByTime(1);
		}
		setImmediate(turn);
	};
	turn();
	return () => {
		running = false;
		AbortSignal.timeout = limitOf;
		jest.useRealTimers();
	};
}
