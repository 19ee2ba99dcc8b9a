import { adeDevice } from './adeDevice';
import { adeIntegration } from './adeIntegration';
import { auditEvent } from './auditEvent';
import { blueprint } from './blueprint';
import { blueprintRouting } from './blueprintRouting';
import { customApp } from './customApp';
import { customProfile } from './customProfile';
import { customScript } from './customScript';
import { device } from './device';
import { deviceAction } from './deviceAction';
import { deviceApp } from './deviceApp';
import { deviceNote } from './deviceNote';
import { deviceSecret } from './deviceSecret';
import { inHouseApp } from './inHouseApp';
import { libraryItem } from './libraryItem';
import { prism } from './prism';
import { selfServiceCategory } from './selfServiceCategory';
import { tag } from './tag';
import { tenant } from './tenant';
import { threat } from './threat';
import type { Resource } from './operationTypes';
import { user } from './user';
import { vulnerability } from './vulnerability';

/** Everything that the node can do, in the order of the panel: what people use most stands first. */
export const resources: Resource[] = [
	device,
	deviceAction,
	prism,
	user,
	deviceApp,
	blueprint,
	deviceSecret,
	tag,
	vulnerability,
	threat,
	libraryItem,
	deviceNote,
	auditEvent,
	customApp,
	customProfile,
	customScript,
	inHouseApp,
	selfServiceCategory,
	blueprintRouting,
	adeDevice,
	adeIntegration,
	tenant,
];
