import type { Job } from './job.mts';

const FILE = 'blueprint-picker';
const DESK = { user: 'helpdesk', password: 'demo-picker' };

export const job: Job = {
	summary: 'Moves a Mac with a form whose drop-down holds the blueprints of the tenant',
	async run(stage) {
		const mac = { platform: 'Mac', serial_number: 'DEMOPICK1' };
		const { device_id } = await stage.control<{ device_id: string }>('POST', '/devices', mac);
		await stage.connect(FILE, 'httpBasicAuth', DESK);
		await stage.activate(FILE);
		const basic = Buffer.from(`${DESK.user}:${DESK.password}`).toString('base64');
		const first = new FormData();
		first.set('field-0', mac.serial_number);
		const { text } = await stage.web('form/kandji-blueprint', {
			...{ method: 'POST', body: first, headers: { authorization: `Basic ${basic}` } },
		});
		const { formWaitingUrl } = JSON.parse(text) as { formWaitingUrl: string };
		const page = await stage.page(formWaitingUrl, 'Its profiles and apps follow');
		const offered = [...page.matchAll(/<option value='([^']+)'>/g)].map(([, name]) => name);
		await stage.submit(formWaitingUrl, ['Meeting Rooms']);
		const end = await stage.page(formWaitingUrl, 'is in');
		await stage.deactivate(FILE);
		const { blueprint_name } = await stage.call<{ blueprint_name: string }>(
			'GET',
			`/api/v1/devices/${device_id}`,
		);
		const said = /<h1[^>]*>([^<]*)</.exec(end)?.[1]?.trim();
		return { ok: blueprint_name === 'Meeting Rooms', offered, said, blueprint: blueprint_name };
	},
};
