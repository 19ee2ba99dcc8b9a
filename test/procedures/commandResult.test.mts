import type { IDataObject } from 'n8n-workflow';

import { commandResultIn } from '../../nodes/Kandji/procedures/commandResult';

const ACCEPTED = new Date('2026-11-20T10:00:00Z');
const sent = { device: 'd', type: 'DeviceLock', acceptedAt: ACCEPTED };

const command = (seconds: number, more: IDataObject = {}): IDataObject => ({
	uuid: `u${seconds}`,
	command_type: 'DeviceLock',
	request_type: 'DeviceLock',
	status: 3,
	date_requested: new Date(ACCEPTED.getTime() + seconds * 1_000).toISOString(),
	date_completed: '2026-11-20T10:01:00.000000Z',
	error_chain: [],
	...more,
});

describe('What became of a command', () => {
	it.each<[number, string]>([
		[1, 'pending'],
		[2, 'pending'],
		[3, 'completed'],
		[4, 'failed'],
		[5, 'pending'],
		[9, 'unknown'],
	])('follows from its status %d: %s', (status, result) => {
		expect(commandResultIn([command(-1, { status })], sent)).toMatchObject({
			result,
			commandId: 'u-1',
		});
	});

	it('is recognised among other commands by kind and time, however the date is written', () => {
		const rows = [
			command(-3_600, { status: 4 }),
			command(-1, { command_type: 'RestartDevice', request_type: 'RestartDevice', status: 4 }),
			command(-2, { date_requested: '2026-11-20 09:59:58.123456+00:00' }),
			command(60, { status: 4 }),
		];
		expect(commandResultIn(rows, sent)).toMatchObject({ result: 'completed', commandId: 'u-2' });
	});

	it('is found by the request where Kandji gives the command another type', () => {
		const rows = [command(0, { command_type: 'Lock', request_type: 'devicelock' })];
		expect(commandResultIn(rows, sent).result).toBe('completed');
	});

	it('is unknown where two commands can be the one that was sent', () => {
		const result = commandResultIn([command(-4), command(-1, { status: 4 })], sent);
		expect(result).toMatchObject({ result: 'unknown', commandId: null });
		expect(result.resultDetail).toContain('2 DeviceLock commands');
	});

	it('is unknown where no command can be the one that was sent', () => {
		for (const rows of [[], [command(-16)], [command(6)], [command(0, { date_requested: '' })]]) {
			expect(commandResultIn(rows, sent)).toMatchObject({ result: 'unknown', commandId: null });
		}
	});

	it('says why the device refused', () => {
		const chain = [
			{ code: 12_021, domain: 'A', us_english_description: 'Not valid.' },
			{ code: 7, domain: 'B' },
		];
		const result = commandResultIn([command(0, { status: 4, error_chain: chain })], sent);
		expect(result.resultDetail).toBe('The device refused the command: Not valid. (12021); B (7)');
	});
});
