import type { IDataObject } from 'n8n-workflow';

import type { AssignedUser, NormalizedDevice } from '../shapes/deviceShape';
import { groupBy } from '../util/groupBy';
import type { PlanPerson, SyncInputs, SyncSettings } from './syncTypes';
import { keyOf, ordered, readEmail, readText, textOf, textsWithin, valueOf } from './values';

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

/** The person whom a user of Kandji stands for in the other system, or why there is none. */
export type PersonMatch =
	| { person: PlanPerson; by: string }
	| { person: null; reason: string; cause?: 'unclear' | 'left' };

/** The last word of a name as family name, as most systems want it; Kandji has one name only. */
function splitName(name: string): { firstName: string; lastName: string } {
	const words = name.split(/\s+/);
	const lastName = words.length > 1 ? (words.pop() ?? '') : '';
	return { firstName: words.join(' '), lastName };
}

/** Of each email that Kandji writes in several ways, the spelling and the name of the first user in alphabetical order. */
function firstSpellings(devices: NormalizedDevice[]): Map<string, AssignedUser> {
	const first = new Map<string, AssignedUser>();
	for (const { user } of devices) {
		if (user === null || user.email === null) continue;
		const known = first.get(keyOf(user.email));
		const spelling = ({ email, name }: AssignedUser) => `${email}\n${name}`;
		if (known === undefined || ordered(spelling(user), spelling(known)) < 0) {
			first.set(keyOf(user.email), user);
		}
	}
	return first;
}

/** Finds people: by email in any case, and only without email by a name that exactly one person has. */
export class PeopleIndex {
	private readonly byEmail: Map<string, IDataObject[]>;

	private readonly byName: Map<string, IDataObject[]>;

	/** People whose email cannot be read as one text, by every text in it. */
	private readonly byUnreadable: Map<string, IDataObject[]>;

	private readonly spellings: Map<string, AssignedUser>;

	private readonly isListed: boolean;

	constructor(
		{ people, peopleKnown, devices }: SyncInputs,
		private readonly settings: SyncSettings,
	) {
		const { email, name } = settings.personFields;
		const emailOf = (person: IDataObject) => readEmail(valueOf(person, email));
		this.isListed = people.length > 0 || peopleKnown === true;
		this.byEmail = groupBy(people, (person) => keyOf(emailOf(person)));
		this.byName = groupBy(people, (person) => keyOf(textOf(person, name)));
		this.spellings = settings.assignment.createPeople ? firstSpellings(devices) : new Map();
		const unreadable = people
			.filter((person) => emailOf(person) === null)
			.flatMap((person) =>
				textsWithin(valueOf(person, email))
					.flatMap((text) => text.split(/[\s,;<>]+/))
					.map((text) => ({ person, key: keyOf(text) })),
			);
		this.byUnreadable = new Map(
			[...groupBy(unreadable, ({ key }) => key)].map(([key, found]) => [
				key,
				found.map(({ person }) => person),
			]),
		);
	}

	/** Returns the person for a user of Kandji, or for a name and email of an asset. */
	find({ email, name }: Pick<AssignedUser, 'email' | 'name'>): PersonMatch {
		if (email !== null) return this.findByEmail(email, name);
		if (name === null) {
			return { person: null, reason: 'The user in Kandji has no email and no name' };
		}
		const found = this.distinct(this.byName.get(keyOf(name)) ?? []);
		if (found.length === 1) return this.matched(found[0], `name ${name}`);
		if (!this.isListed) return { person: { id: null, email, name }, by: `name ${name}` };
		const count = found.length === 0 ? 'No person has' : `${found.length} people have`;
		return { person: null, reason: `${count} the name ${name}` };
	}

	private findByEmail(email: string, name: string | null): PersonMatch {
		const by = `email ${email}`;
		const found = this.distinct(this.byEmail.get(keyOf(email)) ?? []);
		if (found.length === 1) return this.matched(found[0], by);
		if (found.length > 1) {
			return { person: null, reason: `${found.length} people have the email ${email}` };
		}
		if (this.byUnreadable.has(keyOf(email))) {
			const reason = `The email of a person cannot be read as one text, and may be ${email}`;
			return { person: null, reason, cause: 'unclear' };
		}
		// Without a list of people the email itself says who it is.
		if (!this.isListed) return { person: { id: null, email, name }, by };
		const unknown = `No person has the email ${email}; it may be a shared or service account`;
		if (!this.settings.assignment.createPeople) return { person: null, reason: unknown };
		// Two spellings of one email must not make two people.
		const first = this.spellings.get(keyOf(email)) ?? { email, name };
		const names = splitName(first.name ?? '');
		return names.lastName === ''
			? { person: null, reason: `${unknown}, for its name has no first and last part` }
			: {
					person: { id: null, email: first.email, name: first.name, create: true, ...names },
					by: `${by}, a new person`,
				};
	}

	/** People without those that were read twice. */
	private distinct(people: IDataObject[]): IDataObject[] {
		if (people.length < 2) return people;
		const { id } = this.settings.personFields;
		const byId = groupBy(people, (person) => textOf(person, id));
		return byId.size === 1 && people.every((person) => textOf(person, id) !== '')
			? [people[0]]
			: people;
	}

	/** A person who left gets nothing assigned, and one whose status cannot be read may have left. */
	private matched(person: IDataObject, by: string): PersonMatch {
		const { id, email, name, status } = this.settings.personFields;
		const emailText = readEmail(valueOf(person, email));
		const named = emailText || textOf(person, name);
		const state = readText(valueOf(person, status));
		if (state === null) {
			const reason = `${status} of the person ${named} cannot be read as one text`;
			return { person: null, reason, cause: 'unclear' };
		}
		if (this.settings.assignment.leftValues.some((left) => keyOf(left) === keyOf(state))) {
			const reason = `The person ${named} left: ${status} is "${state}"`;
			return { person: null, reason, cause: 'left' };
		}
		return {
			person: {
				id: textOf(person, id) || null,
				email: emailText || null,
				name: textOf(person, name) || null,
			},
			by,
		};
	}
}
