import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import { normalizeAdeDevice } from '../shapes/adeDeviceShape';
import type { NormalizedAdeDevice } from '../shapes/adeDeviceShape';
import { isoDate, textOrNull } from '../shapes/kandjiValues';
import { text } from '../util/json';
import { EARLIER_BLUEPRINT, EARLIER_USER } from './exampleRows';
import { listedSource } from './listedSource';
import { withoutFilters } from './recordSource';
import type { TypeContext } from './recordSource';
import type { RecordType } from './recordType';

/** A connection to Apple Business Manager, which works as long as its token. */
export interface AdeIntegration {
	id: string;
	serverName: string | null;
	organization: string | null;
	expiresAt: string | null;
	/** Whole days; below zero once the token has expired, null where Kandji does not say. */
	daysLeft: number | null;
	/** `SUCCESS` or `FAILED`, in the words of Kandji. */
	status: string | null;
	statusReason: string | null;
}

const DEVICE_TYPE: RecordType<NormalizedAdeDevice> = {
	name: 'adeDevice',
	noun: 'ADE device',
	storedFields: ['serialNumber', 'blueprintId', 'userId'],
	clearableFields: ['blueprintId', 'userId'],
	fieldEvents: [
		{ event: 'adeDevice.assignmentChanged', fields: ['userId'] },
		{ event: 'adeDevice.blueprintChanged', fields: ['blueprintId'] },
	],
	added: 'adeDevice.added',
	removed: 'adeDevice.removed',
	addedAt: ({ assignedAt }) => assignedAt ?? null,
};

/** Devices that Apple Business Manager assigned to Kandji. */
export const adeDeviceSource = listedSource<NormalizedAdeDevice>({
	...withoutFilters,
	name: 'adeDevice',
	list: lists.adeDevices,
	idKey: 'id',
	recordPermission: 'Automated Device Enrollment > Get ADE device?',
	type: () => DEVICE_TYPE,
	normalize: normalizeAdeDevice,
	exampleRow: {
		id: '0f6b2d41-7c8e-4a93-b5d0-2e9c1a7f4b63',
		serial_number: 'H7XK2M9QLP',
		model: 'MacBook Air',
		device_family: 'Mac',
		description: 'MBA 13 SILVER',
		color: 'SILVER',
		asset_tag: null,
		blueprint_id: 'a4d9b6e2-1c7f-4038-9b5a-e2f8c3d61470',
		user_id: '1f0a7c52-8d3b-4e96-b4c1-6e5d2a9f7b08',
		profile_status: 'assigned',
		dep_account: { id: '8c3e5a17-d2f4-4b60-9e81-7a0c6b5d3f29', server_name: 'Head Office' },
		device_assigned_date: '2026-02-02T16:20:00+00:00',
		mdm_device: null,
	},
	earlierValues: { userId: EARLIER_USER.id, blueprintId: EARLIER_BLUEPRINT.id },
});

function normalizeIntegration(raw: IDataObject): AdeIntegration {
	const days = text(raw.days_left);
	return {
		id: text(raw.id),
		serverName: textOrNull(raw.server_name),
		organization: textOrNull(raw.org_name),
		expiresAt: isoDate(raw.access_token_expiry),
		daysLeft: days === '' || Number.isNaN(Number(days)) ? null : Number(days),
		status: textOrNull(raw.status),
		statusReason: textOrNull(raw.status_reason),
	};
}

function integrationType({ settings }: TypeContext): RecordType<AdeIntegration> {
	const { expiryDays } = settings;
	const isWithin = (days: unknown, limit: number) => typeof days === 'number' && days <= limit;
	return {
		name: 'adeIntegration',
		noun: 'ADE integration',
		storedFields: ['daysLeft'],
		fieldEvents: [
			{
				event: 'adeIntegration.expiring',
				fields: ['daysLeft'],
				appliesTo: (from, to) =>
					expiryDays.some((limit) => isWithin(to, limit) && !isWithin(from, limit)),
			},
		],
		added: 'adeIntegration.expiring',
		isNews: ({ daysLeft }) => expiryDays.some((limit) => isWithin(daysLeft, limit)),
		// A token that has expired already would never be an event otherwise.
		isNewsAtStart: ({ daysLeft }) => daysLeft !== null && daysLeft <= 0,
		addedAt: ({ expiresAt }) => expiresAt ?? null,
	};
}

/** Connections to Apple Business Manager. */
export const adeIntegrationSource = listedSource<AdeIntegration>({
	...withoutFilters,
	name: 'adeIntegration',
	list: lists.adeIntegrations,
	idKey: 'id',
	recordPermission: 'Automated Device Enrollment > Get integration',
	type: integrationType,
	normalize: normalizeIntegration,
	exampleRow: {
		id: '8c3e5a17-d2f4-4b60-9e81-7a0c6b5d3f29',
		server_name: 'Head Office',
		org_name: 'Accuhive',
		access_token_expiry: '2026-03-05T08:00:00Z',
		days_left: 30,
		status: 'SUCCESS',
		status_reason: null,
	},
	earlierValues: { daysLeft: 31 },
});
