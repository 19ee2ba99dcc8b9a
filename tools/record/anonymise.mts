import { createHmac, randomBytes } from 'node:crypto';

import { API_ORIGIN, WEB_ORIGIN } from '../../simulator/recording.mts';

/** Keys whose texts are words of Kandji's own, versions or models. The texts of all other keys are replaced. */
const VOCABULARY =
	/^(platform|device_family|model(_name|_identifier)?|os|os_name|status|severity|cvss_severity|classification|type|.*_type|.*_status|.*_posture|action|icon|color|install_enforcement|execution_frequency|target_component|cve_id|category|subcategory|enrollment_status|processor_(name|speed)|memory|capacity|format|encrypted|percent_used|frequency|plan_type)$/;
const VERSIONS = /version|build|score/;
/** Keys whose numbers name or locate something or somebody. */
const IDENTIFYING_NUMBER =
	/(^|_)(id|phone|phone_number|imei|meid|serial_number)$|latitude|longitude/i;

const DATE =
	/^(\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)?|[A-Z][a-z]{2} \d{1,2}, \d{4} at [\d:]+ [AP]M)$/;
const TRUTH = /^(true|false|yes|no|on|off)$/i;
const WORD_OF_KANDJI = /^[A-Za-z][\w .,()+/-]{0,60}$/;
const VERSION = /^v?\d+(\.\d+)*[\w ().-]{0,24}$/;

const HEX_DIGITS = '0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/** A word of letters and digits. */
const WORD = /[\p{L}\p{N}]+/gu;
/** Hexadecimal digits, so many in a row that they are an ID or a hash and no word. */
const HEX_WORD = /^[0-9a-f]{16,}$/i;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** Splits a text so that its IDs stand at the odd places. */
const AT_UUIDS = new RegExp(`(${UUID.source})`, 'gi');
const EMAIL = /([\p{L}\p{N}._%+'’-]+)@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;
const LINK = /^https?:\/\//i;

/**
 * Replaces what could identify a tenant, its people or its devices. The same word always becomes the same other word, of
 * the same length and kind of characters; the key is thrown away with this object, so that nobody can undo it.
 */
export class Anonymiser {
	private readonly key = randomBytes(32);

	private readonly apiHost: string;

	constructor(apiUrl: string) {
		this.apiHost = new URL(apiUrl).host;
	}

	/** Returns a body without identifying values: keys, kinds, dates, counts and words of Kandji's own stay. */
	body(value: unknown, key = ''): unknown {
		if (Array.isArray(value)) return value.map((each) => this.body(each, key));
		if (typeof value === 'string') return this.value(value, key);
		if (typeof value === 'number') {
			return IDENTIFYING_NUMBER.test(key) ? Number(this.words(String(value))) : value;
		}
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(
			Object.entries(value).map(([name, inner]) => [
				name.replace(UUID, (id) => this.hex(id)),
				this.body(inner, name),
			]),
		);
	}

	/** Returns path and query with IDs and values replaced in the same way as in bodies. */
	request(pathAndQuery: string, template: string): string {
		const url = new URL(pathAndQuery, API_ORIGIN);
		const fixed = template.split('/');
		const path = url.pathname
			.split('/')
			.map((step, at) =>
				step === fixed[at] ? step : encodeURIComponent(this.words(decodeURIComponent(step))),
			);
		return `${path.join('/')}${this.query(url)}`;
	}

	private value(value: string, key: string): string {
		if (value === '' || DATE.test(value) || TRUTH.test(value)) return value;
		if (VERSIONS.test(key) && VERSION.test(value)) return value;
		if (VOCABULARY.test(key) && WORD_OF_KANDJI.test(value)) return value;
		return LINK.test(value) && URL.canParse(value) ? this.link(value) : this.words(value);
	}

	/** A link keeps the path of the API; the host, and everything on other hosts, is replaced. */
	private link(value: string): string {
		const url = new URL(value);
		const isApi = url.pathname.startsWith('/api/');
		const origin = url.host === this.apiHost ? API_ORIGIN : WEB_ORIGIN;
		const path = isApi
			? url.pathname.replace(UUID, (id) => this.hex(id))
			: this.words(decodeURIComponent(url.pathname));
		return `${origin}${path}${this.query(url)}`;
	}

	/** Sizes and positions stay; cursors and filters are replaced. */
	private query({ searchParams }: URL): string {
		const pairs = [...searchParams].map(([name, value]) => [
			name,
			/^\d{1,6}$/.test(value) ? value : this.words(value),
		]);
		return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
	}

	private words(text: string): string {
		return text
			.replace(EMAIL, (_all, local: string) => `${local}@\u0000`)
			.split(AT_UUIDS)
			.map((part, at) => (at % 2 === 1 ? this.hex(part) : this.plain(part)))
			.join('')
			.replaceAll('@\u0000', '@example.com');
	}

	private plain(text: string): string {
		return text.replace(WORD, (word) => (HEX_WORD.test(word) ? this.hex(word) : this.word(word)));
	}

	private hex(text: string): string {
		return this.exchange(text, () => HEX_DIGITS);
	}

	private word(text: string): string {
		return this.exchange(text, (character) => (/\p{N}/u.test(character) ? DIGITS : LETTERS));
	}

	/** Each letter or digit becomes another one of an alphabet, chosen by the whole text and its place in it. */
	private exchange(text: string, alphabetOf: (character: string) => string): string {
		const digest = createHmac('sha512', this.key).update(text.toLowerCase()).digest();
		return [...text]
			.map((character, at) => {
				if (!/[\p{L}\p{N}]/u.test(character)) return character;
				const alphabet = alphabetOf(character);
				const chosen = alphabet[(digest[at % digest.length] + at) % alphabet.length];
				return character === character.toLowerCase() ? chosen : chosen.toUpperCase();
			})
			.join('');
	}
}
