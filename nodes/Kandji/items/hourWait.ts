import type { IExecuteFunctions } from 'n8n-workflow';

/** Name of the option that lets a run wait when the tenant's hourly quota is spent. Workflows store it. */
export const WAIT_FOR_HOUR = 'waitForNextHour';

/** The panel's texts of the option, for the action node and Asset Sync. */
export const waitForHourTexts = {
	displayName: 'Wait for the Next Hour',
	description: 'Whether to wait when the hourly quota is spent',
};

/** Whether this run waits for the next hour. It is one setting for all items. */
export function shouldWaitForHour(context: IExecuteFunctions): boolean {
	return context.getNodeParameter(`options.${WAIT_FOR_HOUR}`, 0, false) === true;
}
