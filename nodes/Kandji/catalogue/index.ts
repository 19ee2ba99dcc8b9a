import { auditEvent } from './auditEvent';
import { blueprint } from './blueprint';
import { blueprintRouting } from './blueprintRouting';
import { device } from './device';
import { deviceAction } from './deviceAction';
import { deviceApp } from './deviceApp';
import { deviceNote } from './deviceNote';
import { deviceSecret } from './deviceSecret';
import { tag } from './tag';
import { tenant } from './tenant';
import type { Resource } from './types';
import { user } from './user';

/** Everything that the node can do, sorted by name. */
export const resources: Resource[] = [
	auditEvent,
	blueprint,
	blueprintRouting,
	device,
	deviceAction,
	deviceApp,
	deviceNote,
	deviceSecret,
	tag,
	tenant,
	user,
];
