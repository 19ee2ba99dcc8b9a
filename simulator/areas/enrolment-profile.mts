import { Dice } from '../dice.mts';
import type { Blueprint, Tenant } from '../tenant.mts';

const escape = (text: string): string =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Where a person signs on before the profile is handed out. */
export const signOnUrl = (tenant: Tenant, { id, enrollment_code: { code } }: Blueprint): string => {
	const metadata = JSON.stringify({ blueprint_id: id, enrollment_code: code });
	const encoded = encodeURIComponent(Buffer.from(metadata).toString('base64'));
	return `${tenant.webHost}/enrollment/authentication?metadata=${encoded}`;
};

/** The text of a `.mobileconfig` that would enrol a device by hand. */
export function enrolmentProfile(tenant: Tenant, { id, name }: Blueprint): string {
	const dice = new Dice(`${id}:profile`);
	const server = `${tenant.webHost}/mdm/enroll/${id}`;
	return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<dict>
		<key>URL</key>
		<string>${server}</string>
		<key>DeviceAttributes</key>
		<array>
			<string>SERIAL</string>
			<string>UDID</string>
		</array>
	</dict>
	<key>PayloadDisplayName</key>
	<string>${escape(name)}</string>
	<key>PayloadIdentifier</key>
	<string>example.accuhive.enrol</string>
	<key>PayloadType</key>
	<string>Profile Service</string>
	<key>PayloadUUID</key>
	<string>${dice.uuid()}</string>
	<key>PayloadVersion</key>
	<integer>1</integer>
</dict>
</plist>
`;
}
