import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import ts from 'typescript-eslint';

/** Rules of the development code; what is published has n8n's own, in eslint.config.mjs. */
export default ts.config(
	{
		files: ['{simulator,demo,bench,tools,test}/**/*.{mts,mjs}', '*.{js,mjs}'],
		extends: [js.configs.recommended, ts.configs.strict, ts.configs.stylistic],
		rules: {
			// Node strips types and cannot run these two.
			'@typescript-eslint/parameter-properties': 'error',
			'no-restricted-syntax': ['error', 'TSEnumDeclaration'],
			'no-undef': 'off',
			eqeqeq: 'error',
			'@typescript-eslint/array-type': ['error', { default: 'array-simple' }],
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/consistent-type-definitions': 'off',
			'@typescript-eslint/no-empty-function': 'off',
			'@typescript-eslint/no-require-imports': 'off',
		},
	},
	{
		files: ['test/**/*.test.mts'],
		plugins: { jest },
		rules: {
			// A test that is left alone or left out would hide all others, or itself.
			'jest/no-focused-tests': 'error',
			'jest/no-disabled-tests': 'error',
			'jest/no-commented-out-tests': 'error',
			'jest/no-identical-title': 'error',
			'jest/valid-expect': 'error',
			'jest/valid-expect-in-promise': 'error',
			'jest/valid-title': 'error',
			'jest/no-test-return-statement': 'error',
			'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert'] }],
		},
	},
	{
		// Their steps fail where the editor does not show what they wait for.
		files: ['test/e2e/{editor,walk}.test.mts'],
		rules: { 'jest/expect-expect': 'off' },
	},
	{
		files: ['test/**/*.mts'],
		ignores: ['test/helpers/canned.mts'],
		rules: {
			// nock changes Node's http for all later files of a worker; the helper takes that back.
			'@typescript-eslint/no-restricted-imports': [
				'error',
				{
					paths: [
						{
							name: 'nock',
							allowTypeImports: true,
							message: 'Use what onlyCannedAnswers() returns.',
						},
					],
				},
			],
		},
	},
);
