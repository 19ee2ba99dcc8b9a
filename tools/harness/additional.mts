import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INodeType,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

/** What an execution in n8n's engine needs that only its host knows. */
interface Host {
	credential: ICredentialDataDecryptedObject;
	/** The credential's own way to sign a request. */
	authenticate: (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	) => Promise<IHttpRequestOptions>;
	/** n8n's lifecycle hooks; made by the caller, because programs and tests load n8n differently. */
	hooks: unknown;
}

/** Additional data of an execution with one credential, as n8n would build it. */
export function additionalDataOf({
	credential,
	authenticate,
	hooks,
}: Host): IWorkflowExecuteAdditionalData {
	const data = {
		credentialsHelper: {
			getParentTypes: () => [],
			isCredentialUsableByNode: () => true,
			authenticate: async (
				credentials: ICredentialDataDecryptedObject,
				_type: string,
				options: IHttpRequestOptions,
			) => await authenticate(credentials, options),
			preAuthentication: async () => undefined,
			getDecrypted: async () => credential,
			getCredentials: async () => ({}),
			updateCredentials: async () => {},
			runPreAuthentication: async () => undefined,
		},
		hooks,
		executionId: 'test',
		restApiUrl: 'http://localhost',
		webhookBaseUrl: 'http://localhost/webhook',
		webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost/form-waiting',
		instanceBaseUrl: 'http://localhost',
		variables: {},
		currentNodeParameters: {},
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
		userId: 'test',
	};
	return data as unknown as IWorkflowExecuteAdditionalData;
}

/** The node types of a workflow, by the name that n8n asks for. */
export const nodeTypesOf = (typeOf: (name: string) => INodeType): INodeTypes => ({
	getByName: typeOf,
	getByNameAndVersion: typeOf,
	getKnownTypes: () => ({}),
});
