import { countBy } from 'lodash';

import { detectionsOf } from '../../simulator/areas/vulnerability-seed.mts';
import { itemsOn, libraryOf } from '../../simulator/areas/library.mts';
import { statusOf } from '../../simulator/areas/item-status.mts';
import type { Device, Tenant } from '../../simulator/tenant.mts';
import { Control } from '../../simulator/controlClient.mts';
import { HOSTILE } from '../helpers/hostile.mts';
import type { Stage } from './stage.mts';

/** The simulated tenant as the tasks know it: the truth that answers are compared with. */
export class AgentFleet {
	readonly kandji: Control;
	private readonly stage: Stage;

	constructor(stage: Stage) {
		this.stage = stage;
		this.kandji = new Control(stage.tenant);
	}

	/** Makes a tenant of so many devices in which something has happened, and in which names attack their readers. */
	async prepare(devices: number): Promise<void> {
		await this.kandji.control('POST', '/reset', { devices });
		const named = this.devices().filter((_, index) => index % 7 === 3);
		for (const [index, text] of Object.values(HOSTILE).entries()) {
			await this.kandji.change(named[index].device_id, { device_name: text });
			const user = [...this.tenant.users.keys()][index + 5];
			await this.kandji.control('PATCH', `/users/${user}`, { name: text });
		}
		for (const id of [...this.tenant.users.keys()].slice(10, 15)) {
			await this.kandji.control('PATCH', `/users/${id}`, { department: 'Finance' });
		}
		const mac = this.mac();
		await this.kandji.change(mac.device_id, { asset_tag: 'ASSET-4711' });
		await this.kandji.control('POST', '/audit-events', {
			target_id: mac.device_id,
			new_state: { asset_tag: 'ASSET-4711' },
		});
		for (const { device_id: id } of this.devices('iPhone').slice(0, 2)) {
			await this.act(id, 'enablelostmode', { Message: 'Lost', PhoneNumber: '1' });
		}
		await this.act(mac.device_id, 'restart', {});
		await this.kandji.forgetRequests();
	}

	private async act(id: string, action: string, body: object): Promise<void> {
		await this.stage.call('POST', `/api/v1/devices/${id}/action/${action}`, body);
	}

	get tenant(): Tenant {
		return this.stage.tenant.tenant;
	}

	devices(platform?: string): Device[] {
		return [...this.tenant.devices.values()].filter(
			(each) => platform === undefined || each.platform === platform,
		);
	}

	/** A Mac that somebody has, with an ordinary name. */
	mac(): Device {
		const found = this.devices('Mac').find(
			({ user_id, device_name: name }) => user_id && !Object.values(HOSTILE).includes(name),
		);
		if (!found) throw new Error('No Mac in the simulated fleet.');
		return found;
	}

	emailOf({ user_id }: Device): string {
		return this.tenant.users.get(user_id ?? '')?.email ?? '';
	}

	/** How many devices each value of a fact has. */
	counts(devices: Device[], valueOf: (device: Device) => string): Record<string, number> {
		return countBy(devices, valueOf);
	}

	blueprintOf({ blueprint_id: id }: Device): string {
		return this.tenant.blueprints.get(id)?.name ?? '';
	}

	/** All rows of a category of Prism that a filter keeps. */
	async prism(category: string, filter?: object): Promise<Array<Record<string, string>>> {
		const rows: Array<Record<string, string>> = [];
		const filtered = filter ? `&filter=${encodeURIComponent(JSON.stringify(filter))}` : '';
		for (;;) {
			const where = `/api/v1/prism/${category}?limit=300&offset=${rows.length}${filtered}`;
			const page = await this.stage.call<{ data: Array<Record<string, string>> }>('GET', where);
			rows.push(...page.data);
			if (page.data.length < 300) return rows;
		}
	}

	/** What Kandji itself answers. */
	async kandjiAnswer<T>(where: string): Promise<T> {
		return await this.stage.call<T>('GET', `/api/v1${where}`);
	}

	/** Each weakness on each device. */
	detections() {
		return detectionsOf(this.tenant);
	}

	/** On how many devices a library item fails, by its name. */
	failing(): Record<string, number> {
		const { items } = libraryOf(this.tenant);
		const failing = this.devices().flatMap((device) =>
			[...itemsOn(this.tenant, device.blueprint_id)].flatMap((id) => {
				const item = items.get(id);
				return item && /^(error|failed)$/i.test(statusOf(device, item)) ? [item.name] : [];
			}),
		);
		return countBy(failing);
	}
}
