import { z } from 'zod';
import { COUNTERS, ERAS, FLEETS, SLASHES } from './options.mts';
import { PLATFORMS } from './tenant.mts';

const flag = z.boolean();
const text = z.string();

/** Fields of a device that a test may set; others go into the listing as given (`raw`). */
export const deviceFields = z.object({
	device_id: text.uuid(),
	device_name: text,
	model: text,
	serial_number: text.min(1),
	platform: z.enum(PLATFORMS),
	os_version: text,
	supplemental_build_version: text,
	last_check_in: text,
	user_id: text.uuid().nullable(),
	asset_tag: text,
	blueprint_id: text.uuid(),
	mdm_enabled: flag,
	agent_installed: flag,
	is_missing: flag,
	is_removed: flag,
	agent_version: text,
	first_enrollment: text,
	last_enrollment: text,
	tags: z.array(text),
	api_level: text,
	security_patch_level: text,
	full_software_version: text,
	mac_address: text,
	filevault_enabled: flag.nullable(),
	without: z.array(text),
	answers: z.enum(['failed', 'notNow']).nullable(),
	details: z.record(z.unknown()),
});

/** What enrolling or changing a device may say. */
export const deviceChanges = deviceFields.partial().catchall(z.unknown());

/** What making or changing a user may say. */
export const userChanges = z
	.object({
		id: text.uuid(),
		name: text,
		email: text,
		active: flag,
		archived: flag,
		created_at: text,
		updated_at: text,
		department: text.nullable(),
		job_title: text.nullable(),
		deprecated_user_id: text,
	})
	.partial()
	.strict();

/** A token; without permissions it may do everything. */
export const tokenBody = z
	.object({
		token: text.regex(/^\S+$/),
		name: text.min(1).optional(),
		permissions: z.array(text).nullable().optional(),
	})
	.strict();

const whole = z.number().int().nonnegative();

/** The options that a reset may change. */
export const resetBody = z
	.object({
		devices: whole,
		users: whole,
		seed: whole,
		date: z
			.union([z.string().date(), z.string().datetime({ offset: true })])
			.transform((value) => new Date(value)),
		latency: whole,
		uneven: z.boolean(),
		rate: whole,
		hourly: whole,
		counter: z.enum(COUNTERS),
		token: text.regex(/^\S+$/),
		fleet: z.enum(FLEETS),
		era: z.enum(ERAS),
		slashes: z.enum(SLASHES),
		refuse: z.union([z.literal(401), z.literal(403)]),
	})
	.partial()
	.strict();
