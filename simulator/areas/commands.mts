import type { Area } from '../api.mts';
import { isoMicro } from '../dates.mts';
import { Dice } from '../dice.mts';
import { offsetSlice } from '../paging.mts';
import type { Command, Device, Tenant } from '../tenant.mts';
import { isApple, withDevice } from './device-record.mts';

/** How long a command waits for its device, and how long until it is done. Milliseconds. */
const PENDING_FOR = 1500;
const DONE_AFTER = 3000;
const PUSHED_AFTER = 200;
const LARGEST_PAGE = 300;

/** Kandji's numbers for where a command is (docs/kandji-api.md T16). */
const STATUS = { pending: 1, running: 2, completed: 3, failed: 4, notNow: 5 } as const;

/** What became of the commands of an enrolment. */
const OUTCOMES = [
	[undefined, 30],
	['failed', 1],
	['notNow', 1],
] as const;

/** What every Apple device is asked when it enrols: command, request, metadata. */
const AT_ENROLMENT: ReadonlyArray<readonly [string, string, Command['metadata']]> = [
	['ActivationLockBypassCode', 'ActivationLockBypassCode', {}],
	['SetInitialConfiguration', 'Settings', { Items: ['MDMOptions'] }],
	['DeviceConfigured', 'DeviceConfigured', {}],
	['DeviceInformation', 'DeviceInformation', {}],
	['SecurityInfo', 'SecurityInfo', {}],
	['InstalledApplicationList', 'InstalledApplicationList', {}],
];

/** The commands of a device's enrolment, long done. */
function past(device: Device): Command[] {
	if (!isApple(device.platform)) return [];
	const dice = new Dice(`${device.device_id}:commands`);
	const outcomes = new Dice(`${device.device_id}:outcomes`);
	const enrolled = new Date(device.last_enrollment.replace(' ', 'T')).getTime();
	return AT_ENROLMENT.map(([command, request, metadata], index) => ({
		uuid: dice.uuid(),
		command_type: command,
		request_type: request,
		metadata,
		requested: new Date(enrolled + index * DONE_AFTER),
		outcome: outcomes.weighted(OUTCOMES),
	}));
}

const ageOf = (tenant: Tenant, { requested }: Command): number =>
	tenant.now().getTime() - requested.getTime();

const later = ({ requested }: Command, milliseconds: number): string =>
	isoMicro(new Date(requested.getTime() + milliseconds));

/** Whether this command still waits for its device. */
export const isPending = (tenant: Tenant, device: Device, type: string): boolean =>
	(tenant.commands.get(device.device_id) ?? []).some(
		(command) => command.command_type === type && ageOf(tenant, command) < PENDING_FOR,
	);

/** Puts a command into the device's queue; the clock alone completes it. */
export function queue(
	tenant: Tenant,
	device: Device,
	command: Pick<Command, 'command_type' | 'request_type' | 'metadata'>,
): void {
	const outcome = device.answers ?? undefined;
	const made: Command = { ...command, uuid: tenant.uuid(), requested: tenant.now(), outcome };
	const queued = tenant.commands.get(device.device_id);
	if (queued) queued.push(made);
	else tenant.commands.set(device.device_id, [made]);
	// A command that is put off has not ended, so that the activity does not know it.
	if (outcome === 'notNow') return;
	tenant.record(device, `mdm_command_${outcome ?? 'completed'}`, commandDetails(made));
}

/** Why a device refused, as MDM says it; `[]` where it did not. */
const errorChain = ({
	outcome,
	request_type: request,
}: Command): Array<Record<string, unknown>> => {
	const text = `“${request}” is not a valid request type.`;
	return outcome === 'failed'
		? [
				{
					code: 12_021,
					domain: 'MCMDMErrorDomain',
					localized_description: text,
					us_english_description: text,
				},
			]
		: [];
};

/** A command that is done as the device's activity tells it. */
export const commandDetails = (command: Command): Record<string, unknown> => ({
	user: null,
	uuid: command.uuid,
	status: STATUS[command.outcome ?? 'completed'],
	attempts: 1,
	metadata: command.metadata,
	priority: 0,
	username: null,
	is_silent: false,
	skip_retry: false,
	error_chain: errorChain(command),
	last_pushed: later(command, PUSHED_AFTER),
	command_type: command.command_type,
	profile_name: null,
	profile_uuid: null,
	request_type: command.request_type,
	date_completed: later(command, DONE_AFTER),
	date_requested: isoMicro(command.requested),
	request_requires_network_tether: false,
});

function commandRecord(tenant: Tenant, command: Command): Record<string, unknown> {
	const age = ageOf(tenant, command);
	const done = STATUS[command.outcome ?? 'completed'];
	const waiting = age < DONE_AFTER ? STATUS.running : done;
	const status = age < PENDING_FOR ? STATUS.pending : waiting;
	const pushed = age < PUSHED_AFTER ? null : later(command, PUSHED_AFTER);
	return {
		uuid: command.uuid,
		error_chain: status === STATUS.failed ? errorChain(command) : [],
		command_type: command.command_type,
		request_type: command.request_type,
		metadata: command.metadata,
		request_requires_network_tether: false,
		status,
		attempts: status === STATUS.pending ? 0 : 1,
		date_requested: isoMicro(command.requested),
		date_completed:
			status === STATUS.completed || status === STATUS.failed ? later(command, DONE_AFTER) : null,
		last_pushed: pushed,
		user: null,
		priority: 0,
	};
}

/** The commands that a device has been sent. */
export const commandsArea: Area = {
	routes: [
		{
			method: 'GET',
			path: '/api/v1/devices/:device_id/commands',
			permission: 'Device Actions > Get Device Commands',
			handle: withDevice((call, device) => {
				const { device_id } = device;
				const { count, next, previous, results } = offsetSlice(
					[...past(device), ...(call.tenant.commands.get(device_id) ?? [])],
					call,
					{
						max: LARGEST_PAGE,
						render: (command) => commandRecord(call.tenant, command),
					},
				);
				return { body: { device_id, commands: { count, next, previous, results } } };
			}),
		},
	],
};
