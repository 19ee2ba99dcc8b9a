import { threatsOf } from '../../simulator/areas/threats.mts';
import type { Act, Ledger } from './ledger.mts';

const MINUTE_MS = 60_000;
const STATUSES = ['QUARANTINED', 'NOT_QUARANTINED', 'RELEASED', 'RESOLVED'] as const;

/** What is written into logs. */
export function logActs(ledger: Ledger): Act[] {
	const { tenant, control, dice } = ledger;
	return [
		async () => {
			// Some rows appear later than their time, and some at the very same time.
			const at = new Date(new Date().getTime() - dice.pick([0, 0, 5, 50]) * MINUTE_MS);
			for (let rows = dice.int(1, 2); rows > 0; rows--) {
				const given = { action: 'soak', occurred_at: at.toISOString() };
				const { id } = await control.control<{ id: string }>('POST', '/audit-events', given);
				ledger.expect('audit.event', id);
			}
		},
		async () => {
			const file_hash = `hash${ledger.number}`;
			ledger.touch(file_hash);
			await control.control('POST', '/threats', { file_hash });
			ledger.expect('threat.detected', file_hash);
		},
		async () => {
			const mine = threatsOf(tenant).threats.filter(({ file_hash: hash }) => /^hash\d/.test(hash));
			const threat = ledger.pickOf(mine, ({ file_hash: hash }) => hash);
			if (!threat) return;
			const status = ledger.another([...STATUSES], threat.status);
			await control.control('POST', '/threats/status', { file_hash: threat.file_hash, status });
			ledger.expect('threat.statusChanged', threat.file_hash);
		},
		async () => {
			const version = `0.0.${ledger.number}`;
			// A device that left in the same round would take its detections along.
			const device = ledger.pickDevice();
			if (!device) return;
			await control.control('POST', '/detections', { version, device_id: device.device_id });
			ledger.expect('vulnerability.detected', version);
		},
	];
}
