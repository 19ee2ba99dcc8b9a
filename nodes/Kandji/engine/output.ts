import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../catalogue/operationTypes';
import { isRecord } from '../util/json';
import type { Tenant } from '../client/tenantUrl';
import { assignedUser, normalizeDevice, simplifyDevice } from '../shapes/deviceShape';
import { normalizeUser, simplifyUser } from '../shapes/userShape';
import { pick, textOrNull } from '../shapes/kandjiValues';
import { actsOnDevice, isGuarded } from './names';
import type { Shape } from './names';
import type { Prepared } from './prepare';

/** A record in the shape that the user chose. Raw is Kandji's own body, untouched. */
export function shaped(
	{ output }: Operation,
	record: IDataObject,
	shape: Shape,
	tenant: Tenant,
): IDataObject {
	if (output === undefined || shape === 'raw') return record;
	if (Array.isArray(output)) return pick(record, output);
	if (typeof output === 'function') return { ...output(record) };
	if (output === 'device') {
		const device =
			shape === 'normalized' ? normalizeDevice(record, tenant) : simplifyDevice(record);
		return { ...device };
	}
	return { ...(shape === 'normalized' ? normalizeUser(record) : simplifyUser(record)) };
}

/** Which device a command with a risk went to: null is what the token may not read, so that no field is missing. */
function deviceOf(operation: Operation, device: IDataObject = {}): IDataObject {
	if (!isGuarded(operation) || !actsOnDevice(operation)) return {};
	return {
		serialNumber: textOrNull(device.serial_number),
		name: textOrNull(device.device_name),
		platform: textOrNull(device.platform),
		user: assignedUser(device.user)?.email ?? null,
	};
}

/**
 * Returns the output of an operation that is no list: deletes of a record `{ deleted: true, id }`, commands `{ success: true,
 * accepted: true, id }` with the device and what Kandji adds, everything else its record. Accepted means that Kandji
 * took the command; the device obeys when it is next online. Kandji answers many writes with nothing at all.
 */
export function answered(
	operation: Operation,
	body: unknown,
	{ path, device, matchedBy }: Pick<Prepared, 'path' | 'device' | 'matchedBy'>,
	answeredAt: Date,
): IDataObject {
	const { effect, command } = operation;
	const id = Object.values(path).at(-1);
	const record: IDataObject = isRecord(body)
		? body
		: body === undefined || body === ''
			? {}
			: { [operation.answer ?? 'answer']: body as string };
	const target: IDataObject =
		id === undefined
			? {}
			: { id, ...deviceOf(operation, device), ...(matchedBy ? { matchedBy } : {}) };
	if (effect === 'delete') return { ...record, deleted: true, ...target };
	if (effect === 'command') {
		const lookUp = 'Device > Get Command Status shows what became of it';
		const sent = command ? { command, acceptedAt: answeredAt.toISOString(), lookUp } : {};
		return { ...record, success: true, accepted: true, ...target, ...sent };
	}
	return Object.keys(record).length === 0 ? { success: true, ...target } : record;
}

/** An output item of one input item. A key named `error` would make n8n take a success for a failure. */
export function outputItem(json: IDataObject, item: number): INodeExecutionData {
	const pairedItem = { item };
	if (json.error === undefined) return { json, pairedItem };
	const { error, ...rest } = json;
	return { json: { ...rest, errorDetail: error }, pairedItem };
}
