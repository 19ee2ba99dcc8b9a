/** The pattern of a UUID, for patterns that hold one. */
export const UUID_PATTERN = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const WHOLE = new RegExp(`^${UUID_PATTERN}$`, 'i');
const WITHIN = new RegExp(UUID_PATTERN, 'i');

/** Whether a text is a UUID, the form of most of Kandji's IDs, in small or capital letters. */
export const isUuid = (text: string): boolean => WHOLE.test(text);

/** Returns the first UUID within a text, as it is written; undefined where it holds none. */
export const uuidIn = (text: string): string | undefined => WITHIN.exec(text)?.[0];
