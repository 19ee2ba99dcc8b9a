import type { IDataObject } from 'n8n-workflow';

import { groupBy } from '../util/groupBy';
import type { AssignedUser } from '../shapes/deviceShape';
import type { PlanPerson, SyncSettings, SyncInputs } from './types';
import { keyOf, textOf } from './values';

/** Values of a person's status field that say that the person left, unless the panel names others. */
export const LEFT_VALUES = [
	'inactive',
	'terminated',
	'left',
	'former',
	'offboarded',
	'deactivated',
	'disabled',
	'suspended',
	'archived',
	'false',
	'no',
	'0',
];

/** Whom a user of Kandji is in the other system, or why nobody. */
export type Found = { person: PlanPerson; by: string } | { person: null; reason: string };

/** The last word of a name as family name, as most systems want it; Kandji has one name only. */
function split(name: string): { firstName: string; lastName: string } {
	const words = name.split(/\s+/);
	const lastName = words.length > 1 ? (words.pop() ?? '') : '';
	return { firstName: words.join(' '), lastName };
}

/** Finds people: by email whatever its case, and only without email by a name that exactly one person has. */
export class People {
	private readonly byEmail: Map<string, IDataObject[]>;

	private readonly byName: Map<string, IDataObject[]>;

	private readonly fields: SyncSettings['personFields'];

	private readonly create: boolean;

	private readonly given: boolean;

	constructor({ people, peopleKnown }: SyncInputs, { personFields, assignment }: SyncSettings) {
		this.fields = personFields;
		this.create = assignment.createPeople;
		this.given = people.length > 0 || peopleKnown === true;
		this.byEmail = groupBy(people, (person) => keyOf(textOf(person, personFields.email)));
		this.byName = groupBy(people, (person) => keyOf(textOf(person, personFields.name)));
	}

	/** The person whom a user of Kandji, or a name and email of an asset, stands for. */
	find({ email, name }: Pick<AssignedUser, 'email' | 'name'>): Found {
		if (email !== null) {
			const found = this.byEmail.get(keyOf(email)) ?? [];
			if (found.length === 1) return { person: this.told(found[0]), by: `email ${email}` };
			if (found.length > 1) {
				return { person: null, reason: `${found.length} people have the email ${email}` };
			}
			// Without a list of people the email itself says who it is.
			if (!this.given) return { person: { id: null, email, name }, by: `email ${email}` };
			const shared = `No person has the email ${email}; it may be a shared or service account`;
			if (!this.create) return { person: null, reason: shared };
			const names = split(name ?? '');
			return names.lastName === ''
				? { person: null, reason: `${shared}, for its name has no first and last part` }
				: {
						person: { id: null, email, name, create: true, ...names },
						by: `email ${email}, a new person`,
					};
		}
		if (name === null)
			return { person: null, reason: 'The user in Kandji has no email and no name' };
		const found = this.byName.get(keyOf(name)) ?? [];
		if (found.length === 1) return { person: this.told(found[0]), by: `name ${name}` };
		if (!this.given) return { person: { id: null, email, name }, by: `name ${name}` };
		return {
			person: null,
			reason: `${found.length === 0 ? 'No person has' : `${found.length} people have`} the name ${name}`,
		};
	}

	private told(person: IDataObject): PlanPerson {
		const { id, email, name } = this.fields;
		return {
			id: textOf(person, id) || null,
			email: textOf(person, email) || null,
			name: textOf(person, name) || null,
		};
	}
}
