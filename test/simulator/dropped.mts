/** What an output leaves out of what identifies a record or tells its state, and why that is right. */
interface Dropped {
	/** `resource.operation`, and the paths. */
	what: RegExp;
	reason: string;
}

/** An output has ten keys at most; Raw, or Simplify switched off, has everything. */
export const DROPPED: Dropped[] = [
	{ what: /^adeDevice.*: (dep_account\.id|mdm_device\.name)$/, reason: 'the other of name and ID' },
	{ what: /^adeDevice.*: last_assignment_status$/, reason: 'profile_status tells the outcome' },
	{
		what: /^adeIntegration.*: (admin_id|.*_?email|stoken_file_name)$/,
		reason: 'how it was set up',
	},
	{
		what: /^device\.get(All)? simplified: (blueprint_id|user\.(id|name))$/,
		reason: 'name and email',
	},
	{ what: /^device\.get(All)? simplified: lost_mode_status$/, reason: 'Normalized tells it' },
	{ what: /: (blueprint|library_item)[._](id|name)$/, reason: 'what found it, not what was found' },
	{
		what: /^(device\.getLibraryItems|libraryItem).*: edr_status\.status$/,
		reason: 'of one item only',
	},
	{ what: /^device\.getLibraryItems.*: computer\.name$/, reason: 'computer_id names the device' },
	{ what: /^device\.getDetails.*: general\.assigned_user\.id$/, reason: 'name and email' },
	{ what: /^device\.getDetails.*: general\.os_name$/, reason: 'platform and OS version' },
	{
		what: /^device\.getDetails.*: (mdm\.windows_device_id|general\.enterprise_(device_)?id)$/,
		reason: 'IDs of other systems',
	},
	{ what: /^device\.getDetails.*: network\.dns_computer_name$/, reason: 'the name again' },
	{ what: /^device\.getDetails.*: security\.encryption_status$/, reason: 'of Android only' },
	{
		what: /^device\.getDetails.*: (hardware_overview|apple_business_manager|lost_mode)\./,
		reason: 'Raw has the parts, Get Lost Mode Details its state',
	},
	{
		what: /^device\.getDetails.*: (installed_profiles|users\.regular_users|volumes)\.name$/,
		reason: 'lists, which Raw has',
	},
	{ what: /^prism\.getAll.*: device__user_(id|name)$/, reason: 'the email names the person' },
	{
		what: /^prism\.getAll.*: (host_name|marketing_name|model_id|model_name|bundle_name)$/,
		reason: 'the name of the device or the app again',
	},
	{ what: /^prism\.getAll.*: (team_id|profile_data\.display_name)$/, reason: 'Raw has it' },
	{ what: /^device\.getLostModeDetails.*_status$/, reason: 'lost_mode_status sums it up' },
	{
		what: /^deviceApp.*: (name|installer_package_name|publisher_display_name)$/,
		reason: 'said again',
	},
	{ what: /^inHouseApp.*: app_name$/, reason: 'name is what Kandji shows' },
	{ what: /^vulnerability\.getDetections.*: bundle_id$/, reason: 'name and version tell the app' },
];
