const { testPathIgnorePatterns, setupFiles, ...common } = require('./jest.config.js');

/** The browser walk and the host-mode tests, with the patience that a real n8n needs. */
module.exports = {
	...common,
	testMatch: ['<rootDir>/test/e2e/**/*.test.{ts,mts}'],
	testSequencer: '<rootDir>/test/e2e/order.mts',
	// More than cores, because some wait for n8n's clock or a browser most of the time.
	maxWorkers: 3,
	testTimeout: 300_000,
};
