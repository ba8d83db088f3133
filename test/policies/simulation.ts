import { allowedContextKeysForRequest, runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT } from './template-values';

/** A request as AWS IAM sees it. */
export interface AwsRequest {
  /** A service, or the session of a role. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** What the service documents that it sends with it, and what AWS sends with every request. */
  readonly context?: Record<string, string>;
}

export interface Policies {
  readonly identity: object[];
  readonly resource?: object;
}

const ENCRYPTION_CONTEXT = 'kms:EncryptionContext:';
/** What the simulator does not understand travels under another name: keys with more than one colon, and principals that end in `.cn`. */
const TRAVELLING: [name: string, other: string][] = [
  [ENCRYPTION_CONTEXT, 'aws:PrincipalTag/EncryptionContext-'],
  ['.amazonaws.com.cn', '.cn.amazonaws.com'],
];

/**
 * Whether AWS IAM would let the request through.
 * @throws where AWS knows no such action, resource or context key
 */
export async function allows(request: AwsRequest, policies: Policies): Promise<boolean> {
  const answer = await runSimulation(simulationOf(request, policies), {});
  if (answer.resultType === 'error') {
    throw new Error(`AWS knows no such request: ${JSON.stringify({ request, errors: answer.errors })}`);
  }
  const results = answer.resultType === 'single' ? [answer.result] : answer.results;
  const unknown = [...results.flatMap(({ ignoredContextKeys = [] }) => ignoredContextKeys), ...await unknownEncryptionContexts(request)];
  if (unknown.length > 0) {
    throw new Error(`${request.action} has no context key ${unknown.join(', ')}`);
  }
  return answer.overallResult === 'Allowed';
}

async function unknownEncryptionContexts({ action, resource, context = {} }: AwsRequest): Promise<string[]> {
  const keys = Object.keys(context).filter((key) => key.startsWith(ENCRYPTION_CONTEXT));
  const known = keys.length > 0 ? await allowedContextKeysForRequest(action.split(':')[0], action.split(':')[1], resource, false, undefined) : [];
  return known.some((key) => key.startsWith(ENCRYPTION_CONTEXT.toLowerCase())) ? [] : keys;
}

function simulationOf({ principal, action, resource, context = {} }: AwsRequest, policies: Policies): Simulation {
  return renamed({
    request: { principal, action, resource: { resource, accountId: ACCOUNT }, contextVariables: context },
    identityPolicies: policies.identity.map((policy, index) => ({ name: `Policy${index + 1}`, policy })),
    resourcePolicy: policies.resource,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  });
}

function renamed(simulation: Simulation): Simulation {
  return JSON.parse(TRAVELLING.reduce((text, [name, other]) => text.replaceAll(name, other), JSON.stringify(simulation)));
}
