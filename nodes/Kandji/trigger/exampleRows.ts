import type { IDataObject } from 'n8n-workflow';

/** A device as Kandji writes it, for samples of a tenant that has none. */
export const EXAMPLE_DEVICE: IDataObject = {
	device_id: '7c1e2a94-5b3d-4f60-8e17-9a2b6c4d0f31',
	device_name: 'Nora’s MacBook Air',
	model: 'MacBook Air (13-inch, M3, 2024)',
	serial_number: 'H7XK2M9QLP',
	platform: 'Mac',
	os_version: '15.5',
	last_check_in: '2026-02-03T09:12:44.120000Z',
	user: {
		id: '1f0a7c52-8d3b-4e96-b4c1-6e5d2a9f7b08',
		name: 'Nora Quill',
		email: 'nora.quill@example.com',
		is_archived: false,
	},
	asset_tag: 'AH-10042',
	blueprint_id: 'a4d9b6e2-1c7f-4038-9b5a-e2f8c3d61470',
	blueprint_name: 'Head Office',
	mdm_enabled: true,
	agent_installed: true,
	is_missing: false,
	is_removed: false,
	agent_version: '5.3.2 (6120)',
	first_enrollment: '2026-02-03 08:55:10.004000+00:00',
	last_enrollment: '2026-02-03 08:55:10.004000+00:00',
	lost_mode_status: '',
	tags: ['sales'],
};

/** The same device as every category of Prism writes it. */
export const EXAMPLE_PRISM_DEVICE: IDataObject = {
	device_id: '7c1e2a94-5b3d-4f60-8e17-9a2b6c4d0f31',
	device__name: 'Nora’s MacBook Air',
	device__family: 'Mac',
	device__user_name: 'Nora Quill',
	device__user_email: 'nora.quill@example.com',
	blueprint_id: 'a4d9b6e2-1c7f-4038-9b5a-e2f8c3d61470',
	blueprint_name: 'Head Office',
	tags: ['sales'],
	asset_tag: 'AH-10042',
	serial_number: 'H7XK2M9QLP',
};

/** The user whom the example device had before. */
export const EARLIER_USER = {
	id: '3b9f6e10-7a4c-4d28-a5e3-c8d1f0b7429a',
	name: 'Tom Vale',
	email: 'tom.vale@example.com',
	archived: false,
};

/** The blueprint that the example device had before. */
export const EARLIER_BLUEPRINT = {
	id: 'd2e5f8a1-9b40-4c67-83d7-1f6a0e3c5b92',
	name: 'New Devices',
};

/** The name of a library item, for samples of a tenant in which it stands on no device. */
export const EXAMPLE_ITEM_NAME = 'Notes Editor';
