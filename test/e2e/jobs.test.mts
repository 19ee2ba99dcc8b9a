import { jobNames, loadJob } from '../../demo/jobs/job.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

describe('npm start -- --once --workflow', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await openStage('jobs', 40);
	});
	afterAll(async () => await stage?.close());

	it.each(jobNames())('%s does its job', async (name) => {
		const { run } = await loadJob(name);
		await expect(run(stage)).resolves.toMatchObject({ ok: true });
	});
});
