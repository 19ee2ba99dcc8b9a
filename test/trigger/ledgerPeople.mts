import type { Blueprint } from '../../simulator/tenant.mts';
import type { Act, Ledger } from './ledger.mts';

function users(ledger: Ledger): Act[] {
	const { tenant, control } = ledger;
	const pick = () => ledger.pickOf(tenant.users.values(), ({ id }) => id);
	return [
		async () => {
			const { id } = await control.control<{ id: string }>('POST', '/users', {});
			ledger.touch(id);
			ledger.expect('user.created', id);
		},
		async () => {
			const owners = new Set([...tenant.devices.values()].map(({ user_id: id }) => id));
			const unowned = [...tenant.users.values()].filter(({ id }) => !owners.has(id));
			const user = unowned.length > 5 ? ledger.pickOf(unowned, ({ id }) => id) : undefined;
			if (!user) return;
			await control.control('DELETE', `/users/${user.id}`);
			ledger.expect('user.deleted', user.id);
		},
		async () => {
			const user = pick();
			if (!user) return;
			const { id, archived } = user;
			await control.control('PATCH', `/users/${id}`, { archived: !archived });
			ledger.expect(archived ? 'user.restored' : 'user.archived', id);
		},
		async () => {
			const user = pick();
			if (!user) return;
			await control.control('PATCH', `/users/${user.id}`, { job_title: `Title ${ledger.number}` });
			ledger.expect('user.changed', user.id);
		},
	];
}

function blueprints(ledger: Ledger): Act[] {
	const { tenant, control } = ledger;
	const made = () => [...tenant.blueprints.values()].filter(({ name }) => name.startsWith('Soak'));
	return [
		async () => {
			const blueprint = ledger.pickOf(tenant.blueprints.values(), ({ id }) => id);
			if (!blueprint) return;
			blueprint.description = `Description ${ledger.number}`;
			tenant.version += 1;
			ledger.expect('blueprint.changed', blueprint.id);
			await Promise.resolve();
		},
		async () => {
			const [pattern] = tenant.blueprints.values();
			const id = tenant.uuid();
			ledger.touch(id);
			// Nobody enrols into it, so that its end takes no device along.
			tenant.blueprints.set(id, { ...(pattern as Blueprint), id, name: `Soak ${ledger.number}` });
			tenant.version += 1;
			ledger.expect('blueprint.created', id);
			await Promise.resolve();
		},
		async () => {
			const blueprint = ledger.pickOf(made(), ({ id }) => id);
			if (!blueprint) return;
			await control.control('DELETE', `/blueprints/${blueprint.id}`);
			ledger.expect('blueprint.deleted', blueprint.id);
		},
	];
}

/** What becomes of users and blueprints. */
export const peopleActs = (ledger: Ledger): Act[] => [...users(ledger), ...blueprints(ledger)];
