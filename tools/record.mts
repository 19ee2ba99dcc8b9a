/**
 * `npm run record -- --api-url https://TENANT.api.kandji.io --token T`: reads a tenant with GET only, replaces what
 * identifies it, its people and its devices, and writes a file that `npm run simulator -- --recording FILE` plays back.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import type { Recording } from '../simulator/recording.mts';
import { recordTenant } from './record/read.mts';
import { say } from './setup.mjs';

const USAGE = `Records answers of a Kandji tenant, for a simulator that behaves like it. Reads only.

  npm run record -- --api-url https://TENANT.api.kandji.io --token T [--out recording.json] [--samples 2]

  --api-url  the API URL of the tenant, as Kandji shows it under Access
  --token    an API token that may only read; its checkboxes decide what is recorded
  --out      the file to write (recording.json)
  --samples  how many records of each list are read in detail; of devices, of each platform (2)

Names, emails, serial numbers, IDs, notes and addresses are replaced, the same one by the same one.
Secrets, locations and enrolment profiles are never read. Read the file before you give it away.`;

const PAUSE_MS = 250;
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])$/;

function fail(message: string): never {
	say(`${message}\n\n${USAGE}`);
	process.exit(2);
}

function readOptions(): { apiUrl: string; token: string; out: string; samples: number } {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({
		options: { 'api-url': text, token: text, out: text, samples: text },
	});
	const { 'api-url': apiUrl, token, out = 'recording.json', samples = '2' } = values;
	if (!apiUrl || !URL.canParse(apiUrl)) fail('--api-url must be the address of the API.');
	const { protocol, hostname } = new URL(apiUrl);
	if (protocol !== 'https:' && !LOOPBACK.test(hostname)) {
		fail('--api-url must begin with https://, because the token goes there.');
	}
	if (!token || /\s/.test(token)) fail('--token must be an API token without blanks.');
	if (!/^[1-9]\d?$/.test(samples)) fail('--samples must be a whole number from 1 to 99.');
	return { apiUrl, token, out, samples: Number(samples) };
}

let options: ReturnType<typeof readOptions>;
try {
	options = readOptions();
} catch (error) {
	fail(error instanceof Error ? error.message : String(error));
}
try {
	const answers = await recordTenant({ ...options, pauseMs: PAUSE_MS, report: say });
	const recording: Recording = { recordedAt: new Date().toISOString(), answers };
	writeFileSync(options.out, `${JSON.stringify(recording, null, '\t')}\n`);
	const refused = answers.filter(({ status }) => status >= 400).length;
	say(`${answers.length} answers written to ${options.out}, ${refused} of them errors.`);
	say('Read the file before you give it away: nobody knows your tenant as you do.');
} catch (error) {
	say(`Nothing was written: ${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
}
