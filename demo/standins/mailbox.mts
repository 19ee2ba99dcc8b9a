/** A mail server on loopback that keeps what it gets: for n8n's mail node, and for what people click in its mails. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface RunningMailbox {
	port: number;
	/** What arrived, oldest first. */
	mails: ParsedMail[];
	close(): Promise<void>;
}

/** Starts it on a free port; anybody may send, without encryption. */
export async function startMailbox(): Promise<RunningMailbox> {
	const mails: ParsedMail[] = [];
	const smtp = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onData(stream, _session, done) {
			simpleParser(stream).then(
				(mail) => {
					mails.push(mail);
					done();
				},
				(wrong: Error) => done(wrong),
			);
		},
	});
	smtp.listen(0, '127.0.0.1');
	await once(smtp.server, 'listening');
	return {
		port: (smtp.server.address() as AddressInfo).port,
		mails,
		close: async () => await new Promise((closed) => smtp.close(() => closed())),
	};
}

/** The links of a mail by the words that stand on them. */
export function linksOf({ html }: ParsedMail): Record<string, string> {
	const links = String(html || '').matchAll(/<a[^>]*href="([^"]+)"[^>]*>([\s\S]*?)<\/a>/g);
	return Object.fromEntries(
		[...links].map(([, href, words]) => [
			words.replace(/<[^>]+>|\s+/g, ' ').trim(),
			href.replaceAll('&amp;', '&'),
		]),
	);
}
