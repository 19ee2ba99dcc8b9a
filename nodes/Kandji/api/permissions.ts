/** The groups of a token's permission grid, as Kandji's web console shows them (docs/kandji-api.md 1.4). */
export type PermissionGroup =
	| 'Audit Log'
	| 'Automated Device Enrollment'
	| 'Blueprint Routing'
	| 'Blueprints Management'
	| 'Device Actions'
	| 'Device Information'
	| 'Device Secrets'
	| 'Library'
	| 'Prism'
	| 'Self Service'
	| 'Settings'
	| 'Tags'
	| 'Threats'
	| 'Users'
	| 'Vulnerabilities';

/**
 * A checkbox of a token's permission grid. A trailing `?` says that no source states the checkbox's name: what stands
 * there is the request's own name in Kandji's documentation. A hole stands for the name of the option chosen for it.
 */
export type Permission = `${PermissionGroup} > ${string}`;
