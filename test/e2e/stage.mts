import { Stage } from '../../demo/stage.mts';
import { startSimulator } from '../../simulator/server.mts';

export { newFolder, removeFolder } from '../../demo/folder.mts';
export type { Stage } from '../../demo/stage.mts';

/**
 * A real n8n and a simulated tenant; `wanted` names the workflow files to import, as a glob without ending, `env` what
 * n8n's environment holds besides.
 */
export async function openStage(
	name: string,
	devices: number,
	wanted?: string,
	env?: Record<string, string>,
): Promise<Stage> {
	return await Stage.open(name, await startSimulator({ port: 0, devices }), wanted, env);
}
