import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Table } from '../../demo/table.mts';
import { Control } from '../../simulator/controlClient.mts';
import { startSnipeIt } from '../../demo/standins/snipe-it.mts';
import type { RunningSnipeIt } from '../../demo/standins/snipe-it.mts';
import type { SnipeItSettings } from '../../demo/standins/snipe-it-state.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const FILE = 'snipe-it-sync';
const SYNC = 'Kandji Asset Sync';

/** What the workflow's Report says, as far as the tests look. */
export interface Report {
	/** When the run before was. */
	lastSync: string | null;
	assets: number;
	created: number;
	updated: number;
	assigned: number;
	removed: number;
	kandjiChanges: number;
	unchanged: number;
	written: Record<string, number>;
	problems: Array<{ step: string; what: string; serialNumber: string | null; message: string }>;
}

/** People of the tenant and of Snipe-IT alike. */
export const ANN = 'ann@accuhive.example';
export const BOB = 'bob@accuhive.example';

/** What a run may change in the workflow; all else is as in its file. */
export interface Run {
	/** Options of the sync. */
	options?: INodeParameters;
	/** Other parameters of the sync. */
	panel?: INodeParameters;
	/** Values of the node Settings. */
	settings?: Record<string, unknown>;
}

/** A real n8n with the Snipe-IT workflow, a simulated tenant, and a stand-in for Snipe-IT that each test starts anew. */
export class SnipeItBench {
	readonly control: Control;
	snipeIt!: RunningSnipeIt;
	private readonly stage: Stage;
	/** The parameters of the sync as the file has them. */
	private readonly panel: INodeParameters;

	private constructor(stage: Stage, panel: INodeParameters) {
		this.stage = stage;
		this.panel = panel;
		this.control = new Control(stage.tenant);
	}

	static async open(): Promise<SnipeItBench> {
		const stage = await openStage('snipe-it', 0, FILE);
		const { nodes } = await stage.workflow(FILE);
		return new SnipeItBench(stage, nodes.find(({ name }) => name === SYNC)?.parameters ?? {});
	}

	async close(): Promise<void> {
		await this.stage.close();
	}

	/** Starts a Snipe-IT and empties the tenant; both know Ann and Bob. */
	async start(settings: Partial<SnipeItSettings> = {}): Promise<void> {
		await this.control.control('POST', '/reset', { devices: 0 });
		this.stage.tenant.tenant.users.clear();
		this.snipeIt = await startSnipeIt(settings);
		for (const [name, email] of [
			['Ann Lee', ANN],
			['Bob Ray', BOB],
		]) {
			await this.control.control('POST', '/users', { name, email });
			this.snipeIt.state.addUser(name, email);
		}
	}

	/** Enrols a Mac, with nobody's name and without asset tag unless `given`; answers its device ID. */
	async mac(serial_number: string, given: object = {}): Promise<string> {
		const body = { platform: 'Mac', model: 'MacBook Air (M3)', user: null, asset_tag: '' };
		const device_name = `Mac ${serial_number}`;
		const made = await this.control.enrol({ ...body, device_name, serial_number, ...given });
		return made.device_id;
	}

	/** The asset tag that Kandji has for a device. */
	tagInKandji(deviceId: string): string | undefined {
		return this.stage.tenant.tenant.devices.get(deviceId)?.asset_tag;
	}

	/** Who has the asset of this serial number in Snipe-IT. */
	holder(serial: string) {
		return this.snipeIt.state.asset(serial).holder?.to;
	}

	/** The rows of the workflow's log. */
	async log(): Promise<IDataObject[]> {
		return await (await Table.open(this.stage.workspace.rest, 'Snipe-IT Sync Log')).rows();
	}

	/** Runs the workflow, without pauses; its report, and the writes that reached Snipe-IT meanwhile. */
	async sync(run: Run = {}): Promise<Report & { writes: string[] }> {
		this.snipeIt.writes.length = 0;
		await this.control.forgetRequests();
		await this.prepare(run);
		const steps = { trigger: 'Run Now', result: 'Report' };
		const [report] = (await this.stage.run(FILE, steps)) as Report[];
		return { ...report, writes: [...this.snipeIt.writes] };
	}

	private async prepare({ options, panel, settings }: Run): Promise<void> {
		const { url, token } = this.snipeIt;
		await this.stage.connect(FILE, 'httpBearerAuth', { token });
		const usual = { url, pauseMs: 0, pageSize: 500, tagPrefix: 'KANDJI-' };
		await this.stage.set(FILE, { ...usual, ...settings });
		await this.stage.edit(FILE, ({ nodes }) => {
			for (const node of nodes.filter(({ name }) => name === SYNC)) {
				const all = { ...(this.panel.options as INodeParameters), ...options };
				node.parameters = { ...this.panel, ...panel, options: all };
			}
		});
	}
}
