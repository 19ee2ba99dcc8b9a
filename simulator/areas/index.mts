import type { Area } from '../api.mts';

/** Every area, in the order of seeding: an area may rely on the data of those before it. */
export const AREAS: readonly Area[] = [];
