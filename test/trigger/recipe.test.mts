import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { EVERY_EVENT } from '../../tools/harness/everyEvent.mts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FILES = globSync('nodes/**/*.ts', { cwd: ROOT }).map((file): [string, string] => [
	path.basename(file),
	readFileSync(path.join(ROOT, file), 'utf8'),
]);
/** What the panel asks for with an event: its displayOptions name the event, and so do the settings for one with values. */
const PANEL = ['triggerProperties.ts', 'triggerSettings.ts'];
/** The item of an assignment names the former user; a device that is no longer there has no details. */
const SPECIAL: Record<string, string> = {
	'device.assignmentChanged': 'triggerItems.ts',
	'device.removed': 'eventDetails.ts',
};

describe('CONTRIBUTING.md says of a new event', () => {
	it.each(EVERY_EVENT)('that it touches two files, and those of its parameter: %s', (event) => {
		const naming = FILES.filter(([, text]) => text.includes(`'${event}'`)).map(([file]) => file);
		const own = naming.filter((file) => !PANEL.includes(file) && SPECIAL[event] !== file);
		expect(own).toContain('events.ts');
		expect(own).toHaveLength(2);
	});

	it('that docs/trigger.md has a row for it', () => {
		const docs = readFileSync(path.join(ROOT, 'docs/trigger.md'), 'utf8');
		expect(EVERY_EVENT.filter((event) => !docs.includes(`\`${event}\``))).toEqual([]);
	});
});
