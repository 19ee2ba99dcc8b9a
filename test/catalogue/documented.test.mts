import { readFileSync } from 'node:fs';
import path from 'node:path';

import { resources } from '../../nodes/Kandji/catalogue';
import { categoryField } from '../../nodes/Kandji/catalogue/prismFields';
import { AREAS } from '../../simulator/areas/index.mts';
import { listed, requestsOf } from '../../tools/operations.mts';

/** Each request of Kandji's two official collections that goes to Kandji, as `METHOD /path` with holes as `{x}`. */
const documented = readFileSync(path.join(__dirname, 'documented.txt'), 'utf8').trim().split('\n');

/** The name that the newer collection gives a request of the older one; both are offered (docs/kandji-api.md T33). */
const renamed = ['GET /api/v1/vulnerability-management/vulnerabilities/{x}/software'];

const anonymous = (where: string): string => where.replace(/\{\w+\}|:\w+/g, '{x}');
const sorted = (lines: Iterable<string>): string[] => [...new Set(lines)].sort();

/** Prism's one operation stands for a documented request per category. */
const expanded = (line: string): string[] =>
	line.includes('{category}')
		? categoryField.options.map(({ value }) => line.replace('{category}', value))
		: [line];

const operations = listed(resources);
const declared = operations.flatMap((operation) =>
	requestsOf(operation).flatMap(({ method, path: where }) =>
		expanded(`${method} ${where}`).map(anonymous),
	),
);
const routes = AREAS.flatMap((area) => area.routes).filter(({ permission }) => permission !== null);
const simulated = new Map(
	routes.map(({ method, path: where, permission }) => [
		anonymous(`${method} ${where}`),
		permission,
	]),
);

describe('The documented API', () => {
	it('has 131 requests to Kandji', () => {
		expect(sorted(documented)).toHaveLength(131);
		expect(documented).toHaveLength(131);
	});

	it('is offered by the catalogue completely, and nothing invented beside it', () => {
		expect(sorted(declared)).toEqual(sorted([...documented, ...renamed]));
	});

	it('is answered by the simulator completely, and nothing invented beside it', () => {
		expect(sorted(simulated.keys())).toEqual(sorted([...documented, ...renamed]));
	});

	it('is offered with the old requests that tenants may still need', () => {
		expect(declared).toEqual(
			expect.arrayContaining([
				'GET /api/v1/threat-details',
				'GET /api/v1/behavioral-detections',
				'GET /api/v1/vulnerability-management/vulnerabilities/{x}/applications',
				'POST /api/v1/devices/{x}/action/updateinventory',
			]),
		);
	});

	it('needs the same permission in the catalogue as in the simulator', () => {
		const differing = operations.filter((operation) => {
			const known = requestsOf(operation)
				.flatMap(({ method, path: where }) => expanded(`${method} ${where}`))
				.map((line) => simulated.get(anonymous(line)));
			return !known.includes(operation.permission);
		});
		// Each category of Prism has a checkbox of its own, and the operation names them all at once.
		expect(new Set(differing.map(({ permission }) => permission))).toEqual(
			new Set(['Prism > {category}']),
		);
	});
});
