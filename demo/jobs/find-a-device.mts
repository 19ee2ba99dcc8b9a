import type { Stage } from '../stage.mts';
import type { Job } from './job.mts';

const FILE = 'find-a-device';

/** What the form shows after somebody typed this: the page that says `title`. */
async function asked(stage: Stage, words: string, title: string): Promise<string> {
	const body = new FormData();
	body.set('field-0', words);
	const { text } = await stage.web(`form/${FILE}`, { method: 'POST', body });
	const { formWaitingUrl } = JSON.parse(text) as { formWaitingUrl: string };
	return await stage.page(formWaitingUrl, title);
}

export const job: Job = {
	summary: 'Answers in a form whose a serial number is, and says what to do about a wrong one',
	async run(stage) {
		const person = { name: 'Ines Roth', email: 'ines.roth@accuhive.example' };
		const { id: user } = await stage.control<{ id: string }>('POST', '/users', person);
		const mac = { platform: 'Mac', device_name: 'Ines Mac', serial_number: 'DEMOFIND', user };
		await stage.control('POST', '/devices', mac);
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
