/** The trigger's tests call the tenant's control surface the test tenant. */
export { Control as TestTenant } from '../helpers/control.mts';
