import type { Area, Call, Control, Reply, Route } from '../api.mts';
import { isoMicro, spacedMicroNoZone } from '../dates.mts';
import { Dice } from '../dice.mts';
import type { Row } from '../filter.mts';
import { compare, groupBy, matcher, parseFilter, sorted } from '../filter.mts';
import { cursorPage, wholeNumber } from '../paging.mts';
import { notFound } from '../replies.mts';
import type { Tenant } from '../tenant.mts';
import { blueprintRef, readingFilter } from './answers.mts';
import { subject } from './threats.mts';
import type { Cve, Detection } from './vulnerability-seed.mts';
import { detectionsOf, vulnerabilitiesOf } from './vulnerability-seed.mts';

const PATH = '/api/v1/vulnerability-management';
const CVE_PATH = `${PATH}/vulnerabilities/:cve_id`;
const GROUP = 'Vulnerabilities';
const MAX_DETECTIONS = 300;
const MAX_GROUPED = 50;

const linkTo = ({ cve_id: id }: Cve): string => `https://nvd.nist.gov/vuln/detail/${id}`;

/** Scores that only some vulnerabilities have (docs/kandji-api.md T25). */
const known = ({ cve_id: id }: Cve, scores: Row): Row =>
	new Dice(`scores:${id}`).chance(0.3) ? scores : {};

const detectionRow = (tenant: Tenant, { cve, device, ...found }: Detection): Row => ({
	device_id: device.device_id,
	device_name: device.device_name,
	device_serial_number: device.serial_number,
	device_model: device.model,
	device_os_version: device.os_version,
	blueprint_id: device.blueprint_id,
	blueprint_name: tenant.blueprints.get(device.blueprint_id)?.name ?? '',
	name: found.name,
	version: found.version,
	path: found.path,
	bundle_id: cve.product.bundle_id,
	cve_id: cve.cve_id,
	cve_description: cve.description,
	cve_link: linkTo(cve),
	cvss_score: cve.cvss_score,
	cvss_severity: cve.severity,
	first_detection_date: spacedMicroNoZone(found.first),
	latest_detection_date: spacedMicroNoZone(found.latest),
});

/** Fleet-wide rows by `after` and `size`; `filter` spells the date differently from the row (docs/kandji-api.md T25). */
function listDetections(call: Call): Reply {
	const { tenant, query } = call;
	const filter = parseFilter(query.get('filter'));
	const matches = matcher(filter, { detection_datetime: 'latest_detection_date' });
	const all = detectionsOf(tenant);
	const rows = filter ? all.filter((found) => matches(detectionRow(tenant, found))) : all;
	return cursorPage(rows, call, {
		size: Math.min(wholeNumber(query.get('size'), 0) || MAX_DETECTIONS, MAX_DETECTIONS),
		parameter: 'after',
		key: ({ cve, device, version }) => `${device.device_id}|${cve.cve_id}|${version}`,
		render: (found) => detectionRow(tenant, found),
	});
}

/** `{total, page, size, results}`, without `next` although the documentation speaks of it (docs/kandji-api.md P8c). */
function grouped(call: Call, rows: Row[], alias: Record<string, string> = {}): Reply {
	const { query } = call;
	const matches = matcher(parseFilter(query.get('filter')), alias);
	const order = query.get('sort_by') ?? '';
	const key = order.replace(/^-/, '');
	const wanted = sorted(rows.filter(matches), order.replace(key, alias[key] ?? key));
	const size = Math.min(wholeNumber(query.get('size'), 0) || MAX_GROUPED, MAX_GROUPED);
	const page = Math.max(1, wholeNumber(query.get('page'), 1));
	const results = wanted.slice((page - 1) * size, page * size);
	return { body: { total: wanted.length, page, size, results } };
}

const earliest = (found: Detection[]): Date =>
	found.map(({ first }) => first).reduce((left, right) => (left < right ? left : right));
const newest = (found: Detection[]): Date =>
	found.map(({ latest }) => latest).reduce((left, right) => (left > right ? left : right));
const devicesIn = (found: Detection[]): number =>
	new Set(found.map(({ device }) => device.device_id)).size;

/** One row per CVE that is somewhere in the fleet; these dates, and only these, are ISO with Z (docs/kandji-api.md T04). */
function listVulnerabilities(call: Call): Reply {
	const byCve = groupBy(detectionsOf(call.tenant), ({ cve }) => cve);
	const rows = [...byCve].map(
		([cve, found]): Row => ({
			cve_id: cve.cve_id,
			severity: cve.severity,
			cvss_score: cve.cvss_score,
			...known(cve, { kev_score: cve.kev_score }),
			cve_link: linkTo(cve),
			first_detection_date: isoMicro(earliest(found)),
			latest_detection_date: isoMicro(newest(found)),
			device_count: devicesIn(found),
			software: [cve.product.name],
			status: 'Active',
		}),
	);
	return grouped(call, rows, { age: 'first_detection_date', known_exploit: 'kev_score' });
}

type AboutCve = (call: Call, cve: Cve, found: Detection[]) => Reply;

const ofCve =
	(answer: AboutCve) =>
	(call: Call): Reply => {
		const { tenant, params } = call;
		const cve = vulnerabilitiesOf(tenant).cves.find(({ cve_id: id }) => id === params.cve_id);
		if (!cve) return notFound();
		const found = detectionsOf(tenant).filter((detection) => detection.cve === cve);
		return answer(call, cve, found);
	};

const describe: AboutCve = (_call, cve, found) => ({
	body: {
		cve_id: cve.cve_id,
		severity: cve.severity,
		cvss_score: cve.cvss_score,
		...known(cve, { kev_score: cve.kev_score, epss_score: cve.epss_score }),
		cve_link: linkTo(cve),
		description: cve.description,
		first_detection_date: found.length ? spacedMicroNoZone(earliest(found)) : null,
		software_count: found.length ? 1 : 0,
		latest_detection_date: found.length ? spacedMicroNoZone(newest(found)) : null,
		device_count: devicesIn(found),
		cve_published_at: spacedMicroNoZone(cve.published),
		cve_modified_at: spacedMicroNoZone(cve.modified),
	},
});

/** Devices of a CVE; the filter's date lies inside `software_summary`. */
const listDevices: AboutCve = (call, _cve, found) => {
	const { tenant } = call;
	const rows = found.map(({ device, name, version, path, latest }): Row & { at: string } => {
		const user = tenant.userOf(device);
		return {
			device_id: device.device_id,
			name: device.device_name,
			serial_number: device.serial_number,
			model: device.model,
			os_version: device.os_version,
			blueprint_id: device.blueprint_id,
			blueprint_name: tenant.blueprints.get(device.blueprint_id)?.name ?? '',
			assigned_user: user ? user.name : '',
			no_of_installs: 1,
			software_summary: { name, detection_date: spacedMicroNoZone(latest), path, version },
			at: spacedMicroNoZone(latest),
		};
	});
	const answer = grouped(call, rows, { detection_datetime: 'at' });
	return withoutHelpers(answer, 'at');
};

/** Takes a key out of the results that only filtering and sorting needed. */
function withoutHelpers({ body }: Reply, key: string): Reply {
	const { results, ...envelope } = body as { results: Row[] };
	const plain = results.map(({ [key]: _helper, ...row }) => row);
	return { body: { ...envelope, results: plain } };
}

/** Software of a CVE, its affected versions inside. */
const listSoftware: AboutCve = (call, cve, found) => {
	const { blueprints } = call.tenant;
	const on = (part: Detection[]): Row[] =>
		[...new Set(part.map(({ device }) => device.blueprint_id))].map((id) =>
			blueprintRef(blueprints.get(id)),
		);
	const versions = [...groupBy(found, ({ version }) => version)];
	const row = {
		name: cve.product.name,
		bundle_id: cve.product.bundle_id,
		num_versions: versions.length,
		type: null,
		blueprints: on(found),
		num_devices: devicesIn(found),
		software_versions: versions
			.sort(([left], [right]) => compare(left, right))
			.map(([version, part]) => ({
				latest_detection_date: spacedMicroNoZone(newest(part)),
				blueprints: on(part),
				version,
				devices_impacted: devicesIn(part),
			})),
		blueprint_id: found.map(({ device }) => device.blueprint_id),
		software: cve.product.name,
		at: found.length ? spacedMicroNoZone(newest(found)) : '',
	};
	const answer = grouped(call, found.length ? [row] : [], { detection_datetime: 'at' });
	return ['at', 'software', 'blueprint_id'].reduce(withoutHelpers, answer);
};

/** `POST /simulator/detections`: a weakness newly found on `device_id` (default: the first Mac), `cve_id` if given. */
const add: Control = {
	path: '/detections',
	about: 'Find a vulnerability on a device, device_id and cve_id if given.',
	act(tenant, given) {
		const device = subject(tenant, given);
		const { cves, added } = vulnerabilitiesOf(tenant);
		const cve = given.cve_id ? cves.find(({ cve_id: id }) => id === given.cve_id) : cves[0];
		if (!device || !cve) return undefined;
		const at = tenant.now();
		const version = String(given.version ?? `${cve.product.versions[0]}.${added.length}`);
		const { name } = cve.product;
		const path = `/Applications/${name}.app`;
		const found: Detection = { cve, device, name, version, path, first: at, latest: at };
		added.push(found);
		return detectionRow(tenant, found);
	},
};

const read = (path: string, name: string, handle: Route['handle']): Route => ({
	method: 'GET',
	path,
	permission: `${GROUP} > ${name}`,
	handle,
});

const software = readingFilter(ofCve(listSoftware));

/** Vulnerability Management: what is installed, and what is known about it. */
export const vulnerabilitiesArea: Area = {
	routes: [
		read(`${PATH}/detections`, 'List Detections', readingFilter(listDetections)),
		read(`${PATH}/vulnerabilities`, 'List Vulnerabilities', readingFilter(listVulnerabilities)),
		read(CVE_PATH, 'Get Vulnerability Description', ofCve(describe)),
		read(`${CVE_PATH}/devices`, 'List Affected Devices', readingFilter(ofCve(listDevices))),
		read(`${CVE_PATH}/software`, 'List Affected Software', software),
		read(`${CVE_PATH}/applications`, 'List Affected Apps', software),
	],
	control: [add],
};
