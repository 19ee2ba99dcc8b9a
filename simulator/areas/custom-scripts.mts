import type { Area } from '../api.mts';
import { htmlNotFound, invalidFields } from './answers.mts';
import type { Kind, Shape } from './library-kind.mts';
import { kindRoutes, merge, selfService, selfServiceFields, unreachable } from './library-kind.mts';

const SHAPE: Shape = {
	required: ['name', 'execution_frequency', 'script'],
	text: ['name', 'execution_frequency', 'script', 'remediation_script', 'self_service_category_id'],
	flags: ['active', 'restart', 'show_in_self_service', 'self_service_recommended'],
	choices: { execution_frequency: ['once', 'every_15_min', 'every_day', 'no_enforcement'] },
};

/** Scripts lose the line breaks at their end (docs/kandji-api.md T37). */
const withoutLastBreak = (script: unknown): string => String(script ?? '').replace(/[\r\n]+$/, '');

const KIND: Kind = {
	type: 'custom-script',
	path: '/api/v1/library/custom-scripts',
	label: 'Custom Script',
	gone: htmlNotFound,
	platforms: () => ['Mac'],
	accept(call, current) {
		const merged = merge(call, current, SHAPE);
		if ('reply' in merged) return merged;
		const wrong =
			selfService(call, merged.fields) ?? unreachable(merged.fields, 'execution_frequency');
		return wrong ? { reply: invalidFields(wrong) } : merged;
	},
	stored: (fields) => ({
		...fields,
		script: withoutLastBreak(fields.script),
		remediation_script: withoutLastBreak(fields.remediation_script),
	}),
	render: ({ fields, created_at, updated_at }) => ({
		active: fields.active ?? true,
		execution_frequency: fields.execution_frequency,
		restart: fields.restart ?? false,
		script: fields.script,
		remediation_script: fields.remediation_script ?? '',
		created_at,
		updated_at,
		...selfServiceFields(fields),
	}),
};

/** Custom scripts of the library. */
export const customScriptsArea: Area = { routes: kindRoutes(KIND) };
