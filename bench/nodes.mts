/** The parameters of both contenders for the same work. */
import type { INodeParameters } from 'n8n-workflow';

export const PAGE = 300;
/** Requests a second that Kandji allows. */
export const PER_SECOND = 50;

/** All devices, raw, as Kandji gives them. */
export const listOurs: INodeParameters = {
	resource: 'device',
	operation: 'getAll',
	returnAll: true,
	output: 'raw',
};

const ofHttp = (url: string): INodeParameters => ({
	url,
	authentication: 'predefinedCredentialType',
	nodeCredentialType: 'kandjiApi',
});

/** The path of Get Details of one device. */
export const detailsPath = (id: string): string => `/api/v1/devices/${id}/details`;

/** The same by the HTTP Request node: its pagination, without a pause between pages. */
export const listHttp = (url: string): INodeParameters => ({
	...ofHttp(`${url}/api/v1/devices`),
	sendQuery: true,
	queryParameters: { parameters: [{ name: 'limit', value: String(PAGE) }] },
	options: {
		pagination: {
			pagination: {
				paginationMode: 'updateAParameterInEachRequest',
				parameters: {
					parameters: [{ type: 'qs', name: 'offset', value: `={{ $pageCount * ${PAGE} }}` }],
				},
				paginationCompleteWhen: 'other',
				completeExpression: `={{ $response.body.length < ${PAGE} }}`,
				limitPagesFetched: false,
				requestInterval: 0,
			},
		},
	},
});

const byId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

/** What is done with each device. */
export const OURS: Record<'details' | 'tags', INodeParameters> = {
	details: { resource: 'device', operation: 'getDetails', device: byId, output: 'raw' },
	tags: {
		resource: 'device',
		operation: 'update',
		device: byId,
		updateFields: { assetTag: '={{ $json.tag }}' },
	},
};

/** The same by the HTTP Request node: so many a second, in batches; as many as Kandji allows unless the caller says otherwise. */
export function itemsHttp(
	work: keyof typeof OURS,
	url: string,
	perSecond = PER_SECOND,
): INodeParameters {
	const device = `=${url}/api/v1/devices/{{ $json.id }}`;
	const batches = {
		options: { batching: { batch: { batchSize: perSecond, batchInterval: 1_000 } } },
	};
	if (work === 'details') return { ...ofHttp(`${device}/details`), ...batches };
	return {
		...ofHttp(device),
		method: 'PATCH',
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ { "asset_tag": $json.tag } }}',
		...batches,
	};
}
