import type { Listing } from '../client/pages';
import type { Permission } from './permissions';

/** A list that Kandji hands out: where it is, how it is read, and which checkbox it needs. */
export interface List extends Listing {
	/** Below `/api/v1`, or the whole path when it starts with `/api/`; holes in braces. */
	path: `/${string}`;
	permission: Permission;
}

/** Rows a page of the threat lists may have (docs/kandji-api.md 1.1, P8a). */
const THREATS_PER_PAGE = 1_000;

/** Rows a page of the vulnerability lists may have (docs/kandji-api.md 1.1, P8c). */
const VULNERABILITIES_PER_PAGE = 50;

/**
 * Every list of the API, once: catalogue, locators, trigger and sync read it from here. The pagers are those of
 * docs/kandji-api.md 1.1; where it states no page size the usual 300 are asked for, and what comes counts.
 */
export const lists = {
	adeDevices: {
		path: '/integrations/apple/ade/devices',
		permission: 'Automated Device Enrollment > List ADE devices',
		items: 'results',
		pager: 'page',
	},
	adeDevicesOfIntegration: {
		path: '/integrations/apple/ade/{adeIntegration}/devices',
		permission: 'Automated Device Enrollment > List associated devices',
		items: 'results',
		pager: 'page',
	},
	adeIntegrations: {
		path: '/integrations/apple/ade',
		permission: 'Automated Device Enrollment > List integrations',
		items: 'results',
		pager: 'page',
	},
	auditEvents: {
		path: '/audit/events',
		permission: 'Audit Log > List audit events?',
		items: 'results',
		pager: 'cursor',
		pageSize: 500,
		key: 'id',
	},
	behavioralDetections: {
		path: '/api/v2/threat/behavioral-detections/events',
		permission: 'Threats > Get Behavioral Detections - v2?',
		items: 'results',
		pager: 'offset',
		pageSize: THREATS_PER_PAGE,
	},
	behavioralDetectionsLegacy: {
		path: '/behavioral-detections',
		permission: 'Threats > Get Behavioral Detections?',
		items: 'results',
		pager: 'offset',
		pageSize: THREATS_PER_PAGE,
	},
	blueprints: {
		path: '/blueprints',
		permission: 'Blueprints Management > List Blueprints',
		items: 'results',
		pager: 'offset',
		pageSize: 100,
	},
	blueprintLibraryItems: {
		path: '/blueprints/{blueprint}/list-library-items',
		permission: 'Blueprints Management > List Library Items?',
		items: 'results',
		pager: 'offset',
	},
	blueprintRoutingActivity: {
		path: '/blueprint-routing/activity',
		permission: 'Blueprint Routing > Get Blueprint Routing Activity?',
		items: 'results',
		pager: 'offset',
	},
	blueprintTemplates: {
		path: '/blueprints/templates/',
		permission: 'Blueprints Management > Get Blueprint Templates?',
		items: 'results',
		pager: 'offset',
		pageSize: 100,
	},
	customApps: {
		path: '/library/custom-apps',
		permission: 'Library > List Custom Apps',
		items: 'results',
		pager: 'page',
	},
	customProfiles: {
		path: '/library/custom-profiles',
		permission: 'Library > List Custom Profiles?',
		items: 'results',
		pager: 'page',
	},
	customScripts: {
		path: '/library/custom-scripts',
		permission: 'Library > List Custom Scripts?',
		items: 'results',
		pager: 'page',
	},
	detections: {
		path: '/vulnerability-management/detections',
		permission: 'Vulnerabilities > List Detections?',
		items: 'results',
		pager: 'after',
	},
	devices: {
		path: '/devices',
		permission: 'Device Information > Device list',
		items: '',
		pager: 'offset',
		key: 'device_id',
	},
	deviceActivity: {
		path: '/devices/{device}/activity',
		permission: 'Device Information > Device Activity',
		items: 'activity.results',
		pager: 'offset',
	},
	deviceApps: {
		path: '/devices/{device}/apps',
		permission: 'Device Information > Application list',
		items: 'apps',
	},
	deviceCommands: {
		path: '/devices/{device}/commands',
		permission: 'Device Actions > Get Device Commands?',
		items: 'commands.results',
		pager: 'offset',
	},
	deviceLibraryItems: {
		path: '/devices/{device}/library-items',
		permission: 'Device Information > Device Library Items',
		items: 'library_items',
	},
	deviceNotes: {
		path: '/devices/{device}/notes',
		permission: 'Device Information > Get Device Notes?',
		items: '',
	},
	deviceParameters: {
		path: '/devices/{device}/parameters',
		permission: 'Device Information > Device Parameters',
		items: 'parameters',
	},
	inHouseApps: {
		path: '/library/ipa-apps',
		permission: 'Library > List In-House Apps?',
		items: 'results',
		pager: 'page',
	},
	libraryItemActivity: {
		path: '/library/library-items/{libraryItem}/activity',
		permission: 'Library > Get Library Item Activity?',
		items: 'results',
		pager: 'offset',
	},
	libraryItemStatuses: {
		path: '/library/library-items/{libraryItem}/status',
		permission: 'Library > Get Library Item Statuses?',
		items: 'results',
		pager: 'offset',
	},
	prismRecords: {
		path: '/prism/{category}',
		// Each category has a checkbox of its own; only the one for Applications is known by name (docs/kandji-api.md 1.4).
		permission: 'Prism > {category}?',
		items: 'data',
		pager: 'prism',
	},
	selfServiceCategories: {
		path: '/self-service/categories',
		permission: 'Self Service > List Self Service Categories',
		items: '',
	},
	tags: {
		path: '/tags',
		permission: 'Tags > Get Tags?',
		items: 'results',
		pager: 'offset',
	},
	threats: {
		path: '/api/v2/threat/threat-details',
		permission: 'Threats > Get Threat Details - v2?',
		items: 'results',
		pager: 'offset',
		pageSize: THREATS_PER_PAGE,
	},
	threatsLegacy: {
		path: '/threat-details',
		permission: 'Threats > Get Threat Details?',
		items: 'results',
		pager: 'offset',
		pageSize: THREATS_PER_PAGE,
	},
	users: {
		path: '/users',
		permission: 'Users > List users',
		items: 'results',
		pager: 'cursor',
		key: 'id',
	},
	vulnerabilities: {
		path: '/vulnerability-management/vulnerabilities',
		permission: 'Vulnerabilities > List Vulnerabilities?',
		items: 'results',
		pager: 'pageSize',
		pageSize: VULNERABILITIES_PER_PAGE,
	},
	vulnerableDevices: {
		path: '/vulnerability-management/vulnerabilities/{cve}/devices',
		permission: 'Vulnerabilities > List Affected Devices?',
		items: 'results',
		pager: 'pageSize',
		pageSize: VULNERABILITIES_PER_PAGE,
	},
	vulnerableSoftware: {
		path: '/vulnerability-management/vulnerabilities/{cve}/software',
		permission: 'Vulnerabilities > List Affected Software?',
		items: 'results',
		pager: 'pageSize',
		pageSize: VULNERABILITIES_PER_PAGE,
	},
	vulnerableSoftwareFormer: {
		path: '/vulnerability-management/vulnerabilities/{cve}/applications',
		permission: 'Vulnerabilities > List Affected Apps?',
		items: 'results',
		pager: 'pageSize',
		pageSize: VULNERABILITIES_PER_PAGE,
	},
} as const satisfies Record<string, List>;

/** Returns the list that belongs to one record, whose ID fills the hole of its path. */
export function listOf(list: List, id: string): List {
	const path = list.path.replace(/\{\w+\}/, encodeURIComponent(id)) as List['path'];
	return { ...list, path };
}
