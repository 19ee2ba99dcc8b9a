import { lists } from '../api/lists';
import { deviceField } from '../locate/device';
import { listOperation } from './types';
import type { Resource } from './types';

/** Apps installed on one device; across the fleet they are a category of Prism. */
export const deviceApp: Resource = {
	name: 'Device App',
	value: 'deviceApp',
	operations: [
		listOperation({
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many apps of device',
			description:
				'Get the apps installed on one device, without those that Apple preinstalls on iPhone and iPad',
			list: lists.deviceApps,
			path: [deviceField],
			output: [
				'app_id',
				'app_name',
				'bundle_id',
				'version',
				'path',
				'display_name',
				'package_name',
				'version_name',
				'publisher',
				'source',
			],
		}),
	],
};
