import type { IDataObject } from 'n8n-workflow';

import type { Dice } from '../../simulator/dice.mts';
import type { Device, Tenant } from '../../simulator/tenant.mts';
import type { Control } from '../helpers/control.mts';

/** The events that a soak provokes. */
export const SOAK_EVENTS = [
	'audit.event',
	'blueprint.changed',
	'device.assetTagChanged',
	'device.assignmentChanged',
	'device.blueprintChanged',
	'device.enrolled',
	'device.found',
	'device.managementLost',
	'device.managementRestored',
	'device.missing',
	'device.nameChanged',
	'device.osUpdated',
	'device.removed',
	'device.tagsChanged',
	'threat.detected',
	'user.archived',
	'user.changed',
	'user.created',
	'user.deleted',
	'user.restored',
	'vulnerability.detected',
];

/** What tells the ledger's audit events from those that the tenant writes by itself. */
export const SOAK_ACTION = 'soak';

const MINUTE_MS = 60_000;

/** An item of the trigger as the ledger would have written it. */
export function lineOf(item: IDataObject): string {
	const { event, device, user, blueprint, auditEvent, threat, vulnerability } = item;
	const record = (device ?? user ?? blueprint ?? auditEvent) as { id: string } | undefined;
	const found = (threat ?? vulnerability) as { file_hash?: string; version?: string } | undefined;
	return `${String(event)} ${record?.id ?? found?.file_hash ?? found?.version}`;
}

/** Makes changes in a simulated tenant and writes down, by itself, what a trigger has to tell of them. */
export class Ledger {
	/** One line for each event that must come. */
	readonly expected: string[] = [];

	/** What this round has changed: a second change before the next poll would be told together with the first. */
	private touched = new Set<string>();

	private number = 0;

	private readonly tenant: Tenant;

	private readonly control: Control;

	private readonly dice: Dice;

	constructor(tenant: Tenant, control: Control, dice: Dice) {
		this.tenant = tenant;
		this.control = control;
		this.dice = dice;
	}

	nextRound(): void {
		this.touched = new Set();
	}

	/** One change of any kind. */
	async happen(): Promise<void> {
		this.number += 1;
		const kinds = [
			...Array.from({ length: 10 }, () => this.device),
			this.user,
			this.user,
			this.blueprint,
			this.audit,
			this.threat,
			this.vulnerability,
		];
		await this.dice.pick(kinds).call(this);
	}

	private expect(event: string, id: string): void {
		this.expected.push(`${event} ${id}`);
	}

	private pickOf<T>(rows: Iterable<T>, idOf: (row: T) => string): T {
		const row = this.dice.pick([...rows].filter((each) => !this.touched.has(idOf(each))));
		this.touched.add(idOf(row));
		return row;
	}

	/** A device that this round leaves alone from now on; one that Kandji marks as removed was told as such before. */
	private pickDevice(): Device {
		const present = [...this.tenant.devices.values()].filter(({ is_removed: gone }) => !gone);
		return this.pickOf(present, ({ device_id: id }) => id);
	}

	private async device(): Promise<void> {
		const { tenant, control, dice, number } = this;
		const device = this.pickDevice();
		const { device_id: id } = device;
		const change = async (event: string, changes: Partial<Device>) => {
			await control.change(id, changes);
			this.expect(event, id);
		};
		const another = <T,>(all: T[], than: T) => dice.pick(all.filter((each) => each !== than));
		const serials = ['System Serial Number', 'Not Available', undefined, undefined];
		const acts = [
			async () => {
				const serial_number = dice.pick(serials);
				const enrolled = await control.enrol(serial_number ? { serial_number } : {});
				this.touched.add(enrolled.device_id);
				this.expect('device.enrolled', enrolled.device_id);
			},
			async () => {
				await control.remove(id);
				this.expect('device.removed', id);
			},
			async () => {
				// The same hardware under a new record is one enrollment and no removal; a placeholder tells nothing.
				await control.remove(id);
				const { serial_number } = device;
				const enrolled = await control.enrol({ serial_number });
				this.touched.add(enrolled.device_id);
				if (serials.includes(serial_number)) this.expect('device.removed', id);
				this.expect('device.enrolled', enrolled.device_id);
			},
			async () => {
				const user_id = another([null, ...tenant.users.keys()], device.user_id);
				if (user_id) this.touched.add(user_id);
				await change('device.assignmentChanged', { user_id });
			},
			async () =>
				await change('device.blueprintChanged', {
					blueprint_id: another([...tenant.blueprints.keys()], device.blueprint_id),
				}),
			async () => await change('device.assetTagChanged', { asset_tag: `T${number}` }),
			async () => await change('device.tagsChanged', { tags: [`tag, ${number}`] }),
			async () => await change('device.osUpdated', { os_version: `99.${number}` }),
			async () =>
				await change(device.is_missing ? 'device.found' : 'device.missing', {
					is_missing: !device.is_missing,
				}),
			async () =>
				await change(device.mdm_enabled ? 'device.managementLost' : 'device.managementRestored', {
					mdm_enabled: !device.mdm_enabled,
				}),
			async () => await change('device.enrolled', { last_enrollment: new Date().toISOString() }),
			async () => await change('device.nameChanged', { device_name: `Name ${number}` }),
		];
		await dice.pick(acts)();
	}

	private async user(): Promise<void> {
		const { tenant, control, dice, number } = this;
		const owners = new Set([...tenant.devices.values()].map(({ user_id: id }) => id));
		const unowned = [...tenant.users.values()].filter(({ id }) => !owners.has(id));
		const act = dice.int(0, unowned.length > 5 ? 3 : 2);
		if (act === 0) {
			const { id } = await control.control<{ id: string }>('POST', '/users', {});
			this.touched.add(id);
			this.expect('user.created', id);
			return;
		}
		const user = this.pickOf(act === 3 ? unowned : tenant.users.values(), ({ id }) => id);
		const { id, archived } = user;
		if (act === 3) {
			await control.control('DELETE', `/users/${id}`);
			this.expect('user.deleted', id);
		} else if (act === 2) {
			await control.control('PATCH', `/users/${id}`, { archived: !archived });
			this.expect(archived ? 'user.restored' : 'user.archived', id);
		} else {
			await control.control('PATCH', `/users/${id}`, { job_title: `Title ${number}` });
			this.expect('user.changed', id);
		}
	}

	private async blueprint(): Promise<void> {
		const blueprint = this.dice.pick([...this.tenant.blueprints.values()]);
		if (this.touched.has(blueprint.id)) return;
		this.touched.add(blueprint.id);
		blueprint.description = `Description ${this.number}`;
		this.tenant.version += 1;
		this.expect('blueprint.changed', blueprint.id);
		await Promise.resolve();
	}

	/** Some rows appear later than their time, and some at the very same time. */
	private async audit(): Promise<void> {
		const { dice, control } = this;
		const at = new Date(new Date().getTime() - dice.pick([0, 0, 5, 50]) * MINUTE_MS);
		for (let rows = dice.int(1, 2); rows > 0; rows--) {
			const given = { action: SOAK_ACTION, occurred_at: at.toISOString() };
			const { id } = await control.control<{ id: string }>('POST', '/audit-events', given);
			this.expect('audit.event', id);
		}
	}

	private async threat(): Promise<void> {
		const file_hash = `hash${this.number}`;
		await this.control.control('POST', '/threats', { file_hash });
		this.expect('threat.detected', file_hash);
	}

	private async vulnerability(): Promise<void> {
		const version = `0.0.${this.number}`;
		// A device that left in the same round would take its detections along.
		const { device_id } = this.pickDevice();
		await this.control.control('POST', '/detections', { version, device_id });
		this.expect('vulnerability.detected', version);
	}
}
