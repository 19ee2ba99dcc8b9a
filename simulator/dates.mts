/** Kandji's spellings of a moment (docs/kandji-api.md T04). Milliseconds are the source; microseconds are padded from them. */

const two = (n: number): string => String(n).padStart(2, '0');
const day = (at: Date): string =>
	`${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
const time = (at: Date): string =>
	`${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
const micro = (at: Date): string => `${String(at.getUTCMilliseconds()).padStart(3, '0')}137`;

/** `2026-03-01T08:15:00.250137Z`: check-ins, audit events. */
export const isoMicro = (at: Date): string => `${day(at)}T${time(at)}.${micro(at)}Z`;

/** `2026-03-01T08:15:00Z`. */
export const isoSeconds = (at: Date): string => `${day(at)}T${time(at)}Z`;

/** `2026-03-01T08:15:00.250137+00:00`: Prism, behavioural detections. */
export const isoMicroOffset = (at: Date): string => `${day(at)}T${time(at)}.${micro(at)}+00:00`;

/** `2026-03-01T08:15:00.250137`, no zone: threats v1. */
export const isoMicroNoZone = (at: Date): string => `${day(at)}T${time(at)}.${micro(at)}`;

/** `2026-03-01 08:15:00.250137+00:00`: enrolments and MDM dates of a device. */
export const spacedMicroOffset = (at: Date): string => `${day(at)} ${time(at)}.${micro(at)}+00:00`;

/** `2026-03-01 08:15:00+00:00`: agent install date of a Mac, Apple Business Manager dates. */
export const spacedOffset = (at: Date): string => `${day(at)} ${time(at)}+00:00`;

/** `2026-03-01 08:15:00 +0000`: installed profiles. */
export const spacedZone = (at: Date): string => `${day(at)} ${time(at)} +0000`;

/** `2026-03-01 08:15:00.250137`, no zone: vulnerability dates. */
export const spacedMicroNoZone = (at: Date): string => `${day(at)} ${time(at)}.${micro(at)}`;

/** `2026-03-01`. */
export const dayOnly = (at: Date): string => day(at);
