import { libraryOf } from '../../simulator/areas/library.mts';
import { rowsOf } from './areas-harness.mts';
import type { Row } from './areas-harness.mts';
import { firstOf, json, LIBRARY_WRITES } from './documented-library.mts';
import type { Write } from './documented-library.mts';
import { ADE, addIntegration, idsOf, listed, LOST, V1 } from './documented-reads.mts';
import type { ReadAnswer } from './documented-reads.mts';
import type { Bench } from './harness.mts';

const BLUEPRINT = {
	name: 'New',
	color: 'aqua-800',
	description: 'Everyone',
	'enrollment_code.code': '314159',
	'enrollment_code.is_active': 'true',
	icon: 'ss-files',
};

const form =
	(request: string, body: Record<string, string>): Write =>
	async (simulator, id) =>
		await simulator.call(request.replace('{x}', id), { form: body });

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

/** What the control surface tells of a blueprint. */
interface Described {
	id: string;
	nodes: Array<{ id: string }>;
}

const assignment =
	(assign: boolean): Write =>
	async (simulator) => {
		const { items } = libraryOf(simulator.tenant);
		const described = (await simulator.call('GET /simulator/blueprints')).body as Described[];
		const answers: ReadAnswer[] = [];
		for (const { id, nodes } of described) {
			const where = `POST ${V1}/blueprints/${id}/${assign ? 'assign' : 'remove'}-library-item`;
			for (const item of items.keys()) {
				for (const node of nodes.length > 0 ? nodes : [undefined]) {
					const named = node && { assignment_node_id: node.id };
					const json = { library_item_id: item, ...named };
					answers.push(await simulator.call(where, { json }));
				}
			}
		}
		return answers.filter(({ status }) => status === 200);
	};

/** Someone who has a device, or nobody's. */
const person = ({ tenant }: Bench, owner: boolean): string => {
	const owners = new Set([...tenant.devices.values()].map(({ user_id: id }) => id));
	return [...tenant.users.keys()].find((id) => owners.has(id) === owner) ?? '';
};

const adeDevice: Write = async (simulator) => {
	const rows = rowsOf(await simulator.call(`GET ${ADE}/devices`));
	const id = String(rows.find(({ profile_push_time: pushed }) => pushed === null)?.id);
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
	const answers: ReadAnswer[] = [];
	for (const body of bodies) {
		answers.push(await simulator.call(`PATCH ${ADE}/devices/${id}`, { json: body }));
	}
	return answers;
};

const patchDevice: Write = async (simulator) => {
	const answers: ReadAnswer[] = [];
	for (const platform of ['Mac', 'iPhone', 'Windows']) {
		for (const user of [person(simulator, true), null]) {
			const [id = ''] = idsOf(simulator, platform);
			const [blueprint] = simulator.tenant.blueprints.keys();
			const body = { user, asset_tag: 'AH-1', tags: ['kiosk'], blueprint_id: blueprint };
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
		form(`PATCH ${V1}/blueprints/{x}`, BLUEPRINT),
	),
	[`POST ${V1}/blueprints`]: form(`POST ${V1}/blueprints`, {
		...BLUEPRINT,
		type: 'classic',
		'source.type': 'template',
		'source.id': '10',
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
		action('resetworkprofilepasscode', 'Android', {
			newPassword: 'k4ndji-2026',
			resetPasswordFlags: [],
		}),
		action('deleteuser', 'Mac', {
			UserName: 'sam',
			DeleteAllUsers: false,
			ForceDeletion: false,
		}),
		action('erase', 'Mac', {
			PIN: '123456',
			PreserveDataPlan: true,
			DisallowProximitySetup: false,
			ReturnToService: { Enabled: false, ProfileId: '' },
		}),
		action('lock', 'Mac', { Message: LOST.Message, PhoneNumber: LOST.PhoneNumber }),
		action('refreshcellularplans', 'iPhone', { eSIMServerURL: 'https://esim.example' }),
		action('reinstallagent', 'Mac'),
		action('remotedesktop', 'Mac', { EnableRemoteDesktop: true }),
		action('renewmdmprofile', 'Mac'),
		action('restart', 'Mac', { RebuildKernelCache: false, NotifyUser: false }),
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
	...LIBRARY_WRITES,
	[`POST ${V1}/prism/export`]: async (simulator) => {
		// By a hurried clock the export would be done at once.
		simulator.tenant.now = () => new Date();
		const body = {
			category: 'device_information',
			device_families: ['Mac'],
			blueprint_ids: [...simulator.tenant.blueprints.keys()],
			filter: {},
			sort_by: 'device__name',
		};
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
