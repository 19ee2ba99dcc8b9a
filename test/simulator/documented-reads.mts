import { libraryOf } from '../../simulator/areas/library.mts';
import { hurry } from '../catalogue/fixtures.mts';
import { bodyOf, multipart } from './areas-harness.mts';
import type { Row } from './areas-harness.mts';
import type { Answer, Bench } from './harness.mts';

/** What came back, as far as a documented example tells: the text and the status. */
export type ReadAnswer = Pick<Answer, 'status' | 'text'>;

export const V1 = '/api/v1';
export const ADE = `${V1}/integrations/apple/ade`;
export const LIBRARY = `${V1}/library`;
export const LOST = {
	Message: 'Please contact IT',
	PhoneNumber: '+1 555 0100',
	Footnote: 'Thank you',
};
/** Long enough for a hurried device to obey. */
const OBEYS_MS = 10;

const obeyed = async (): Promise<void> => {
	await new Promise((resolve) => setTimeout(resolve, OBEYS_MS));
};

/** The devices of a platform; all of them without one. */
export const idsOf = ({ tenant }: Bench, platform?: string): string[] =>
	[...tenant.devices.values()]
		.filter((device) => platform === undefined || device.platform === platform)
		.map(({ device_id: id }) => id);

export const listed = async (simulator: Bench, path: string, id = 'id'): Promise<string[]> => {
	const { body } = await simulator.call(`GET ${path}`);
	const rows = Array.isArray(body) ? (body as Row[]) : (body as { results: Row[] }).results;
	return rows.map((row) => String(row[id]));
};

/** Which ids stand for the first `{x}` after a path, for reading. */
export const READ: Record<
	string,
	(simulator: Bench, platform?: string) => Promise<string[]> | string[]
> = {
	[`${V1}/devices`]: idsOf,
	[ADE]: async (simulator) => await listed(simulator, ADE),
	[`${ADE}/devices`]: async (simulator) => await listed(simulator, `${ADE}/devices`),
	[`${LIBRARY}/library-items`]: ({ tenant }) => [...libraryOf(tenant).items.keys()],
	[`${V1}/vulnerability-management/vulnerabilities`]: async (simulator) =>
		await listed(simulator, `${V1}/vulnerability-management/vulnerabilities`, 'cve_id'),
};

const QUERIES: Record<string, string> = {
	[`${V1}/prism/count`]: '?category=apps',
	[`${V1}/blueprints/{x}/ota-enrollment-profile`]: '?sso=true',
};

/** What few devices have, so that they fit on a page. */
const FEW = encodeURIComponent(JSON.stringify({ name: { eq: 'VLC' } }));

/** Further pages that a small tenant shows only when asked for less, or otherwise. */
const OTHER_PAGES: Array<[RegExp, string[]]> = [
	[/\/prism\/\w+$/, ['?offset=0&limit=300']],
	[/audit\/events$/, ['?limit=1']],
	[/vulnerability-management\/detections$/, [`?filter=${FEW}`]],
];

/** Uploads a file as a client does, and gives its key and its id. */
export async function upload(simulator: Bench, kind: string, named: Row): Promise<Row> {
	const announced = bodyOf(await simulator.call(`POST ${LIBRARY}/${kind}/upload`, { json: named }));
	const form = Object.entries(announced.post_data as Record<string, string>);
	const file = { filename: 'File.pkg', content: 'bytes' };
	await multipart(simulator, 'POST', String(announced.post_url), [...form, ['file', file]], null);
	await obeyed();
	return announced;
}

const p7m = { filename: 'Main_Token.p7m', content: 'token' };

/** Creates or renews an integration with Apple Business Manager. */
export async function addIntegration(simulator: Bench, path: string): Promise<ReadAnswer> {
	const [blueprint = ''] = simulator.tenant.blueprints.keys();
	return await multipart(simulator, 'POST', path, [
		['blueprint_id', blueprint],
		['phone', '5550100'],
		['email', 'it@accuhive.example'],
		['file', p7m],
	]);
}

/** Lets happen what the examples show: lost mode, notes, commands, a device that goes, an export, uploads. */
export async function settle(simulator: Bench): Promise<void> {
	hurry(simulator.tenant);
	const { body } = await simulator.call(`GET ${V1}/threat-details`);
	const [{ device_id: gone }] = (body as { results: [Row] }).results;
	await simulator.call(`DELETE /simulator/devices/${String(gone)}`);
	const act = async (id: string, action: string, json?: Row): Promise<Answer> =>
		await simulator.call(`POST ${V1}/devices/${id}/action/${action}`, { json });
	for (const id of [...idsOf(simulator, 'iPhone').slice(1), ...idsOf(simulator, 'iPad').slice(1)]) {
		await act(id, 'enablelostmode', LOST);
		await obeyed();
		await act(id, 'updatelocation');
		await act(id, 'playlostmodesound');
	}
	for (const id of idsOf(simulator, 'Mac').slice(1)) {
		await act(id, 'lock');
		await simulator.call(`POST ${V1}/devices/${id}/notes`, { json: { content: 'Handed out' } });
	}
	await addIntegration(simulator, `${ADE}/`);
	await obeyed();
}

/** Reads with every id that there is; the last hole of notes, exports and uploads is one that was made for it. */
export async function read(
	simulator: Bench,
	path: string,
	platform?: string,
): Promise<ReadAnswer[]> {
	const call = async (where: string): Promise<ReadAnswer> => await simulator.call(`GET ${where}`);
	if (path.endsWith('/upload/{x}/status')) {
		const { id } = await upload(simulator, 'ipa-apps', { filename: 'Field.ipa' });
		const fresh = bodyOf(
			await simulator.call(`POST ${LIBRARY}/ipa-apps/upload`, { json: { filename: 'New.ipa' } }),
		);
		const ids = [id, fresh.id].map(String);
		return await Promise.all(ids.map(async (each) => await call(path.replace('{x}', each))));
	}
	if (path.endsWith('/prism/export/{x}')) {
		const made = await simulator.call(`POST ${V1}/prism/export`, { json: { category: 'apps' } });
		await obeyed();
		return [await call(path.replace('{x}', String(bodyOf(made).id)))];
	}
	const query = QUERIES[path] ?? '';
	const [start = '', ...rest] = path.split('/{x}');
	if (rest.length === 0) {
		const queries = [query, ...(OTHER_PAGES.find(([of]) => of.test(path))?.[1] ?? [])];
		return await Promise.all(queries.map(async (each) => await call(`${path}${each}`)));
	}
	const ids = await (READ[start]?.(simulator, platform) ?? listed(simulator, start));
	const answers: ReadAnswer[] = [];
	for (const id of ids) {
		const where = `${start}/${encodeURIComponent(id)}${rest.join('/{x}')}`;
		const inner = where.endsWith('/notes/{x}')
			? await listed(simulator, where.replace('/{x}', ''), 'note_id')
			: [''];
		for (const note of inner) answers.push(await call(where.replace('{x}', note) + query));
	}
	return answers;
}
