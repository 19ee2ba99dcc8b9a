const { testPathIgnorePatterns, setupFiles, ...common } = require('./jest.config.js');

/** The browser walk and the host-mode tests: one at a time, with the patience that a real n8n needs. */
module.exports = {
	...common,
	testMatch: ['<rootDir>/test/e2e/**/*.test.{ts,mts}'],
	maxWorkers: 1,
	testTimeout: 300_000,
};
