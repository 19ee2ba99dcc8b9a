import type { RunningMailbox } from '../../demo/standins/mailbox.mts';
import { startMailbox } from '../../demo/standins/mailbox.mts';
import type { RunningModel } from '../../demo/standins/openai.mts';
import { startModel } from '../../demo/standins/openai.mts';
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
	await stage.connect(FILE, 'smtp', smtp, 'Ask by Email');
	await stage.connect(FILE, 'httpBearerAuth', { token: 'none' }, 'MCP Server');
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

/** What the model read last: the answer of the tool that it called. */
const toldLast = () => JSON.stringify(model.asked.at(-1)?.messages.at(-1)?.content);

describe("The AI assistant in n8n's chat", () => {
	it('reads by itself: the model calls a tool, gets its answer and says it', async () => {
		const { serial_number: serial, device_name: name } = mac();
		model.plays(
			{ call: 'Find_Devices', given: { serial_number: serial } },
			{ say: `It is ${name}.` },
		);
		expect(await chat(`Which device is ${serial}?`)).toBe(`It is ${name}.`);
		expect(toldLast()).toContain(`Narrowed by: serial_number ${serial}`);
		const offered = model.asked[0].tools?.map((tool) => tool.function.name).sort();
		expect(offered).toEqual([
			...['Ask_to_Lock_a_Device', 'Count_Devices', 'Find_Devices', 'Find_People'],
			'Get_Device_Details',
		]);
		expect(await stage.writes()).toEqual([]);
	});

	it('counts devices without listing them', async () => {
		const given = { count_by: 'platform', silent_for_days: 0 };
		model.plays({ call: 'Count_Devices', given }, { say: 'Counted.' });
		expect(await chat('How many devices of each platform are there?')).toBe('Counted.');
		const { length } = [...stage.tenant.tenant.devices.values()].filter(
			({ platform }) => platform === 'Mac',
		);
		// Escaped twice: the table is text in JSON, and n8n hands the model that as text in JSON.
		const answer = toldLast().replace(/\\+t/g, '\t');
		expect(answer).toContain(`Mac\t${length}\t`);
		expect(answer).not.toContain(mac().serial_number);
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

describe('Its request for a lock', () => {
	it('is asked by a mail that links to a page, and locks nothing by itself', async () => {
		const { serial_number: serial, device_id: device } = mac();
		await stage.control('DELETE', '/requests');
		// n8n runs the published workflow where the agent's tool calls it.
		await stage.activate(FILE);
		model.plays(
			{ call: 'Ask_to_Lock_a_Device', given: { device, reason: 'lost' } },
			{ say: 'A person decides.' },
		);
		expect(await chat(`Lock ${serial}, it is lost.`)).toBe('A person decides.');
		const mail = await eventually(
			'the mail',
			async () => await Promise.resolve(mailbox.mails.at(-1)),
		);
		expect(mail.subject).toBe('The AI assistant wants to lock a device');
		expect(mail.text).toContain(serial);
		expect(mail.text).toContain('/form/kandji-assistant-locks?request=');
		expect(toldLast()).toContain('Nothing is locked yet');
		expect(await stage.writes()).toEqual([]);
	});

	it('is decided by nobody who only has the link', async () => {
		const form = new FormData();
		form.set('field-0', '1');
		const { status } = await stage.web('form/kandji-assistant-locks', {
			...{ method: 'POST', body: form },
		});
		expect(status).toBeGreaterThanOrEqual(400);
		expect(await stage.writes()).toEqual([]);
	});
});
