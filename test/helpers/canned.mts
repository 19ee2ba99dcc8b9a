import nock from 'nock';

/**
 * Lets no request of a test file out, and takes back all canned answers after each test. Files of one worker share
 * Node's http, so that nock must leave it as it was: it is therefore had from here alone.
 */
export function onlyCannedAnswers(): typeof nock {
	beforeAll(() => {
		if (!nock.isActive()) nock.activate();
		nock.disableNetConnect();
		nock.enableNetConnect('127.0.0.1');
	});
	afterEach(() => {
		nock.abortPendingRequests();
		nock.cleanAll();
	});
	afterAll(() => {
		nock.enableNetConnect();
		nock.restore();
	});
	return nock;
}
