/**
 * `node tools/run.mjs demo/standins/serve.mts [devices]`: a Kandji tenant and a Snipe-IT on loopback, to run a tool for
 * the two against. Prints what its settings need; ends with Ctrl+C.
 */
import { startSimulator } from '../../simulator/server.mts';
import { startSnipeIt } from './snipe-it.mts';

const kandji = await startSimulator({ port: 0, devices: Number(process.argv[2] ?? 40), rate: 0 });
const snipeIt = await startSnipeIt();
const { state } = snipeIt;
for (const { name, email } of kandji.tenant.users.values()) state.addUser(name, email);
const manufacturer = state.manufacturers.add('Apple', {});
const categories = ['mac', 'iphone', 'ipad', 'appletv'].map((name) => [
	`${name}_model_category_id`,
	state.categories.add(name, { type: 'asset' }).id,
]);
const fieldsets = ['mac', 'iphone', 'ipad', 'appletv'].map((name) => [
	`${name}_custom_fieldset_id`,
	state.fieldsets.named('Kandji').id,
]);
const lines = [
	['Kandji', kandji.url],
	['Kandji token', kandji.token],
	['Snipe-IT', snipeIt.url],
	['Snipe-IT token', snipeIt.token],
	['manufacturer_id', manufacturer.id],
	['defaultStatus', state.statuslabels.named('Ready to Deploy').id],
	...categories,
	...fieldsets,
	...state.fields.rows.map(({ name, column }) => [`Custom field ${name}`, column]),
];
process.stdout.write(`${lines.map((line) => line.join(' = ')).join('\n')}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		void Promise.all([kandji.close(), snipeIt.close()]).then(() => process.exit(0));
	});
}
