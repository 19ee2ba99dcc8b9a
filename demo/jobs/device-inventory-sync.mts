import { syncTwice } from '../once.mts';
import type { Job } from './job.mts';

export const job: Job = {
	summary: 'Fills an empty asset table with the fleet; a second run changes nothing',
	run: syncTwice,
};
