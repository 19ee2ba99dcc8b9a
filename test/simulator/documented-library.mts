import { multipart } from './areas-harness.mts';
import type { Row } from './areas-harness.mts';
import { LIBRARY, listed, upload, V1 } from './documented-reads.mts';
import type { ReadAnswer } from './documented-reads.mts';
import type { Bench } from './harness.mts';

const SCRIPT = {
	name: 'Say hello',
	execution_frequency: 'once',
	script: 'echo hello',
	show_in_self_service: false,
	active: true,
	restart: false,
};
const RUNS_ON = { runs_on_iphone: true, runs_on_ipad: true, runs_on_tv: false };

/** Sends a documented request to a tenant of its own; `id` stands for the first hole. */
export type Write = (simulator: Bench, id: string) => Promise<ReadAnswer | ReadAnswer[]>;

/** A request with a JSON body, or none. */
export const json =
	(request: string, body?: Row): Write =>
	async (simulator, id) =>
		await simulator.call(request.replace('{x}', id), { json: body });

/** A request to the first of a list. */
export const firstOf =
	(path: string, write: Write): Write =>
	async (simulator) =>
		await write(simulator, (await listed(simulator, path))[0] ?? '');

const absent = (request: string): Write => json(request.replace('{x}', crypto.randomUUID()));

/** Everything that a custom app takes, as a form. */
async function customAppForm(simulator: Bench): Promise<Record<string, string>> {
	const { file_key: key } = await upload(simulator, 'custom-apps', { name: 'App.pkg' });
	const [category = ''] = await listed(simulator, `${V1}/self-service/categories`);
	return {
		name: 'App',
		file_key: String(key),
		install_type: 'zip',
		unzip_location: '/Applications',
		install_enforcement: 'continuously_enforce',
		audit_script: 'exit 0',
		preinstall_script: 'exit 0',
		postinstall_script: 'exit 0',
		show_in_self_service: 'true',
		self_service_category_id: category,
		self_service_recommended: 'false',
		active: 'true',
		restart: 'false',
	};
}

const customApp: Write = async (simulator) =>
	await simulator.call(`POST ${LIBRARY}/custom-apps`, { form: await customAppForm(simulator) });

const profileForm = (name: string): Parameters<typeof multipart>[3] => [
	['name', name],
	['active', 'true'],
	['runs_on_mac', 'true'],
	['runs_on_iphone', 'true'],
	['runs_on_ipad', 'false'],
	['runs_on_tv', 'false'],
	['file', { filename: 'wifi.mobileconfig', content: '<plist><dict></dict></plist>' }],
];

const profile: Write = async (simulator) =>
	await multipart(simulator, 'POST', `${LIBRARY}/custom-profiles`, profileForm('Wi-Fi'));

/** The documented requests about the library that change something. */
export const LIBRARY_WRITES: Record<string, Write> = {
	[`POST ${LIBRARY}/custom-apps/upload`]: json(`POST ${LIBRARY}/custom-apps/upload`, {
		name: 'App.pkg',
	}),
	[`POST ${LIBRARY}/custom-apps`]: customApp,
	[`PATCH ${LIBRARY}/custom-apps/{x}`]: async (simulator) => {
		const { id } = JSON.parse(((await customApp(simulator, '')) as ReadAnswer).text) as {
			id: string;
		};
		const form = await customAppForm(simulator);
		return await simulator.call(`PATCH ${LIBRARY}/custom-apps/${id}`, { form });
	},
	[`POST ${LIBRARY}/ipa-apps/upload`]: json(`POST ${LIBRARY}/ipa-apps/upload`, {
		filename: 'Field.ipa',
	}),
	[`POST ${LIBRARY}/ipa-apps`]: async (simulator) => {
		const { file_key: key } = await upload(simulator, 'ipa-apps', { filename: 'Field.ipa' });
		const body = { name: 'Field', file_key: key, active: true, ...RUNS_ON };
		return await simulator.call(`POST ${LIBRARY}/ipa-apps`, { json: body });
	},
	[`PATCH ${LIBRARY}/ipa-apps/{x}`]: async (simulator) => {
		const [id = ''] = await listed(simulator, `${LIBRARY}/ipa-apps`);
		const { file_key: key } = await upload(simulator, 'ipa-apps', { filename: 'Field.ipa' });
		const body = { name: 'Field 2', file_key: key, active: true, ...RUNS_ON };
		return await simulator.call(`PATCH ${LIBRARY}/ipa-apps/${id}`, { json: body });
	},
	[`POST ${LIBRARY}/custom-profiles`]: profile,
	[`PATCH ${LIBRARY}/custom-profiles/{x}`]: async (simulator) => {
		const [id = ''] = await listed(simulator, `${LIBRARY}/custom-profiles`);
		const path = `${LIBRARY}/custom-profiles/${id}`;
		return await multipart(simulator, 'PATCH', path, profileForm('Other'));
	},
	[`POST ${LIBRARY}/custom-scripts`]: json(`POST ${LIBRARY}/custom-scripts`, SCRIPT),
	[`PATCH ${LIBRARY}/custom-scripts/{x}`]: firstOf(
		`${LIBRARY}/custom-scripts`,
		json(`PATCH ${LIBRARY}/custom-scripts/{x}`, { ...SCRIPT, name: 'Say goodbye' }),
	),
	...Object.fromEntries(
		['custom-apps', 'ipa-apps', 'custom-profiles', 'custom-scripts'].flatMap(
			(kind): Array<[string, Write]> => {
				const request = `DELETE ${LIBRARY}/${kind}/{x}`;
				return [
					[request, firstOf(`${LIBRARY}/${kind}`, json(request))],
					[`${request} 404`, absent(request)],
				];
			},
		),
	),
};
