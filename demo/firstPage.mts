import { createServer } from 'node:http';

import type { Door } from './doors.mts';

/** What the first page of the demo names. */
export interface FirstPage {
	n8nUrl: string;
	email: string;
	password: string;
	tenantUrl: string;
	/** Address of the workflow that a newcomer runs first. */
	workflowUrl: string;
	doors: Door[];
}

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
	color-scheme: light dark; } code { background: #8882; padding: 0 .3em; } li { margin: .5em 0; }
	small { opacity: .75; }`;

/** The first page of the demo as HTML: what is there, how to log in, and three things to try. */
export function firstPage({
	n8nUrl,
	email,
	password,
	tenantUrl,
	workflowUrl,
	doors,
}: FirstPage): string {
	const links = doors.map(
		({ title, text, url, logIn }) =>
			`<li><a href="${url}">${title}</a>: ${text}<br><small><code>${url}</code>, log in with <code>${logIn}</code></small></li>`,
	);
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Kandji for n8n: the demo</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>
<h1>Kandji for n8n: the demo</h1>
<p>A real n8n and a simulated Kandji tenant. Nothing leaves this machine.</p>
<ul>
<li><a href="${n8nUrl}">n8n</a> with all ready-made workflows<br><small>log in with <code>${email}</code> and <code>${password}</code></small></li>
<li><a href="${tenantUrl}">The simulated tenant</a>: its tokens, its devices and the last requests</li>
${links.join('\n')}
</ul>
<h2>Three things to try</h2>
<ol>
<li>Open the <a href="${workflowUrl}">inventory sync</a> and click <b>Execute workflow</b>. Devices become rows of the Data Table <b>Kandji Assets</b>. Click again: nothing changed.</li>
<li>Enrol a device, then run the sync again: <code>curl -X POST ${tenantUrl}/simulator/devices</code></li>
<li>On an empty canvas add <b>Kandji (Iru)</b>, action <b>Lock device</b>. Pick a device, turn on <b>Dry Run</b> and click <b>Execute step</b>.</li>
</ol>
</body></html>
`;
}

/** Serves one page on loopback until `close`. */
export async function servePage(
	html: string,
	port: number,
): Promise<{ url: string; close: () => void }> {
	const server = createServer((_, response) => {
		response.setHeader('content-type', 'text/html; charset=utf-8');
		response.end(html);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const close = () => {
		server.close();
		server.closeAllConnections();
	};
	return { url: `http://127.0.0.1:${port}`, close };
}
