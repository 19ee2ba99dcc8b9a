import type { Route } from './api.mts';
import { AREAS } from './areas/index.mts';

/** Every documented request. */
export const ROUTES: readonly Route[] = AREAS.flatMap((area) => area.routes);

/** Kandji's own scripts write these with a slash at their end too, though the collection does not (docs/kandji-api.md T31). */
const EITHER_WAY = [
	'/api/v1/devices',
	'/api/v1/devices/:device_id',
	'/api/v1/devices/:device_id/secrets/:secret',
	'/api/v1/integrations/apple/ade',
	'/api/v1/blueprints',
	'/api/v1/blueprints/:blueprint_id',
];

/** Returns the pattern of a route's path: each hole takes one segment. */
export const patternOf = (path: string): RegExp =>
	new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);

const PATTERNS = new Map(ROUTES.map(({ path }) => [path, patternOf(path)]));
const FORGIVEN = EITHER_WAY.map(patternOf);

/** A path that is documented with a slash at its end, and not without one as well (ADE integrations are). */
const needsSlash = (path: string): boolean => PATTERNS.has(`${path}/`) && !PATTERNS.has(path);

const isKnown = (path: string): boolean =>
	!needsSlash(path) && [...PATTERNS.values()].some((pattern) => pattern.test(path));

/** Whether no route is spelled so: Fastify lets a hole be empty or take `templates` for an id; Kong knows neither path. */
export const isMisspelled = (path: string): boolean => !isKnown(path);

/**
 * The address with its path spelled as documented: where the tenant minds no slash at its end, and where Kandji's own
 * scripts write one too many.
 */
export function spelled(url: string, lenient: boolean, method = 'GET'): string {
	const [path = '', ...query] = url.split('?');
	const bare = path.replace(/\/$/, '');
	if (bare === path && !lenient) return url;
	const forgiven = lenient || FORGIVEN.some((pattern) => pattern.test(bare));
	const spellings = forgiven ? [path, `${bare}/`, bare].filter(isKnown) : [];
	const known = spellings.find((each) => allowed(each).includes(method)) ?? spellings[0];
	return [known ?? path, ...query].join('?');
}

/** The methods of a path, none where there is no such path. */
export function allowed(path: string): string[] {
	if (!isKnown(path)) return [];
	const methods = ROUTES.filter((route) => PATTERNS.get(route.path)?.test(path)).map(
		({ method }) => method,
	);
	return [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods), 'OPTIONS'];
}
