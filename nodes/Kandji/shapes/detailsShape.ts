import type { IDataObject } from 'n8n-workflow';

import { at, text } from '../util/json';
import type { SimplifiedDevice } from './deviceShape';
import { assignedUser } from './deviceShape';
import { flag, isoDate, textOrNull } from './kandjiValues';

/** The most useful facts of Get Details, flat. What a platform does not report is null. IDs come last. */
interface SimplifiedDetails extends SimplifiedDevice {
	fileVaultEnabled: boolean | null;
	supervised: boolean | null;
	agentVersion: string | null;
}

/** Returns the text at the first path that holds one: platforms write the same fact in different places. */
function firstText(details: IDataObject, ...paths: string[]): string | null {
	const found = paths.map((path) => text(details, ...path.split('.')));
	return found.find((value) => value !== '') ?? null;
}

/** Returns the Simplified output of `GET /devices/{device}/details`, in the spelling of a simplified device. */
export function simplifyDetails(details: IDataObject): SimplifiedDetails {
	const user = assignedUser(at(details, 'general', 'assigned_user'));
	const checkIns = [
		'mdm.last_check_in',
		'kandji_agent.last_check_in',
		'kandji_agent.last_check_in_datetime',
	];
	return {
		name: firstText(details, 'general.device_name'),
		serialNumber: firstText(
			details,
			'hardware_overview.serial_number',
			'general.serial_number',
			'hardware_overview.smbios_serial_number',
		),
		userName: user?.name ?? null,
		userEmail: user?.email ?? null,
		lastCheckIn: isoDate(firstText(details, ...checkIns)),
		platform: firstText(details, 'general.platform'),
		model: firstText(details, 'general.model', 'general.device_model', 'general.model_name'),
		osVersion: firstText(details, 'general.os_version'),
		blueprintName: firstText(details, 'general.blueprint_name'),
		assetTag: firstText(details, 'general.asset_tag'),
		fileVaultEnabled: flag(at(details, 'filevault', 'filevault_enabled')),
		supervised: flag(at(details, 'mdm', 'supervised')),
		agentVersion: firstText(details, 'kandji_agent.agent_version', 'kandji_agent.version'),
		blueprintId: textOrNull(details, 'general', 'blueprint_uuid'),
		id: text(details, 'general', 'device_id'),
	};
}
