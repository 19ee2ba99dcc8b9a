import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

/** Rules of the development code; what is published has n8n's own, in eslint.config.mjs. */
export default defineConfig({
	files: ['{simulator,demo,bench,tools,test}/**/*.{mts,mjs}', '*.{js,mjs}'],
	extends: [js.configs.recommended, ts.configs.strict, ts.configs.stylistic],
	rules: {
		'no-undef': 'off',
		eqeqeq: 'error',
		'@typescript-eslint/consistent-type-imports': 'error',
		'@typescript-eslint/consistent-type-definitions': 'off',
		'@typescript-eslint/no-require-imports': 'off',
	},
});
