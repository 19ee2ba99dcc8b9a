import { startSimulator } from '../simulator/server.mts';

/** What the credential needs of a Kandji tenant. */
export interface Tenant {
	url: string;
	token: string;
}

/** A tenant until `close`, which ends a simulated one. */
export interface OpenTenant extends Tenant {
	close(): Promise<void>;
}

/** A tenant to work with: the given real one, or a simulated one that ends with `close`. */
export async function openTenant(
	real: Tenant | undefined,
	simulated: { port: number; devices: number },
): Promise<OpenTenant> {
	return real ? { ...real, close: () => Promise.resolve() } : await startSimulator(simulated);
}
