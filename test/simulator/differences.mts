/** A line that documented.test.mts may find where the simulator is right and the example is not, or not the whole. */
interface Difference {
	/** The request, its status and its platform. */
	where: RegExp;
	line: RegExp;
	/** With the trap's number in docs/kandji-api.md. */
	reason: string;
}

/** Where the simulator differs from the documented examples on purpose. */
export const DIFFERENCES: Difference[] = [
	{
		where: /audit\/events/,
		line: /^\+ results\[\]\.new_state\.serial_number$/,
		reason: 'The state is free-form, and no example tells of a device (T14).',
	},
	{
		where: /ade( |\/)/,
		line: /device_counts/,
		reason: 'The families are those of the fleet (T11).',
	},
	{
		where: /GET .*ade\/devices\/\{x\} 200/,
		line: /^\+ tags$/,
		reason: 'Its one example is older than tags, which the list shows (T11).',
	},
	{
		where: /^PATCH .*blueprints\/\{x\} 200/,
		line: /\+ type/,
		reason: 'Its example is older than the type, which Get Blueprint shows (T20).',
	},
	{
		where: /^GET \/api\/v1\/devices 200$/,
		line: /^(- [a-z_]+|~ \. )/,
		reason: 'The example of one serial number is an object, the answer a list (T02).',
	},
	{
		where: /devices(\/\{x\})? 200/,
		line: /api_level|full_software_version|security_patch_level|lost_mode_status|supplemental_/,
		reason: 'Every device has them once Windows and Android are switched on; see --fleet (T30).',
	},
	{
		where: /devices\/\{x\}(\/details)? 200/,
		line: /^~ (user|general\.assigned_user) documented object, answered object\|string/,
		reason: 'The examples have a user; nobody is an empty text (T03).',
	},
	{
		where: /custom-profiles/,
		line: /\+ (results\[\]\.)?runs_on_(android|windows)$/,
		reason: 'The examples are older than these two platforms (T37).',
	},
	{
		where: /custom-(apps|scripts)/,
		line: /\+ (results\[\]\.)?(sha256|show_in_self_service)$/,
		reason: 'Create shows them, the examples of reading are older (T20).',
	},
	{
		where: /vulnerabilities 200/,
		line: /^\+ page$/,
		reason: 'The example writes `total` twice instead of `page` (T20).',
	},
	{
		where: /\{x\}\/software/,
		line: /^- results\[\]/,
		reason: 'A vulnerability was pasted among the software (T25).',
	},
];
