import type { IDataObject } from 'n8n-workflow';

import { lists } from '../api/lists';
import { text } from '../util/json';
import { normalizeAdeDevice } from '../shapes/adeDeviceShape';
import type { NormalizedAdeDevice } from '../shapes/adeDeviceShape';
import { isoDate, textOrNull } from '../shapes/kandjiValues';
import type { Feed } from './feed';
import type { Kind } from './kind';
import { recordFeed } from './records';
import { everything } from './source';
import type { Moment, Source } from './source';

/** A link to an MDM server of Apple Business Manager, which works as long as its token. */
export interface AdeIntegration {
	id: string;
	serverName: string | null;
	organization: string | null;
	expiresAt: string | null;
	/** Whole days; below zero once the token has expired, null where Kandji does not say. */
	daysLeft: number | null;
	/** `SUCCESS` or `FAILED`, as Kandji puts it. */
	status: string | null;
	statusReason: string | null;
}

const DEVICE_KIND: Kind<NormalizedAdeDevice> = {
	recordType: 'adeDevice',
	noun: 'ADE device',
	kept: ['serialNumber', 'blueprintId', 'userId'],
	watches: [
		{ event: 'adeDevice.assignmentChanged', fields: ['userId'] },
		{ event: 'adeDevice.blueprintChanged', fields: ['blueprintId'] },
	],
	added: 'adeDevice.added',
	gone: 'adeDevice.removed',
	addedAt: ({ assignedAt }) => assignedAt ?? null,
};

/** Devices that Apple Business Manager assigned to Kandji. */
export const adeDeviceSource: Source<NormalizedAdeDevice> = {
	list: lists.adeDevices,
	id: 'id',
	recordPermission: 'Automated Device Enrollment > Get ADE device?',
	normalize: normalizeAdeDevice,
	kind: () => DEVICE_KIND,
	...everything,
};

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

function integrationKind({ settings }: Moment): Kind<AdeIntegration> {
	const { expiryDays } = settings;
	const within = (days: unknown, limit: number) => typeof days === 'number' && days <= limit;
	return {
		recordType: 'adeIntegration',
		noun: 'ADE integration',
		kept: ['daysLeft'],
		watches: [
			{
				event: 'adeIntegration.expiring',
				fields: ['daysLeft'],
				when: (from, to) => expiryDays.some((limit) => within(to, limit) && !within(from, limit)),
			},
		],
		added: 'adeIntegration.expiring',
		news: ({ daysLeft }) => expiryDays.some((limit) => within(daysLeft, limit)),
		addedAt: ({ expiresAt }) => expiresAt ?? null,
	};
}

/** Links to Apple Business Manager. */
export const adeIntegrationSource: Source<AdeIntegration> = {
	list: lists.adeIntegrations,
	id: 'id',
	recordPermission: 'Automated Device Enrollment > Get integration',
	normalize: normalizeIntegration,
	kind: integrationKind,
	...everything,
};

/** What becomes of Automated Device Enrollment. */
export const adeFeeds: Feed[] = [
	recordFeed(adeDeviceSource, 'adeDevice'),
	recordFeed(adeIntegrationSource, 'adeIntegration'),
];
