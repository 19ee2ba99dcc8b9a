/** What a list of Snipe-IT holds: everything has an ID, a name and two dates. */
export interface Named {
	id: number;
	name: string;
	created: Date;
	updated: Date;
}

export type StatusType = 'deployable' | 'pending' | 'undeployable' | 'archived';

export interface Category extends Named {
	type: string;
}

export interface StatusLabel extends Named {
	type: StatusType;
}

/** A custom field; `column` is what assets are written by. */
export interface Field extends Named {
	column: string;
}

export interface Fieldset extends Named {
	fields: Field[];
}

export interface Model extends Named {
	number: string | null;
	category: Category;
	manufacturer: Named | null;
	fieldset: Fieldset | null;
}

export interface User extends Named {
	username: string;
	email: string | null;
}

/** Who or what an asset is checked out to. */
export type Holder = { type: 'user'; to: User } | { type: 'location'; to: Named };

export interface Asset extends Named {
	tag: string;
	serial: string | null;
	model: Model;
	status: StatusLabel;
	company: Named | null;
	notes: string | null;
	holder: Holder | null;
	/** Values of custom fields by column. */
	custom: Record<string, string | null>;
	/** Deleted assets stay, as Snipe-IT keeps them until they are purged. */
	deleted: boolean;
	checkouts: number;
	checkins: number;
}

export interface SnipeItSettings {
	/** Whether two assets may not share a serial number; Snipe-IT's own default allows it. */
	uniqueSerial: boolean;
	/** Whether an asset without a tag gets the next number; else the tag is required. */
	autoIncrement: boolean;
	/** Whether archived assets stand in the list of all assets. */
	showArchived: boolean;
	/** The largest number of rows of a page, however many are asked for. */
	maxResults: number;
	/** Requests a minute, 0 for no limit. */
	perMinute: number;
}

export const SETTINGS: SnipeItSettings = {
	uniqueSerial: false,
	autoIncrement: false,
	showArchived: false,
	maxResults: 500,
	perMinute: 0,
};

type Own<T extends Named> = Omit<T, keyof Named>;

/** One list, ordered by ID. */
export class Table<T extends Named> {
	readonly rows: T[] = [];

	add(name: string, own: Own<T>): T {
		const now = new Date();
		const row = { id: this.rows.length + 1, name, created: now, updated: now, ...own } as T;
		this.rows.push(row);
		return row;
	}

	/** The row with this ID, which clients send as a number or as text. */
	byId(id: unknown): T | undefined {
		return this.rows.find((row) => String(row.id) === String(id));
	}

	/** The row of this name; throws when there is none, because a test named it. */
	named(name: string): T {
		const row = this.rows.find((each) => each.name === name);
		if (row === undefined) throw new Error(`The stand-in has nothing named ${name}`);
		return row;
	}
}

/** Databases of Snipe-IT compare without case. */
export const same = (one: string | null, other: string | null): boolean =>
	one !== null && other !== null && one.toUpperCase() === other.toUpperCase();

/** All that an instance of Snipe-IT knows. A new one has the status labels that its setup makes, and a custom fieldset. */
export class SnipeItState {
	readonly settings: SnipeItSettings;
	readonly assets = new Table<Asset>();
	readonly users = new Table<User>();
	readonly models = new Table<Model>();
	readonly categories = new Table<Category>();
	readonly manufacturers = new Table<Named>();
	readonly statuslabels = new Table<StatusLabel>();
	readonly companies = new Table<Named>();
	readonly locations = new Table<Named>();
	readonly fields = new Table<Field>();
	readonly fieldsets = new Table<Fieldset>();

	constructor(settings: Partial<SnipeItSettings>) {
		this.settings = { ...SETTINGS, ...settings };
		const labels: Array<[string, StatusType]> = [
			['Pending', 'pending'],
			['Ready to Deploy', 'deployable'],
			['Archived', 'archived'],
			['Out for Repair', 'undeployable'],
		];
		for (const [name, type] of labels) this.statuslabels.add(name, { type });
		this.fieldsets.add('Kandji', {
			fields: ['Kandji Device ID', 'Blueprint'].map((name) => this.addField(name)),
		});
	}

	/** A custom field with the column that Snipe-IT would give it: its name and ID. */
	addField(name: string): Field {
		const id = this.fields.rows.length + 1;
		const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
		return this.fields.add(name, { column: `_snipeit_${slug}_${id}` });
	}

	/** A user as the directory sync of Snipe-IT makes them. */
	addUser(name: string, email: string | null): User {
		return this.users.add(name, { username: email ?? name.toLowerCase(), email });
	}

	/** Assets that are not deleted. */
	get present(): Asset[] {
		return this.assets.rows.filter(({ deleted }) => !deleted);
	}

	/** The asset of a serial number; throws unless there is exactly one. */
	asset(serial: string | null): Asset {
		const [asset, ...others] = this.present.filter((each) => each.serial === serial);
		if (asset === undefined || others.length > 0) {
			throw new Error(`${others.length + (asset ? 1 : 0)} assets have the serial number ${serial}`);
		}
		return asset;
	}
}
