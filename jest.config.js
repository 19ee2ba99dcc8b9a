/** Options of every jest run: CommonJS through swc, because n8n itself is CommonJS. */
const common = {
	rootDir: __dirname,
	testEnvironment: 'node',
	moduleFileExtensions: ['mts', 'ts', 'js', 'mjs', 'json', 'node'],
	transform: {
		'^.+\\.(m?ts|mjs|js)$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
				module: { type: 'commonjs' },
				sourceMaps: 'inline',
			},
		],
	},
	transformIgnorePatterns: ['/node_modules/(?!@faker-js/)', '<rootDir>/dist/'],
	modulePathIgnorePatterns: ['<rootDir>/(dist/package.json|\\.demo|\\.cache|\\.node)'],
	cacheDirectory: '<rootDir>/.cache/jest',
	// More than the two cores that a small machine has, because tests of pauses and limits wait.
	maxWorkers: 3,
	testTimeout: 30_000,
};

module.exports = {
	...common,
	// n8n's engine tells every failing node on the console; tests look at the failure itself.
	setupFiles: ['<rootDir>/test/helpers/quiet.mts', '<rootDir>/test/helpers/counter.mts'],
	testMatch: ['<rootDir>/test/**/*.test.{ts,mts}'],
	testPathIgnorePatterns: ['<rootDir>/test/e2e/'],
};
