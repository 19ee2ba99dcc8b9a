import { SITUATIONS } from './situations.mts';
import { STATEMENTS } from './statements.mts';
import type { Case } from '../../tools/harness/worlds.mts';

/** Every case of the golden table, in its order. */
export const CASES: Case[] = [...SITUATIONS, ...STATEMENTS];
