const { dest, series, src } = require('gulp');

/** What tsc leaves behind: icons, output previews and the codex files that n8n reads beside a node. */
const copyAssets = () =>
	src(['{nodes,credentials}/**/*.{svg,png}', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));

const copyIcons = () =>
	src('icons/*.svg', { base: '.', encoding: false, allowEmpty: true }).pipe(dest('dist'));

/** The ready-made workflows travel with the package, so that an installed node can show them. */
const copyWorkflows = () =>
	src('workflows/*.json', { base: '.', encoding: false, allowEmpty: true }).pipe(dest('dist'));

exports.default = series(copyAssets, copyIcons, copyWorkflows);
