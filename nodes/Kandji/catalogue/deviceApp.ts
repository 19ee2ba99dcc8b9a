import { lists } from '../api/lists';
import { deviceField } from '../locate/deviceLocator';
import { containing } from './localFilters';
import { listOperation } from './operationTypes';
import type { Resource } from './operationTypes';

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
			// Windows and Android have keys of their own for what Apple's devices tell (docs/kandji-api.md 4.3).
			output: [
				'app_id|product_code',
				'app_name|display_name|name',
				'bundle_id|package_name|name',
				'version|version_name',
				'path|installed_path',
				'display_name',
				'package_name',
				'version_name',
				'publisher|publisher_display_name',
				'source|application_source|application_type',
			],
			narrow: [
				{
					displayName: 'App Contains',
					name: 'appName',
					type: 'string',
					default: '',
					placeholder: 'e.g. Chrome',
					description:
						'Only apps with this text in their name, bundle ID or package name, in any case',
					...containing('app_name', 'bundle_id', 'display_name', 'name', 'package_name'),
				},
			],
		}),
	],
};
