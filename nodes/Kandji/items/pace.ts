import type { IExecuteFunctions } from 'n8n-workflow';

import type { ThrottleOptions } from '../client/runThrottle';
import { at } from '../util/json';

/** A number from 1, undefined for everything else: an expression may give anything. */
function atLeastOne(given: unknown): number | undefined {
	const number = Number(given ?? undefined);
	return number >= 1 ? number : undefined;
}

/** Reads the pace settings of the panel, once for all items of a run. */
export function readPace(context: IExecuteFunctions): ThrottleOptions {
	const given = context.getNodeParameter('pace', 0, {});
	return {
		atOnce: atLeastOne(at(given, 'requestsAtOnce')),
		perSecond: atLeastOne(at(given, 'requestsPerSecond')),
		waitsForHour: at(given, 'whenHourSpent') === 'wait',
	};
}
