import { jobNames, loadJob } from '../../demo/jobs/job.mts';
import { readWorkflow } from '../../tools/gallery.mts';
import { permissionsOfNodes } from '../../tools/workflowPermissions.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

describe('npm start -- --once --workflow', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await openStage('jobs', 40);
	});
	afterAll(async () => await stage?.close());

	it.each(jobNames())(
		'%s does its job, with no permission but those that it names',
		async (name) => {
			const needed = permissionsOfNodes(readWorkflow(name).nodes);
			const permissions = needed.map((each) => each.replace(/\?$/, ''));
			await stage.useToken(`only-${name}`, permissions);
			const { run } = await loadJob(name);
			await expect(run(stage)).resolves.toMatchObject({ ok: true });
		},
	);
});
