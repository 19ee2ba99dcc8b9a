import type { Stage } from '../../demo/stage.mts';
import { McpClient } from '../../demo/mcp.mts';
import { eventually } from '../../demo/stage.mts';
import type { RunningMailbox } from '../../demo/standins/mailbox.mts';
import { startMailbox } from '../../demo/standins/mailbox.mts';
import type { RunningServices } from '../../demo/standins/outside/outside.mts';
import { startServices } from '../../demo/standins/outside/outside.mts';
import { logIn, openBrowser, openForm } from '../../demo/editor/browser.mts';
import { openStage } from './stage.mts';
import { about, detection, event, mac, person } from './workflows-events.mts';
import type { Person } from './workflows-events.mts';

const FILES = [
	...['device-changes-to-itam', 'happyfox-sync', 'missing-or-stale-alert', 'offboarding'],
	...['onboarding', 'quarantine', 'truto-mcp-server', 'vulnerability-tickets'],
];

/** Credentials as people fill them in, by type. */
const CREDENTIALS = {
	jiraSoftwareCloudApi: {
		...{ email: 'it@accuhive.example', apiToken: 'jira-token' },
		domain: 'https://your-company.atlassian.net',
	},
	slackApi: { accessToken: 'xoxb-stand-in' },
	freshserviceApi: { apiKey: 'freshservice-key', domain: 'your-company' },
	bambooHrApi: { subdomain: 'your-company', apiKey: 'bamboohr-key' },
};

let stage: Stage;
let services: RunningServices;
let mailbox: RunningMailbox;

beforeAll(async () => {
	[services, mailbox] = await Promise.all([startServices(), startMailbox()]);
	stage = await openStage('outside', 20, `{${FILES.join()}}`, services.env);
}, 180_000);
afterAll(async () => {
	await stage?.close();
	await services?.close();
	await mailbox?.close();
});

/** Switches a node on, with the credential that it takes. */
async function switchOn(file: string, node: string, type: keyof typeof CREDENTIALS) {
	await stage.connect(file, type, CREDENTIALS[type], node);
}

/** The same for an HTTP Request to a service whose node of n8n cannot do it: the API key is the user's name. */
async function switchOnHttp(file: string, node: string, user: string) {
	await stage.connect(file, 'httpBasicAuth', { user, password: 'x' }, node);
}

describe("The steps of other systems, switched on, in n8n's own nodes", () => {
	describe('onboarding', () => {
		const file = 'onboarding';
		let ada: Person;

		beforeAll(async () => {
			await switchOn(file, 'Jira Issue', 'jiraSoftwareCloudApi');
			await switchOn(file, 'Freshservice Ticket', 'freshserviceApi');
			await switchOn(file, 'BambooHR Employees', 'bambooHrApi');
			await switchOnHttp(file, 'BambooHR Asset Row', 'bamboohr-key');
			ada = await person(stage, 'Ada');
			services.bambooHr.employees.push(
				{ id: '17', displayName: 'Someone Else', workEmail: 'else@accuhive.example' },
				{ id: '23', displayName: 'Ada', workEmail: ada.email },
			);
			const device = await mac(stage, { serial_number: 'OUTSIDE1', user: ada.id });
			const given = { ...about(device), previousUser: null, user: device.user };
			const assigned = event('device.assignmentChanged', given);
			await stage.fire(file, [assigned], 'Ticket');
			await stage.fire(file, [assigned], 'Ticket');
		});

		it('opens one Jira issue, however often the event is delivered', () => {
			expect(services.issues).toEqual([
				{
					...{ key: 'IT-1', project: 'IT', type: 'Task' },
					summary: expect.stringMatching(/^Set up .+ OUTSIDE1 for Ada$/) as unknown,
					description: expect.stringContaining(`was assigned to Ada (${ada.email})`) as unknown,
				},
			]);
		});

		it('opens one Freshservice ticket for the person', () => {
			expect(services.freshservice.tickets).toMatchObject([
				{ email: ada.email, subject: expect.stringContaining('OUTSIDE1') as unknown, status: 2 },
			]);
		});

		it("adds a row to the BambooHR record of the person's work email, and of nobody else", () => {
			const { rows } = services.bambooHr;
			expect(rows[0]).toEqual({
				...{ employee: '23', table: 'customAssets' },
				row: {
					customDescription: expect.any(String) as unknown,
					customSerialNumber: 'OUTSIDE1',
					customDateAssigned: '2026-03-02',
				},
			});
			expect(rows.map(({ employee }) => employee)).not.toContain('17');
		});
	});

	it('vulnerability-tickets: a Jira issue and a Freshservice ticket per CVE and device', async () => {
		const file = 'vulnerability-tickets';
		await switchOn(file, 'Jira Issue', 'jiraSoftwareCloudApi');
		await switchOn(file, 'Freshservice Ticket', 'freshserviceApi');
		const [issues, tickets] = [services.issues.length, services.freshservice.tickets.length];
		const found = [
			detection('CVE-2026-7', 'one', '1.0', 9.8),
			detection('CVE-2026-7', 'two', '1.0', 8.1),
		];
		await stage.fire(file, found, 'Ticket');
		const names = ['CVE-2026-7 on Mac one (SNone)', 'CVE-2026-7 on Mac two (SNtwo)'];
		expect(services.issues.slice(issues).map(({ summary }) => summary)).toEqual(names);
		expect(services.freshservice.tickets.slice(tickets)).toMatchObject([
			{ subject: names[0], priority: 4 },
			{ subject: names[1], priority: 3 },
		]);
	});

	it('device-changes-to-itam: an asset in Freshservice', async () => {
		const file = 'device-changes-to-itam';
		await switchOnHttp(file, 'Freshservice Asset', 'freshservice-key');
		const device = await mac(stage, { serial_number: 'OUTSIDE2', asset_tag: 'A-17' });
		await stage.fire(file, [event('device.enrolled', about(device))], 'Write Asset');
		expect(services.freshservice.assets).toMatchObject([
			{ name: device.name, asset_tag: 'A-17', asset_type_id: 1 },
		]);
	});

	it('missing-or-stale-alert: one message in Slack for each silence', async () => {
		const file = 'missing-or-stale-alert';
		await switchOn(file, 'Slack Message', 'slackApi');
		const device = await mac(stage, { serial_number: 'OUTSIDE3' });
		const silence = { ...about(device), events: [event('device.stale', {})] };
		await stage.fire(file, [silence], 'Alert');
		await stage.fire(file, [silence], 'Alert');
		expect(services.messages).toEqual([
			{ channel: 'it-operations', text: expect.stringContaining('OUTSIDE3') as unknown },
		]);
	});

	it('offboarding: asks in Slack, and the link in the message lets only somebody decide who is logged in', async () => {
		const file = 'offboarding';
		await switchOn(file, 'Ask in Slack', 'slackApi');
		const dan = await person(stage, 'Dan');
		await stage.control('PATCH', `/users/${dan.id}`, { archived: true });
		await mac(stage, { serial_number: 'OUTSIDE4', user: dan.id });
		await stage.control('DELETE', '/requests');
		const archived = event('user.archived', { user: { ...dan, archived: true } });
		await stage.fire(file, [archived], 'Ask in Slack');
		const { text = '' } = services.messages.at(-1) ?? {};
		expect(text).toMatch(/^Dan \(\S+\) has left\. Devices taken back: .*\(OUTSIDE4\)\./);
		const [, link = ''] = /Log in to n8n and decide here: (\S+)/.exec(text) ?? [];
		const locks = async () => (await stage.writes()).filter((write) => write.endsWith('/lock'));
		await stage.activate(file);
		const browser = await openBrowser();
		try {
			expect(link).toMatch(/\/form\/kandji-offboarding\?entry=\d+$/);
			// A link alone lets nobody decide who is not logged in. The first request waits until n8n listens.
			const body = new FormData();
			body.set('field-0', new URL(link).searchParams.get('entry') ?? '');
			const sent = await stage.web('form/kandji-offboarding', { method: 'POST', body });
			expect(sent.status).toBeGreaterThanOrEqual(400);
			const seen = await fetch(link, { redirect: 'manual' });
			expect([seen.status, seen.headers.get('location')]).toEqual([
				302,
				expect.stringMatching(/\/(signin|oauth)/),
			]);
			const page = await logIn(browser, stage.n8n.url);
			await openForm(page, link);
			expect(await locks()).toEqual([]);
			await page.getByText('Lock the devices', { exact: true }).click();
			await page.locator('input[type=text]').fill(dan.email);
			await page.getByRole('button', { name: 'Decide' }).click();
			await eventually('the lock', async () => (await locks())[0]);
			expect(await locks()).toHaveLength(1);
		} finally {
			await browser.close();
			await stage.deactivate(file);
		}
	});

	it('quarantine: a Jira issue, and an answer even where Jira refuses it', async () => {
		const file = 'quarantine';
		const secret = { name: 'X-Quarantine-Key', value: 'secret' };
		await switchOn(file, 'Jira Issue', 'jiraSoftwareCloudApi');
		await stage.connect(file, 'httpHeaderAuth', secret);
		await stage.activate(file);
		const alert = async (serialNumber: string) => {
			await mac(stage, { serial_number: serialNumber });
			return await stage.web('webhook/kandji-quarantine', {
				method: 'POST',
				headers: { [secret.name]: secret.value, 'content-type': 'application/json' },
				body: JSON.stringify({ serialNumber, reason: 'Malware found' }),
			});
		};
		await expect(alert('OUTSIDE5')).resolves.toMatchObject({ status: 200 });
		expect(services.issues.at(-1)).toMatchObject({
			summary: expect.stringMatching(/^Quarantined: .+ \(OUTSIDE5\)$/) as unknown,
			description: expect.stringContaining('Malware found') as unknown,
		});

		const { length } = services.issues;
		await stage.deactivate(file);
		await stage.edit(file, ({ nodes }) => {
			const issue = nodes.find(({ name }) => name === 'Jira Issue');
			if (issue) issue.parameters.project = { __rl: true, mode: 'id', value: '404' };
		});
		await stage.activate(file);
		await expect(alert('OUTSIDE6')).resolves.toMatchObject({
			status: 200,
			text: expect.stringContaining('"quarantined":true') as unknown,
		});
		expect(services.issues).toHaveLength(length);
		await stage.deactivate(file);
	});

	it('truto-mcp-server: tells in Slack what an AI client asks for, and where to decide', async () => {
		const file = 'truto-mcp-server';
		await switchOn(file, 'Ask in Slack', 'slackApi');
		await stage.connect(file, 'httpBearerAuth', { token: 'sesame' }, 'Kandji MCP Server');
		await stage.activate(file);
		await mac(stage, { serial_number: 'OUTSIDE7' });
		const client = await McpClient.open(`${stage.n8n.url}/mcp/kandji-mcp`, 'sesame');
		const asks = { device: 'OUTSIDE7', reason: 'lost at the airport' };
		const answer = await client.use('request_lock_device', asks);
		await client.close();
		await stage.deactivate(file);
		expect(answer).toContain('waiting for approval');
		const { text = '' } = services.messages.at(-1) ?? {};
		expect(text).toMatch(
			/^An AI client asks: lock_device .*\(OUTSIDE7\).*Reason given: lost at the airport/,
		);
		expect(text).toMatch(
			/Decide here, logged in to n8n: http\S+\/form\/kandji-requests\?request=\d+/,
		);
	});

	it('happyfox-sync: mails the CSV report', async () => {
		const file = 'happyfox-sync';
		const smtp = { host: '127.0.0.1', port: mailbox.port, secure: false, disableStartTls: true };
		await stage.connect(file, 'smtp', smtp, 'Send Report');
		await stage.run(file, { trigger: 'Run Now', result: 'Result' });
		const [mail] = mailbox.mails;
		expect(mail.subject).toMatch(/^HappyFox sync: \d+ created, \d+ updated$/);
		expect(mail.attachments).toHaveLength(1);
		expect(mail.attachments[0].content.toString()).toContain('created,');
	});
});
