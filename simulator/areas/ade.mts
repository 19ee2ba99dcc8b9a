import type { Area, Call, Reply } from '../api.mts';
import { isoMicro, isoSeconds } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import { offsetPage, webOrigin } from '../paging.mts';
import { noContent, notFound, record } from '../replies.mts';
import type { Tenant } from '../tenant.mts';
import type { AdeState, Integration } from './ade-seed.mts';
import { seedAde } from './ade-seed.mts';
import { adeDeviceRoutes } from './ade-devices.mts';
import { blueprintBadge, invalidFields, missing, truth } from './answers.mts';

const PATH = '/api/v1/integrations/apple/ade';
const GROUP = 'Automated Device Enrollment';
const DAY_MS = 86_400_000;
const TOKEN_LIFE_DAYS = 365;

/** The integrations and the devices that they brought. */
export const adeOf = (tenant: Tenant): AdeState => tenant.area('ade', () => seedAde(tenant));

function deviceCounts({ devices }: AdeState, id: string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { integration_id: of, device_family: family } of devices.values()) {
		if (of !== id) continue;
		counts[family] = (counts[family] ?? 0) + 1;
		counts.total = (counts.total ?? 0) + 1;
	}
	return { ...counts, total: counts.total ?? 0 };
}

function render(tenant: Tenant, integration: Integration): Row {
	const email = `it@${tenant.subdomain}.example`;
	const left = integration.access_token_expiry.getTime() - tenant.now().getTime();
	return {
		id: integration.id,
		blueprint: blueprintBadge(tenant.blueprints.get(integration.blueprint_id ?? '')),
		access_token_expiry: isoSeconds(integration.access_token_expiry),
		server_name: integration.server_name,
		server_uuid: integration.server_uuid,
		admin_id: email,
		org_name: tenant.subdomain,
		org_email: email,
		org_phone: '+1 (555) 010-0100',
		org_address: '1 Example Plaza,Springfield 00000,USA',
		org_type: 'org',
		stoken_file_name: integration.stoken_file_name,
		last_device_sync: integration.last_device_sync,
		defaults: { email: integration.email, phone: integration.phone },
		days_left: Math.floor(left / DAY_MS),
		status: integration.status_reason === null ? 'SUCCESS' : 'FAILED',
		status_reason: integration.status_reason,
		status_received_at: integration.status_received_at,
		device_counts: deviceCounts(adeOf(tenant), integration.id),
	};
}

/** The defaults that create, renew and update all ask for, or the 400 that says what is wrong with them. */
function defaultsOf(
	call: Call,
): Pick<Integration, 'blueprint_id' | 'use_blueprint_routing' | 'email' | 'phone'> | Reply {
	const body = record(call.body);
	const routing = truth(body.use_blueprint_routing);
	const absent = missing(body, routing ? ['phone', 'email'] : ['blueprint_id', 'phone', 'email']);
	if (absent) return invalidFields(absent);
	const blueprintId = body.blueprint_id ? String(body.blueprint_id) : null;
	if (routing && blueprintId) {
		return invalidFields({ blueprint_id: 'Must be null when using Blueprint Routing.' });
	}
	if (blueprintId && !call.tenant.blueprints.has(blueprintId)) {
		return invalidFields({
			blueprint_id: `Invalid pk "${blueprintId}" - object does not exist.`,
		});
	}
	return {
		blueprint_id: blueprintId,
		use_blueprint_routing: routing,
		email: String(body.email),
		phone: String(body.phone),
	};
}

const isReply = (value: object): value is Reply => 'status' in value;

const integrationOf = ({ tenant, params }: Call): Integration | undefined =>
	adeOf(tenant).integrations.get(params.ade_token_id);

/** Create and renew: the defaults and the server token that Apple Business Manager gave out. Both answer 200 (T28). */
function store(call: Call, existing?: Integration): Reply {
	const { tenant } = call;
	const defaults = defaultsOf(call);
	if (isReply(defaults)) return defaults;
	const file = call.files.find(({ field }) => field === 'file');
	if (!file) return invalidFields({ file: 'No file was submitted.' });
	if (file.content.length === 0) return invalidFields({ file: 'The submitted file is empty.' });
	const now = tenant.now();
	const integration: Integration = {
		id: existing?.id ?? tenant.uuid(),
		server_name: existing?.server_name ?? file.filename.replace(/_Token_.*$|\.p7m$/, ''),
		server_uuid: existing?.server_uuid ?? tenant.uuid(),
		access_token_expiry: new Date(now.getTime() + TOKEN_LIFE_DAYS * DAY_MS),
		stoken_file_name: file.filename,
		last_device_sync: existing?.last_device_sync ?? null,
		status_reason: null,
		status_received_at: existing ? isoMicro(now) : null,
		...defaults,
	};
	adeOf(tenant).integrations.set(integration.id, integration);
	tenant.audit({
		action: existing ? 'update' : 'create',
		target_type: 'ade_integration',
		target_id: integration.id,
		actor: call.tokenName,
	});
	return { body: render(tenant, integration) };
}

function renew(call: Call): Reply {
	const existing = integrationOf(call);
	return existing ? store(call, existing) : notFound();
}

function update(call: Call): Reply {
	const integration = integrationOf(call);
	if (!integration) return notFound();
	const defaults = defaultsOf(call);
	if (isReply(defaults)) return defaults;
	Object.assign(integration, defaults);
	return { body: render(call.tenant, integration) };
}

function get(call: Call): Reply {
	const integration = integrationOf(call);
	return integration ? { body: render(call.tenant, integration) } : notFound();
}

/** Its device records go with it; what is enrolled stays enrolled (collection, text of the request). */
function remove(call: Call): Reply {
	const { integrations, devices } = adeOf(call.tenant);
	const integration = integrationOf(call);
	if (!integration) return notFound();
	integrations.delete(integration.id);
	for (const { id, integration_id: of } of devices.values()) {
		if (of === integration.id) devices.delete(id);
	}
	call.tenant.audit({
		action: 'delete',
		target_type: 'ade_integration',
		target_id: integration.id,
		actor: call.tokenName,
	});
	return noContent();
}

const list = (call: Call): Reply =>
	offsetPage([...adeOf(call.tenant).integrations.values()], call, {
		max: 300,
		host: webOrigin(call),
		render: (each) => render(call.tenant, each),
	});

/** PEM text, not JSON (docs/kandji-api.md T22); the bytes mean nothing. */
function publicKey({ tenant }: Call): Reply {
	const dice = new Dice(`ade-key:${tenant.options.seed}`);
	const bytes = Buffer.from(dice.hex(1480), 'hex').toString('base64');
	const lines = bytes.match(/.{1,64}/g) ?? [];
	return {
		text: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
		type: 'application/x-x509-ca-cert',
	};
}

/** Automated Device Enrollment: integrations with Apple Business Manager and the devices that they brought. */
export const adeArea: Area = {
	routes: [
		{
			method: 'GET',
			path: `${PATH}/public_key/`,
			permission: `${GROUP} > Download public key`,
			handle: publicKey,
		},
		{
			method: 'POST',
			path: `${PATH}/`,
			permission: `${GROUP} > Create ADE integration`,
			handle: (call) => store(call),
		},
		{
			method: 'POST',
			path: `${PATH}/:ade_token_id/renew`,
			permission: `${GROUP} > Renew ADE integration`,
			handle: renew,
		},
		{
			method: 'PATCH',
			path: `${PATH}/:ade_token_id`,
			permission: `${GROUP} > Update ADE integration`,
			handle: update,
		},
		{ method: 'GET', path: PATH, permission: `${GROUP} > List integrations`, handle: list },
		{
			method: 'GET',
			path: `${PATH}/:ade_token_id`,
			permission: `${GROUP} > Get integration`,
			handle: get,
		},
		{
			method: 'DELETE',
			path: `${PATH}/:ade_token_id`,
			permission: `${GROUP} > Delete ADE integration`,
			handle: remove,
		},
		...adeDeviceRoutes(PATH, GROUP, adeOf),
	],
	seed: (tenant) => void adeOf(tenant),
};
