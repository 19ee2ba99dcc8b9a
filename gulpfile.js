const { dest, src } = require('gulp');

/** What tsc leaves behind: icons, codex files and output previews. */
exports.default = () =>
	src(
		[
			// One folder each: what begins with a choice makes gulp walk through the whole clone.
			'icons/**/*.{svg,png}',
			'nodes/**/*.{svg,png}',
			'credentials/**/*.{svg,png}',
			'nodes/**/*.node.json',
			'nodes/**/__schema__/**/*.json',
		],
		{ base: '.', encoding: false },
	).pipe(dest(process.env.OUT_DIR ?? 'dist'));
