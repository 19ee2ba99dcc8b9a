import { jobNames, loadJob } from '../../demo/jobs/job.mts';
import { readWorkflow } from '../../tools/gallery.mts';
import { permissionsOfNodes } from '../../tools/workflowPermissions.mts';
import { useToken } from './products.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

describe('npm start -- --once --workflow', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await openStage('jobs', 40);
	});
	afterAll(async () => await stage?.close());

	it.each(jobNames())(
		'%s does its job, with no permission but those that the gallery names for it',
		async (name) => {
			const named = permissionsOfNodes(readWorkflow(name).nodes);
			const permissions = named.map((each) => each.replace(/\?$/, ''));
			await useToken(stage, `only-${name}`, permissions);
			const { run } = await loadJob(name);
			await expect(run(stage)).resolves.toMatchObject({ ok: true });
		},
	);
});
