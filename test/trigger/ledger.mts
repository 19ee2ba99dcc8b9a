import type { IDataObject } from 'n8n-workflow';

import type { Dice } from '../../simulator/dice.mts';
import { libraryOf } from '../../simulator/areas/library.mts';
import { vulnerabilitiesOf } from '../../simulator/areas/vulnerability-seed.mts';
import type { Device, Tenant } from '../../simulator/tenant.mts';
import type { Control } from '../../simulator/controlClient.mts';
import type { DeviceFilters } from '../../nodes/Kandji/trigger/triggerSettings';
import { watchedItems } from '../../tools/harness/everyEvent.mts';
import { deviceActs } from './ledgerDevices.mts';
import { logActs } from './ledgerLogs.mts';
import { machineActs } from './ledgerMachines.mts';
import { peopleActs } from './ledgerPeople.mts';

/** What tells the ledger's audit events from those that the tenant writes by itself. */
export const SOAK_ACTION = 'soak';

/** What a ledger's trigger filters by. */
export type SoakFilters = Partial<Pick<DeviceFilters, 'platforms' | 'blueprints'>>;

/** An item of the trigger as the ledger would have written it. */
export function lineOf(item: IDataObject): string {
	const { event, threat, vulnerability, libraryItem, app, profile, ...records } = item;
	const found = (threat ?? vulnerability) as { fileHash?: string; version?: string } | undefined;
	const { id: device } = (records.device ?? {}) as { id?: string };
	const status = libraryItem as { id: string } | undefined;
	const software = (app ?? profile) as { name: string } | undefined;
	const [about] = String(event).split('.');
	const own = (records[about === 'audit' ? 'auditEvent' : about] ?? records.device) as
		| { id: string }
		| undefined;
	const id = status ? `${status.id} ${device}` : software ? `${device} ${software.name}` : own?.id;
	return `${String(event)} ${found?.fileHash ?? found?.version ?? id}`;
}

/** Makes changes in a simulated tenant and writes down, by itself, what a trigger has to tell of them. */
export class Ledger {
	/** One line for each event that must come. */
	readonly expected: string[] = [];

	/** Counts the changes, so that each makes a value of its own. */
	number = 0;

	readonly tenant: Tenant;

	readonly control: Control;

	readonly dice: Dice;

	filters: SoakFilters = {};

	/** What this round has changed: a second change before the next poll would be emitted together with the first. */
	private touched = new Set<string>();

	private readonly acts: Array<() => Promise<void>>;

	constructor(tenant: Tenant, control: Control, dice: Dice) {
		this.tenant = tenant;
		this.control = control;
		this.dice = dice;
		this.acts = [...deviceActs(this), ...machineActs(this), ...peopleActs(this), ...logActs(this)];
	}

	/** Makes the tenant one in which nothing happens by itself. */
	async prepare(): Promise<void> {
		// The seeded weaknesses are no news, but each poll would have to make them anew.
		vulnerabilitiesOf(this.tenant).cves.splice(1);
		const { assignments } = libraryOf(this.tenant);
		for (const id of watchedItems(this.tenant)) {
			// A device that moves to a blueprint without the item would leave its statuses.
			for (const nodes of assignments.values()) [...nodes.values()][0]?.add(id);
			await this.control.control('POST', '/library-items/status', {
				library_item_id: id,
				status: 'PASS',
			});
		}
	}

	nextRound(): void {
		this.touched = new Set();
	}

	/** One change of any kind. */
	async happen(): Promise<void> {
		this.number += 1;
		await this.dice.pick(this.acts)();
	}

	/** Leaves a record alone for the rest of the round; false when it was left alone already. */
	touch(id: string): boolean {
		if (this.touched.has(id)) return false;
		this.touched.add(id);
		return true;
	}

	expect(event: string, id: string): void {
		this.expected.push(`${event} ${id}`);
	}

	/** An event of a device comes when the device passes the filters before or after the change. */
	expectOf(event: string, ...states: Device[]): void {
		if (states.some((state) => this.matches(state))) this.expect(event, states[0].device_id);
	}

	/** An event about something on a device comes when the device matches the filters. */
	expectAbout(event: string, device: Device, what: string): void {
		if (this.matches(device)) this.expect(event, `${device.device_id} ${what}`);
	}

	private matches({ platform, blueprint_id: on }: Device): boolean {
		const { platforms = [], blueprints = [] } = this.filters;
		return (
			(platforms.length === 0 || platforms.includes(platform)) &&
			(blueprints.length === 0 || blueprints.includes(on))
		);
	}

	/** A record that this round leaves alone from now on; undefined where none is left. */
	pickOf<T>(rows: Iterable<T>, idOf: (row: T) => string): T | undefined {
		const free = [...rows].filter((row) => !this.touched.has(idOf(row)));
		if (free.length === 0) return undefined;
		const row = this.dice.pick(free);
		this.touched.add(idOf(row));
		return row;
	}

	/** A device whose record and owner this round leaves alone from now on; one that was removed was emitted as such before. */
	pickDevice(wanted: (device: Device) => boolean = () => true): Device | undefined {
		const free = [...this.tenant.devices.values()].filter(
			(device) =>
				!device.is_removed && wanted(device) && !this.touched.has(device.user_id ?? 'nobody'),
		);
		return this.pickOf(free, ({ device_id: id }) => id);
	}

	/** A user has more or fewer devices. */
	counted(user: string | null): void {
		if (user === null) return;
		this.touched.add(user);
		this.expect('user.deviceCountChanged', user);
	}

	/** Another one of these. */
	another<T>(all: T[], than: T): T {
		return this.dice.pick(all.filter((each) => each !== than));
	}
}

/** One kind of change. */
export type Act = () => Promise<void>;
