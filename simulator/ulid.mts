import type { Dice } from './dice.mts';

const ALPHABET = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

/** An id that sorts by time, as audit events have it: ten characters of milliseconds, sixteen of chance. */
export function ulid(at: Date, dice: Dice): string {
	let left = at.getTime();
	let time = '';
	for (let place = 0; place < 10; place++) {
		time = ALPHABET[left % 32] + time;
		left = Math.floor(left / 32);
	}
	return time + Array.from({ length: 16 }, () => dice.pick(ALPHABET)).join('');
}
