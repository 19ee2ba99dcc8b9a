const { dest, src } = require('gulp');

/** What tsc leaves behind: icons, codex files, output previews, and the ready-made workflows. */
exports.default = () =>
	src(
		[
			'{icons,nodes,credentials}/**/*.{svg,png}',
			'nodes/**/*.node.json',
			'nodes/**/__schema__/**/*.json',
			'workflows/*.json',
		],
		{ base: '.', encoding: false },
	).pipe(dest(process.env.OUT_DIR ?? 'dist'));
