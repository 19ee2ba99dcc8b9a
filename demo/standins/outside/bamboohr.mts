/** BambooHR's API 1 as far as the directory and the rows of an employee's table go. */
import type { FastifyInstance } from 'fastify';

import { basic } from './auth.mts';

export interface Employee {
	id: string;
	displayName: string;
	workEmail: string;
}

export interface BambooHrState {
	employees: Employee[];
	/** What was added to tables of employees, oldest first. */
	rows: Array<{ employee: string; table: string; row: unknown }>;
}

const at = '/api/gateway.php/your-company/v1/employees';

/** Adds the API to a server of its own. */
export function bambooHr(app: FastifyInstance): BambooHrState {
	const state: BambooHrState = { employees: [], rows: [] };
	app.addHook('onRequest', async (request, reply) => {
		if (basic(request)?.startsWith('bamboohr-key:')) return;
		await reply.code(401).header('X-BambooHR-Error-Message', 'Invalid API key').send();
	});
	app.get(`${at}/directory`, () => ({
		fields: [{ id: 'workEmail', type: 'email', name: 'Work Email' }],
		employees: state.employees,
	}));
	app.post(`${at}/:employee/tables/:table`, async ({ params, body }, reply) => {
		const { employee, table } = params as { employee: string; table: string };
		if (!state.employees.some(({ id }) => id === employee)) return await reply.code(404).send();
		state.rows.push({ employee, table, row: body });
		return await reply.code(200).send();
	});
	return state;
}
