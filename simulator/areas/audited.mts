import type { Call } from '../api.mts';

/** Notes in the audit log what the calling token did to something. */
export function audited(
	{ tenant, tokenName }: Call,
	action: 'create' | 'update' | 'delete',
	target: { type: string; id: string; component?: string },
	state: Record<string, unknown>,
): void {
	tenant.audit({
		action,
		target_type: target.type,
		target_id: target.id,
		target_component: target.component ?? '',
		new_state: state,
		actor: tokenName,
	});
}
