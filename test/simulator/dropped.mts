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
	{ what: /^device\.getLostModeDetails.*_status$/, reason: 'lost_mode_status sums it up' },
	{
		what: /^deviceApp.*: (name|installer_package_name|publisher_display_name)$/,
		reason: 'said again',
	},
	{ what: /^inHouseApp.*: app_name$/, reason: 'name is what Kandji shows' },
	{ what: /^vulnerability\.getDetections.*: bundle_id$/, reason: 'name and version tell the app' },
];
