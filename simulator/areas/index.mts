import type { Area } from '../api.mts';
import { adeArea } from './ade.mts';
import { auditArea } from './audit.mts';
import { behavioralDetectionsArea } from './behavioral-detections.mts';
import { blueprintLibraryArea } from './blueprint-library.mts';
import { blueprintRoutingArea } from './blueprint-routing.mts';
import { blueprintsArea } from './blueprints.mts';
import { commandsArea } from './commands.mts';
import { customAppsArea } from './custom-apps.mts';
import { customProfilesArea } from './custom-profiles.mts';
import { customScriptsArea } from './custom-scripts.mts';
import { deviceActionsArea } from './device-actions.mts';
import { deviceAppsArea } from './device-apps.mts';
import { deviceDetailsArea } from './device-details.mts';
import { deviceLibraryArea } from './device-library.mts';
import { devicesArea } from './devices.mts';
import { inHouseAppsArea } from './in-house-apps.mts';
import { libraryItemsArea } from './library-items.mts';
import { lostModeArea } from './lost-mode.mts';
import { notesArea } from './notes.mts';
import { prismArea } from './prism.mts';
import { provokeArea } from './provoke.mts';
import { secretsArea } from './secrets.mts';
import { selfServiceArea } from './self-service.mts';
import { settingsArea } from './settings.mts';
import { storageArea } from './storage.mts';
import { tagsArea } from './tags.mts';
import { threatsArea } from './threats.mts';
import { usersArea } from './users.mts';
import { vulnerabilitiesArea } from './vulnerabilities.mts';

/** Every area, in the order of seeding: an area may rely on the data of those before it. */
export const AREAS: readonly Area[] = [
	blueprintsArea,
	tagsArea,
	usersArea,
	devicesArea,
	deviceDetailsArea,
	deviceAppsArea,
	deviceActionsArea,
	commandsArea,
	lostModeArea,
	notesArea,
	secretsArea,
	blueprintLibraryArea,
	blueprintRoutingArea,
	customAppsArea,
	inHouseAppsArea,
	customProfilesArea,
	customScriptsArea,
	libraryItemsArea,
	selfServiceArea,
	deviceLibraryArea,
	storageArea,
	adeArea,
	prismArea,
	threatsArea,
	behavioralDetectionsArea,
	vulnerabilitiesArea,
	settingsArea,
	auditArea,
	provokeArea,
];
