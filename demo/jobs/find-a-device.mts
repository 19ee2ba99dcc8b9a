import type { Stage } from '../stage.mts';
import type { Job } from './job.mts';

const FILE = 'find-a-device';
const VISITOR = { user: 'desk', password: 'demo' };

/** Returns the page that bears `title`, after somebody typed this into the form. */
async function asked(stage: Stage, typed: string, title: string): Promise<string> {
	const body = new FormData();
	body.set('field-0', typed);
	const authorization = `Basic ${Buffer.from(`${VISITOR.user}:${VISITOR.password}`).toString('base64')}`;
	const init = { method: 'POST', body, headers: { authorization } };
	const { text } = await stage.web(`form/${FILE}`, init);
	const { formWaitingUrl } = JSON.parse(text) as { formWaitingUrl: string };
	return await stage.page(formWaitingUrl, title);
}

export const job: Job = {
	summary: 'Shows in a form who has a device, and says what to do about a wrong serial number',
	async run(stage) {
		const person = { name: 'Ines Roth', email: 'ines.roth@accuhive.example' };
		const { id: user } = await stage.control<{ id: string }>('POST', '/users', person);
		const mac = { platform: 'Mac', device_name: 'Ines Mac', serial_number: 'DEMOFIND', user };
		await stage.control('POST', '/devices', mac);
		await stage.connect(FILE, 'httpBasicAuth', VISITOR);
		await stage.activate(FILE);
		const bySerialNumber = await asked(stage, 'DEMOFIND', 'Ines Mac');
		const byEmail = await asked(stage, person.email, 'Ines Mac');
		const wrong = await asked(stage, 'NOSUCHSERIAL', 'Not found');
		await stage.deactivate(FILE);
		const said = {
			bySerialNumber: bySerialNumber.includes(person.email),
			byEmail: byEmail.includes('DEMOFIND'),
			wrong: wrong.includes('NOSUCHSERIAL'),
		};
		return { ok: Object.values(said).every(Boolean), ...said, writes: await stage.writes() };
	},
};
