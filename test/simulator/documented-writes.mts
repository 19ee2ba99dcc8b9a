import { libraryOf } from '../../simulator/areas/library.mts';
import { multipart, rowsOf } from './areas-harness.mts';
import type { Row } from './areas-harness.mts';
import {
	ADE,
	addIntegration,
	idsOf,
	LIBRARY,
	listed,
	LOST,
	upload,
	V1,
} from './documented-reads.mts';
import type { Told } from './documented-reads.mts';
import type { Bench } from './harness.mts';

const SCRIPT = { name: 'Say hello', execution_frequency: 'once', script: 'echo hello' };

type Write = (simulator: Bench, id: string) => Promise<Told | Told[]>;

const json =
	(request: string, body?: Row): Write =>
	async (simulator, id) =>
		await simulator.call(request.replace('{x}', id), { json: body });

const form =
	(request: string, body: Record<string, string>): Write =>
	async (simulator, id) =>
		await simulator.call(request.replace('{x}', id), { form: body });

const firstOf =
	(path: string, write: Write): Write =>
	async (simulator) =>
		await write(simulator, (await listed(simulator, path))[0] ?? '');

const action = (name: string, platform: string, body?: Row): [string, Write] => [
	`POST ${V1}/devices/{x}/action/${name}`,
	async (simulator) =>
		await json(`POST ${V1}/devices/{x}/action/${name}`, body)(
			simulator,
			idsOf(simulator, platform)[0] ?? '',
		),
];

const integration =
	(path: (id: string) => string): Write =>
	async (simulator) => {
		const [id = ''] = await listed(simulator, ADE);
		return await addIntegration(simulator, path(id));
	};

const assignment =
	(assign: boolean): Write =>
	async (simulator) => {
		const { tenant } = simulator;
		const answers: Told[] = [];
		for (const { id, type } of tenant.blueprints.values()) {
			if (type === 'map') continue;
			const { items } = libraryOf(tenant);
			const word = assign ? 'assign' : 'remove';
			for (const item of items.keys()) {
				const where = `POST ${V1}/blueprints/${id}/${word}-library-item`;
				answers.push(await simulator.call(where, { json: { library_item_id: item } }));
			}
		}
		return answers.filter(({ status }) => status === 200);
	};

const customApp: Write = async (simulator) => {
	const { file_key: key } = await upload(simulator, 'custom-apps', { name: 'App.pkg' });
	const json = {
		name: 'App',
		file_key: key,
		install_type: 'zip',
		unzip_location: '/Applications',
		install_enforcement: 'install_once',
		show_in_self_service: true,
		self_service_category_id: (await listed(simulator, `${V1}/self-service/categories`))[0],
	};
	return await simulator.call(`POST ${LIBRARY}/custom-apps`, { json });
};

const profile: Write = async (simulator) =>
	await multipart(simulator, 'POST', `${LIBRARY}/custom-profiles`, [
		['name', 'Wi-Fi'],
		['runs_on_mac', 'true'],
		['file', { filename: 'wifi.mobileconfig', content: '<plist><dict></dict></plist>' }],
	]);

/** Someone who has a device, or nobody's. */
const person = ({ tenant }: Bench, owner: boolean): string => {
	const owners = new Set([...tenant.devices.values()].map(({ user_id: id }) => id));
	return [...tenant.users.keys()].find((id) => owners.has(id) === owner) ?? '';
};

const adeDevice: Write = async (simulator) => {
	const rows = rowsOf(await simulator.call(`GET ${ADE}/devices`));
	const id = String(rows.find(({ mdm_device: device }) => device === null)?.id);
	const [blueprint] = simulator.tenant.blueprints.keys();
	const bodies = [
		{
			blueprint_id: blueprint,
			user_id: person(simulator, true),
			asset_tag: 'AH-1',
			tags: ['kiosk'],
		},
		{ use_blueprint_routing: true, user_id: null, asset_tag: null },
	];
	const answers: Told[] = [];
	for (const body of bodies) {
		answers.push(await simulator.call(`PATCH ${ADE}/devices/${id}`, { json: body }));
	}
	return answers;
};

const patchDevice: Write = async (simulator) => {
	const answers: Told[] = [];
	for (const platform of ['Mac', 'iPhone', 'Windows']) {
		for (const user of [person(simulator, true), null]) {
			const [id = ''] = idsOf(simulator, platform);
			const body = { user, asset_tag: 'AH-1', tags: ['kiosk'] };
			answers.push(await simulator.call(`PATCH ${V1}/devices/${id}`, { json: body }));
		}
	}
	return answers;
};

const note =
	(method: string): Write =>
	async (simulator) => {
		const [, mac = ''] = idsOf(simulator, 'Mac');
		const where = `${V1}/devices/${mac}/notes`;
		const [id = ''] = await listed(simulator, where, 'note_id');
		return await simulator.call(`${method} ${where}/${id}`, { json: { content: 'Given back' } });
	};

const absent = (request: string): Write => json(request.replace('{x}', crypto.randomUUID()));

/** How each documented request that changes something is sent, by request; its refusals by request and status. */
export const WRITES: Record<string, Write> = {
	[`POST ${ADE}/`]: integration(() => `${ADE}/`),
	[`POST ${ADE}/{x}/renew`]: integration((id) => `${ADE}/${id}/renew`),
	[`PATCH ${ADE}/{x}`]: async (simulator) => {
		const [blueprint] = simulator.tenant.blueprints.keys();
		const body = { blueprint_id: blueprint, phone: '5550100', email: 'it@accuhive.example' };
		return await firstOf(ADE, json(`PATCH ${ADE}/{x}`, body))(simulator, '');
	},
	[`PATCH ${ADE}/devices/{x}`]: adeDevice,
	[`DELETE ${ADE}/{x}`]: firstOf(ADE, json(`DELETE ${ADE}/{x}`)),
	[`PATCH ${V1}/blueprints/{x}`]: firstOf(
		`${V1}/blueprints`,
		form(`PATCH ${V1}/blueprints/{x}`, { description: 'Everyone' }),
	),
	[`POST ${V1}/blueprints`]: form(`POST ${V1}/blueprints`, {
		name: 'New',
		type: 'classic',
		'enrollment_code.is_active': 'true',
	}),
	[`POST ${V1}/blueprints 400`]: async (simulator) => {
		const map = [...simulator.tenant.blueprints.values()].find(({ type }) => type === 'map');
		const body = {
			name: 'Copy',
			type: 'classic',
			'source.type': 'blueprint',
			'enrollment_code.is_active': 'true',
		};
		return await simulator.call(`POST ${V1}/blueprints`, {
			form: { ...body, 'source.id': map?.id ?? '' },
		});
	},
	[`POST ${V1}/blueprints/{x}/assign-library-item`]: assignment(true),
	[`POST ${V1}/blueprints/{x}/remove-library-item`]: assignment(false),
	[`DELETE ${V1}/blueprints/{x}`]: firstOf(`${V1}/blueprints`, json(`DELETE ${V1}/blueprints/{x}`)),
	[`PATCH ${V1}/blueprint-routing/`]: json(`PATCH ${V1}/blueprint-routing/`, {
		enrollment_code: { is_active: true, code: '123456' },
	}),
	...Object.fromEntries([
		action('enablelostmode', 'iPhone', LOST),
		action('clearpasscode', 'iPhone'),
		action('resetworkprofilepasscode', 'Android', { newPassword: 'k4ndji-2026' }),
		action('deleteuser', 'Mac', { UserName: 'sam' }),
		action('erase', 'Mac', { PIN: '123456' }),
		action('lock', 'Mac'),
		action('refreshcellularplans', 'iPhone', { eSIMServerURL: 'https://esim.example' }),
		action('reinstallagent', 'Mac'),
		action('remotedesktop', 'Mac', { EnableRemoteDesktop: true }),
		action('renewmdmprofile', 'Mac'),
		action('restart', 'Mac'),
		action('blankpush', 'Mac'),
		action('setname', 'Mac', { DeviceName: 'Loaner 7' }),
		action('togglepersonalhotspot', 'iPhone', { Enabled: true }),
		action('toggledataroaming', 'iPhone', { Enabled: true }),
		action('shutdown', 'Mac'),
		action('updateinventory', 'Mac'),
		action('dailycheckin', 'Mac'),
		action('unlockaccount', 'Mac', { UserName: 'sam' }),
	]),
	...Object.fromEntries(
		['disablelostmode', 'playlostmodesound', 'updatelocation'].map((name): [string, Write] => [
			`POST ${V1}/devices/{x}/action/${name}`,
			async (simulator) => {
				const [, phone = ''] = idsOf(simulator, 'iPhone');
				return await simulator.call(`POST ${V1}/devices/${phone}/action/${name}`);
			},
		]),
	),
	[`POST ${V1}/devices/{x}/action/erase 400`]: action('erase', 'iPhone', {
		ReturnToService: { Enabled: true, ProfileId: crypto.randomUUID() },
	})[1],
	[`POST ${V1}/devices/{x}/action/lock 400`]: async (simulator) =>
		await simulator.call(`POST ${V1}/devices/${idsOf(simulator, 'Mac')[1]}/action/lock`),
	[`GET ${V1}/devices/{x}/details/lostmode 400`]: async (simulator) =>
		await simulator.call(`GET ${V1}/devices/${idsOf(simulator, 'iPhone')[0]}/details/lostmode`),
	[`PATCH ${V1}/devices/{x}`]: patchDevice,
	[`DELETE ${V1}/devices/{x}`]: async (simulator) =>
		await json(`DELETE ${V1}/devices/{x}`)(simulator, idsOf(simulator, 'Mac')[0] ?? ''),
	[`POST ${V1}/devices/{x}/notes`]: async (simulator) =>
		await json(`POST ${V1}/devices/{x}/notes`, { content: 'Lent' })(
			simulator,
			idsOf(simulator, 'Mac')[0] ?? '',
		),
	[`PATCH ${V1}/devices/{x}/notes/{x}`]: note('PATCH'),
	[`DELETE ${V1}/devices/{x}/notes/{x}`]: note('DELETE'),
	[`POST ${LIBRARY}/custom-apps/upload`]: json(`POST ${LIBRARY}/custom-apps/upload`, {
		name: 'App.pkg',
	}),
	[`POST ${LIBRARY}/custom-apps`]: customApp,
	[`PATCH ${LIBRARY}/custom-apps/{x}`]: async (simulator) => {
		const { id } = JSON.parse(((await customApp(simulator, '')) as Told).text) as { id: string };
		return await simulator.call(`PATCH ${LIBRARY}/custom-apps/${id}`, { form: { name: 'Other' } });
	},
	[`POST ${LIBRARY}/ipa-apps/upload`]: json(`POST ${LIBRARY}/ipa-apps/upload`, {
		filename: 'Field.ipa',
	}),
	[`POST ${LIBRARY}/ipa-apps`]: async (simulator) => {
		const { file_key: key } = await upload(simulator, 'ipa-apps', { filename: 'Field.ipa' });
		const body = { name: 'Field', file_key: key, runs_on_iphone: true };
		return await simulator.call(`POST ${LIBRARY}/ipa-apps`, { json: body });
	},
	[`PATCH ${LIBRARY}/ipa-apps/{x}`]: firstOf(
		`${LIBRARY}/ipa-apps`,
		json(`PATCH ${LIBRARY}/ipa-apps/{x}`, { name: 'Field 2' }),
	),
	[`POST ${LIBRARY}/custom-profiles`]: profile,
	[`PATCH ${LIBRARY}/custom-profiles/{x}`]: async (simulator) => {
		const [id = ''] = await listed(simulator, `${LIBRARY}/custom-profiles`);
		return await multipart(simulator, 'PATCH', `${LIBRARY}/custom-profiles/${id}`, [
			['name', 'Other'],
		]);
	},
	[`POST ${LIBRARY}/custom-scripts`]: json(`POST ${LIBRARY}/custom-scripts`, {
		...SCRIPT,
		show_in_self_service: false,
	}),
	[`PATCH ${LIBRARY}/custom-scripts/{x}`]: firstOf(
		`${LIBRARY}/custom-scripts`,
		json(`PATCH ${LIBRARY}/custom-scripts/{x}`, { name: 'Say goodbye' }),
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
	[`POST ${V1}/prism/export`]: async (simulator) => {
		// By a hurried clock the export would be done at once.
		simulator.tenant.now = () => new Date();
		const body = { category: 'device_information', device_families: ['Mac'] };
		return await simulator.call(`POST ${V1}/prism/export`, { json: body });
	},
	[`POST ${V1}/prism/export 400`]: json(`POST ${V1}/prism/export`, { category: 'nothing' }),
	[`POST ${V1}/tags`]: json(`POST ${V1}/tags`, { name: 'New' }),
	[`PATCH ${V1}/tags/{x}`]: firstOf(`${V1}/tags`, json(`PATCH ${V1}/tags/{x}`, { name: 'Other' })),
	[`DELETE ${V1}/tags/{x}`]: firstOf(`${V1}/tags`, json(`DELETE ${V1}/tags/{x}`)),
	[`DELETE ${V1}/users/{x}`]: async (simulator) =>
		await simulator.call(`DELETE ${V1}/users/${person(simulator, false)}`),
	[`DELETE ${V1}/users/{x} 400`]: async (simulator) =>
		await simulator.call(`DELETE ${V1}/users/${person(simulator, true)}`),
};
