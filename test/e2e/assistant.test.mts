import type { RunningMailbox } from '../standins/mailbox.mts';
import { linksOf, startMailbox } from '../standins/mailbox.mts';
import type { RunningModel } from '../standins/openai.mts';
import { startModel } from '../standins/openai.mts';
import { eventually } from '../../demo/stage.mts';
import { useApiToken, useToken } from './products.mts';
import { openStage } from './stage.mts';
import type { Stage } from './stage.mts';

const FILE = 'ai-assistant';

let stage: Stage;
let model: RunningModel;
let mailbox: RunningMailbox;

beforeAll(async () => {
	[stage, model, mailbox] = await Promise.all([
		openStage('assistant', 40, FILE),
		startModel(),
		startMailbox(),
	]);
	await stage.connect(FILE, 'openAiApi', { apiKey: 'none', url: model.url }, 'Chat Model');
	const smtp = { host: '127.0.0.1', port: mailbox.port, secure: false, disableStartTls: true };
	await stage.connect(FILE, 'smtp', smtp, 'Approve by Email');
}, 180_000);

afterAll(async () => {
	await stage?.close();
	await model?.close();
	await mailbox?.close();
});

/** Types into the chat of n8n's editor; answers what the agent says in the end. */
async function chat(chatInput: string): Promise<unknown> {
	await stage.edit(FILE, (workflow) => {
		workflow.pinData = {
			Chat: [{ json: { sessionId: chatInput, action: 'sendMessage', chatInput } }],
		};
	});
	const [{ output }] = (await stage.run(FILE, { trigger: 'Chat', result: 'AI Agent' })) as Array<{
		output: unknown;
	}>;
	return output;
}

const mac = () => {
	const found = [...stage.tenant.tenant.devices.values()].find(
		({ platform }) => platform === 'Mac',
	);
	if (!found) throw new Error('No Mac in the simulated fleet.');
	return found;
};

/** What the model was told last: the answer of the tool that it called. */
const toldLast = () => JSON.stringify(model.asked.at(-1)?.messages.at(-1)?.content);

describe("The AI assistant in n8n's chat", () => {
	it('reads by itself: the model calls a tool, gets its answer and says it', async () => {
		const { serial_number: serial, device_name: name, device_id: id } = mac();
		model.plays(
			{ call: 'Find_Devices', given: { serial_number: serial } },
			{ say: `It is ${name}.` },
		);
		expect(await chat(`Which device is ${serial}?`)).toBe(`It is ${name}.`);
		expect(toldLast()).toContain(id);
		const offered = model.asked[0].tools?.map((tool) => tool.function.name).sort();
		expect(offered).toEqual(['Find_Devices', 'Find_People', 'Get_Device_Details', 'Lock_Device']);
		expect(await stage.writes()).toEqual([]);
	});

	it('tells the model what to do where a name is ambiguous', async () => {
		model.plays(
			{ call: 'Get_Device_Details', given: { device: 'MacBook', parts: 'general' } },
			{ say: 'Which one?' },
		);
		expect(await chat('How old is the MacBook?')).toBe('Which one?');
		expect(toldLast()).toContain('No device matches');
	});

	it('tells the model what to do next where the token may not', async () => {
		await useToken(stage, 'reads-people', ['Users > List users']);
		model.plays({ call: 'Find_Devices', given: {} }, { say: 'I may not look.' });
		expect(await chat('Which devices are there?')).toBe('I may not look.');
		await useApiToken(stage, stage.tenant.token);
		expect(toldLast()).toMatch(/Device list.*tell a person/);
	});
});

describe('Its approval by mail', () => {
	// n8n gives programs that look at links in mails nothing.
	const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
	const click = async (link: string) => await fetch(link, { headers });

	/** The model wants to lock a Mac; a person clicks these words in the mail. What the agent says then, and the mail. */
	const lockAnd = async (clicks: string, then: string) => {
		const { serial_number: serial, device_id: id } = mac();
		const { length } = mailbox.mails;
		await stage.control('DELETE', '/requests');
		// n8n wraps what a tool behind a person takes.
		const given = { toolParameters: { device: serial }, hitlParameters: {} };
		model.plays({ call: 'Lock_Device', given }, { say: then });
		const answer = chat(`Lock ${serial}, it is lost (${clicks}).`);
		const mail = await eventually('the mail', async () => mailbox.mails.at(length));
		expect(await stage.writes()).toEqual([]);
		// The mail is out a moment before n8n has put the execution aside to wait.
		await eventually('a click that counts', async () =>
			(await click(linksOf(mail)[clicks])).ok ? true : undefined,
		);
		return { answer: await answer, mail, id, serial };
	};

	it('locks the device once when the person approves', async () => {
		const { answer, mail, id, serial } = await lockAnd('Approve', 'It is locked.');
		expect(mail.subject).toBe('The AI assistant wants to lock a device');
		expect(mail.text).toContain(serial);
		expect(answer).toBe('It is locked.');
		expect(await stage.writes()).toEqual([`POST /devices/${id}/action/lock`]);
		expect(toldLast()).not.toMatch(/pin/i);
		await click(linksOf(mail).Approve);
		expect(await stage.writes()).toHaveLength(1);
	});

	it('does nothing when the person declines, and the model is told', async () => {
		const { answer } = await lockAnd('Decline', 'Nobody allowed it.');
		expect(answer).toBe('Nobody allowed it.');
		expect(await stage.writes()).toEqual([]);
		expect(toldLast()).toMatch(/declin|reject|denied|not approved/i);
	});
});
