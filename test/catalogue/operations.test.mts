import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/Kandji/catalogue';
import type { Operation, Resource } from '../../nodes/Kandji/catalogue/operationTypes';
import { startSimulator } from '../../simulator/server.mts';
import type { LoggedRequest } from '../../simulator/simulator.mts';
import { listed, requestsOf } from '../../tools/operations.mts';
import { isGuarded } from '../../nodes/Kandji/engine/names';
import { Control } from '../../simulator/controlClient.mts';
import { runNode } from '../../tools/harness/engine.mts';
import { Golden, toldRequests } from './golden.mts';
import type { Sample } from './samples.mts';
import { fixturesOf, parametersOf, reshapings, samplesOf } from './samples.mts';
import { keptPreview, previewOf } from './schema.mts';
import { hurry, prepare, reader } from './fixtures.mts';
import type { Fixtures, RunningSimulator } from './fixtures.mts';

const FILES: Record<string, string> = {
	adeIntegration: 'server-token.p7m',
	customApp: 'Printer Driver.pkg',
	customProfile: 'Office Wi-Fi.mobileconfig',
	inHouseApp: 'Field Service.ipa',
};

/** An item's file, for the operations that send one. */
const binary = (resource: string) => ({
	data: {
		data: Buffer.from('The content of a file').toString('base64'),
		fileName: FILES[resource] ?? 'file.bin',
		mimeType: 'application/octet-stream',
	},
});

const titleOf = ({ operation, extent }: Sample): string => `${operation.name} with ${extent}`;

const TOKEN = 'token-with-least-permissions';

/** The checkboxes that the catalogue names for an operation, and no other; Prism has one for each category. */
const permissionsOf = ({ permission, alsoNeeds = [] }: Operation): string[] =>
	[permission, ...alsoNeeds].map((name) =>
		name.replace(/\?$/, '').replace('{category}', 'Device information'),
	);

/** Requests to Kandji that the catalogue does not declare, but for the record that a guarded operation shows or confirms. */
function undeclared(resource: Resource, operation: Operation, sent: LoggedRequest[]): string[] {
	const declared = listed([{ ...resource, operations: [operation] }])
		.flatMap(requestsOf)
		.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '[^/]+')}`);
	const known = new RegExp(`^(${declared.join('|')})$`);
	return sent
		.filter(({ method, token }) => token && !(isGuarded(operation) && method === 'GET'))
		.map(({ method, path }) => `${method} ${path}`)
		.filter((request) => !known.test(request));
}

/** A tenant as it was at the beginning, but for what the sample needs to have happened. */
async function anew({ key, extent }: Sample): Promise<Fixtures> {
	await new Control(simulator).reset();
	hurry(simulator.tenant);
	return await prepare(simulator, rows, key, { map: extent === 'all fields' });
}

/** The outputs of an operation in all of its shapes, to a token that may do everything. */
async function inAllShapes(sample: Sample): Promise<IDataObject[][]> {
	const outputs: IDataObject[][] = [];
	for (const settings of [{}, ...reshapings(sample.operation)]) {
		const parameters = { ...parametersOf(sample, await anew(sample)), ...settings };
		const credential = { apiUrl: simulator.url, apiToken: simulator.token };
		const options = { binary: binary(sample.resource.value) };
		const { json, error } = await runNode(parameters, credential, options);
		expect(error).toBeUndefined();
		// Raw is chosen on purpose; the preview shows what the node gives otherwise.
		const raw = 'output' in settings ? settings.output === 'raw' : settings.simplify === false;
		if (json.length > 0 && !raw) outputs.push(json);
	}
	return outputs;
}

let simulator: RunningSimulator;
let rows: ReturnType<typeof reader>;

beforeAll(async () => {
	simulator = await startSimulator({ devices: 100, rate: 0, hourly: 0 });
	rows = reader(simulator);
});
afterAll(async () => await simulator.close());

describe.each(resources)('$name', (resource) => {
	const samples = samplesOf(resource);
	const golden = new Golden(resource.value, samples.map(titleOf));
	afterAll(() => golden.save());

	it.each(samples)(
		'$operation.name sends its request with $extent, and its permissions suffice (golden files and previews: npm run regenerate)',
		async (sample) => {
			const { operation } = sample;
			const fixtures = await anew(sample);
			await new Control(simulator).control('POST', '/tokens', {
				token: TOKEN,
				permissions: permissionsOf(operation),
			});
			const { items, json, error } = await runNode(
				parametersOf(sample, fixtures),
				{ apiUrl: simulator.url, apiToken: TOKEN },
				{ binary: binary(resource.value) },
			);
			expect(error && `${error.message}: ${error.description}`).toBeUndefined();
			for (const item of items) {
				expect(item.pairedItem).toEqual({ item: 0 });
				expect(item.json).toEqual(expect.any(Object));
				expect(item.json).not.toHaveProperty('error');
			}

			const sent = await new Control(simulator).requests();
			expect(undeclared(resource, operation, sent)).toEqual([]);
			const requests = toldRequests(sent, fixturesOf(operation, fixtures));
			expect(requests).toBe(golden.expected(titleOf(sample), requests));

			if (sample !== samples.find((first) => first.operation === operation)) return;
			expect(items.length).toBeGreaterThan(0);
			const preview = previewOf(json, ...(await inAllShapes(sample)));
			expect(preview).toBe(keptPreview(resource.value, operation.value, preview));
		},
	);

	it('has a golden file without requests that nothing sends any more', () => {
		expect(golden.stale).toEqual([]);
	});
});
