import { allowedContextKeysForRequest, runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT } from './template-values';

/** A request that IAM evaluates. */
export interface AwsRequest {
  /** A service principal, or the session of a role. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The condition keys that the service documents for the request, and those that AWS sends with every request. */
  readonly context?: Record<string, string>;
}

export interface Policies {
  readonly identity: object[];
  readonly resource?: object;
}

const ENCRYPTION_CONTEXT = 'kms:EncryptionContext:';
/**
 * Text that is replaced for the simulation, because the simulator does not support keys with more than one colon, principals that end in `.cn`, and the
 * ARNs of public parameters, which have no account.
 */
const REPLACEMENTS: [name: string, replacement: string][] = [
  [ENCRYPTION_CONTEXT, 'aws:PrincipalTag/EncryptionContext-'],
  ['.amazonaws.com.cn', '.cn.amazonaws.com'],
  ['::parameter/', ':000000000000:parameter/'],
];

/**
 * Whether IAM allows the request.
 * @throws if the action, resource or context key does not exist
 */
export async function allows(request: AwsRequest, policies: Policies): Promise<boolean> {
  const response = await runSimulation(simulationOf(request, policies), {});
  if (response.resultType === 'error') {
    throw new Error(`The request is invalid: ${JSON.stringify({ request, errors: response.errors })}`);
  }
  const results = response.resultType === 'single' ? [response.result] : response.results;
  const unknown = [...results.flatMap(({ ignoredContextKeys = [] }) => ignoredContextKeys), ...await unknownEncryptionContexts(request)];
  if (unknown.length > 0) {
    throw new Error(`${request.action} does not support the context key ${unknown.join(', ')}`);
  }
  return response.overallResult === 'Allowed';
}

async function unknownEncryptionContexts({ action, resource, context = {} }: AwsRequest): Promise<string[]> {
  const keys = Object.keys(context).filter((key) => key.startsWith(ENCRYPTION_CONTEXT));
  const known = keys.length > 0 ? await allowedContextKeysForRequest(action.split(':')[0], action.split(':')[1], resource, false, undefined) : [];
  return known.some((key) => key.startsWith(ENCRYPTION_CONTEXT.toLowerCase())) ? [] : keys;
}

function simulationOf({ principal, action, resource, context = {} }: AwsRequest, policies: Policies): Simulation {
  return withReplacements({
    request: { principal, action, resource: { resource, accountId: ACCOUNT }, contextVariables: context },
    identityPolicies: policies.identity.map((policy, index) => ({ name: `Policy${index + 1}`, policy })),
    resourcePolicy: policies.resource,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  });
}

function withReplacements(simulation: Simulation): Simulation {
  return JSON.parse(REPLACEMENTS.reduce((text, [name, replacement]) => text.replaceAll(name, replacement), JSON.stringify(simulation)));
}
