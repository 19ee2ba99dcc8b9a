/** A reading request to be recorded, and the requests about the records that it lists. */
export interface Reading {
	/** Path and query, with `:id` where the ID of a record stands. */
	path: string;
	query?: string;
	/** The key of a row that holds its ID, and what is read of each chosen row. */
	each?: { id: string; read: Reading[] };
}

const V1 = '/api/v1';
const LIBRARY = `${V1}/library`;
const ADE = `${V1}/integrations/apple/ade`;
const DEVICE = `${V1}/devices/:id`;

const reads = (...paths: string[]): Reading[] => paths.map((path) => ({ path }));

const libraryKind = (name: string): Reading => ({
	path: `${LIBRARY}/${name}`,
	each: {
		id: 'id',
		read: reads(
			`${LIBRARY}/${name}/:id`,
			`${LIBRARY}/library-items/:id/activity`,
			`${LIBRARY}/library-items/:id/status`,
		),
	},
});

const PRISM = [
	'activation_lock',
	'application_firewall',
	'apps',
	'cellular',
	'certificates',
	'desktop_and_screensaver',
	'device_information',
	'filevault',
	'gatekeeper_and_xprotect',
	'installed_profiles',
	'kernel_extensions',
	'launch_agents_and_daemons',
	'local_users',
	'startup_settings',
	'system_extensions',
	'transparency_database',
];

/**
 * What is recorded. Missing on purpose: secrets, lost mode (it shows where somebody is), enrolment profiles and public
 * keys, and everything that is not a GET.
 */
export const READINGS: Reading[] = [
	{
		path: `${V1}/devices`,
		each: {
			id: 'device_id',
			read: [
				...reads(
					DEVICE,
					`${DEVICE}/details`,
					`${DEVICE}/activity`,
					`${DEVICE}/apps`,
					`${DEVICE}/library-items`,
					`${DEVICE}/parameters`,
					`${DEVICE}/status`,
					`${DEVICE}/commands`,
					`${DEVICE}/notes`,
				),
				{
					path: '/api/v2/threat/behavioral-detections/events',
					query: '?device_id=:id',
				},
			],
		},
	},
	{ path: `${V1}/users`, each: { id: 'id', read: reads(`${V1}/users/:id`) } },
	{
		path: `${V1}/blueprints`,
		each: {
			id: 'id',
			read: reads(`${V1}/blueprints/:id`, `${V1}/blueprints/:id/list-library-items`),
		},
	},
	...reads(`${V1}/blueprints/templates/`, `${V1}/blueprint-routing/`),
	...reads(`${V1}/blueprint-routing/activity`),
	...['custom-apps', 'custom-profiles', 'custom-scripts', 'ipa-apps'].map(libraryKind),
	...reads(`${V1}/self-service/categories`, `${V1}/tags`, `${V1}/settings/licensing`),
	{ path: ADE, each: { id: 'id', read: reads(`${ADE}/:id`, `${ADE}/:id/devices`) } },
	{ path: `${ADE}/devices`, each: { id: 'id', read: reads(`${ADE}/devices/:id`) } },
	...PRISM.map((category) => ({ path: `${V1}/prism/${category}` })),
	{ path: `${V1}/prism/count`, query: '?category=apps' },
	{
		path: '/api/v2/threat/threat-details',
		query: '?statuses=not_quarantined,quarantined,released,resolved',
	},
	...reads(
		`${V1}/audit/events`,
		`${V1}/threat-details`,
		`${V1}/behavioral-detections`,
		`${V1}/vulnerability-management/detections`,
	),
	{
		path: `${V1}/vulnerability-management/vulnerabilities`,
		each: {
			id: 'cve_id',
			read: reads(
				`${V1}/vulnerability-management/vulnerabilities/:id`,
				`${V1}/vulnerability-management/vulnerabilities/:id/devices`,
				`${V1}/vulnerability-management/vulnerabilities/:id/software`,
			),
		},
	},
];
