import { onlyCannedAnswers } from '../helpers/canned.mts';
import { runNode } from '../../tools/harness/engine.mts';

const credential = {
	apiUrl: 'https://accuhive.api.kandji.io',
	apiToken: '3f0c9d52-7a41-4b8e-9c06-51d2e8a7b640',
};
const parameters = {
	resource: 'customApp',
	operation: 'create',
	binaryPropertyName: 'data',
	name: 'Driver',
	installType: 'package',
	installEnforcement: 'install_once',
};
const file = {
	fileName: 'driver.pkg',
	mimeType: 'application/octet-stream',
	data: Buffer.from('content').toString('base64'),
};

describe("Kandji's file storage", () => {
	const nock = onlyCannedAnswers();

	const create = async () => await runNode(parameters, credential, { binary: { data: file } });
	const announce = (postUrl: string) =>
		nock(credential.apiUrl)
			.post('/api/v1/library/custom-apps/upload')
			.reply(201, {
				post_url: postUrl,
				post_data: { key: 'a/driver.pkg' },
				file_key: 'a/driver.pkg',
			})
			.post(
				'/api/v1/library/custom-apps',
				'name=Driver&install_type=package&install_enforcement=install_once&file_key=a%2Fdriver.pkg',
			)
			.reply(201, { id: '1' });
	const bucket = (origin = 'https://kandji-prod.s3.amazonaws.com') =>
		nock(origin, { badheaders: ['authorization'] }).post(
			'/',
			/name="key"[^]*name="file"; filename="driver.pkg"/,
		);

	it.each([
		['a whole URL', 'https://kandji-prod.s3.amazonaws.com/'],
		['a bare host', 'kandji-prod.s3.amazonaws.com'],
		['a bare bucket name', 'kandji-prod'],
	])('is found by %s', async (_, postUrl) => {
		announce(postUrl);
		bucket().reply(204);
		const { json, error } = await create();
		expect(error).toBeUndefined();
		expect(json).toEqual([{ id: '1' }]);
	});

	it('gets the file again, whole, when it was unavailable', async () => {
		announce('kandji-prod');
		bucket().reply(503);
		bucket()
			.matchHeader('content-length', /^[1-9]\d+$/)
			.reply(204);
		const { json } = await create();
		expect(json).toEqual([{ id: '1' }]);
	});

	it('is never followed to another address', async () => {
		announce('kandji-prod');
		bucket().reply(307, '', { location: 'https://elsewhere.example/' });
		const { error } = await create();
		expect(error?.message).toBe(
			"Kandji's file storage did not take the file: it answered 307 [Item 0]",
		);
	});

	it('tells why it refuses a file', async () => {
		announce('kandji-prod');
		bucket().reply(
			403,
			'<Error><Code>AccessDenied</Code><Message>Policy expired.</Message></Error>',
		);
		const { error } = await create();
		expect(error?.message).toBe(
			"Kandji's file storage did not take the file: Policy expired. [Item 0]",
		);
	});
});
